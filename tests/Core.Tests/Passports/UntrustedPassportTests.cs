using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports;

public sealed class UntrustedPassportTests
{
    private const string Header = """{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://a.example/b"}""";
    private const string Payload = """{"attest":"A","dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},"origid":"123e4567-e89b-12d3-a456-426655440000"}""";
    private const string Dest = """{"tn":["12155550131"]}""";
    private const string Orig = """{"tn":"12155550121"}""";
    private const string OrigId = "\"123e4567-e89b-12d3-a456-426655440000\"";

    public static TheoryData<string, string> MalformedPayloads => new()
    {
        { "\"attest\":\"A\"", "\"attest\":\"A\",\"attest\":\"A\"" },
        { "\"attest\":\"A\"", "\"attest\":\"A\",\"\\u0061ttest\":\"C\"" },
        { Orig, """{"tn":"12155550121","tn":"12155550199"}""" },
        { "}", "},\"x\":{\"y\":1,\"y\":2}" },
        { Orig, """{"tn":12155550121}""" },
        { Orig, """{"tn":["12155550121"]}""" },
        { Orig, """{"tn":null}""" },
        { Orig, """{"tn":""}""" },
        { Orig, """{"tn":"1215555012112345"}""" },
        { Orig, """{"tn":"alice"}""" },
        { Orig, """{"tn":"12155550121","uri":"sip:alice@example.com"}""" },
        { Orig, "{}" },
        { Orig, "\"12155550121\"" },
        { Orig, """[{"tn":"12155550121"}]""" },
        { Orig, """{"uri":5}""" },
        { Orig, """{"uri":""}""" },
        { Orig, $$"""{"uri":"sip:{{new string('a', 2048)}}"}""" },
        { Dest, """{"tn":"12155550131"}""" },
        { Dest, """{"tn":[12155550131]}""" },
        { Dest, """{"tn":[["12155550131"]]}""" },
        { Dest, """{"tn":[]}""" },
        { Dest, """{"tn":[],"uri":["sip:alice@example.com"]}""" },
        { Dest, """{"uri":"sip:alice@example.com"}""" },
        { Dest, """{"uri":[]}""" },
        { Dest, "{}" },
        { Dest, "[]" },
        { Dest, "null" },
        { Dest, $$"""{"tn":[{{string.Join(',', Enumerable.Repeat("\"12155550131\"", 33))}}]}""" },
        { Dest, $$"""{"tn":[{{string.Join(',', Enumerable.Repeat("\"12155550131\"", 20))}}],"uri":[{{string.Join(',', Enumerable.Repeat("\"sip:a@b\"", 13))}}]}""" },
        { "1443208345", "-1" },
        { "1443208345", "-0.5" },
        { "1443208345", "1e400" },
        { "1443208345", "253402300800" },
        { "1443208345", "null" },
        { "1443208345", "true" },
        { "1443208345", "[1443208345]" },
        { "1443208345", "\"\"" },
        { "1443208345", "\"-1\"" },
        { "1443208345", "\" 1443208345\"" },
        { "1443208345", "\"soon\"" },
        { "1443208345", "\"999999999999\"" },
        { "}", "},\"deep\":" + new string('[', 100) + new string(']', 100) },
        { "}", "},\"x\":\"\\ud800\"" },
        { "}", "}," },
        { "\"attest\"", "/* */\"attest\"" },
    };

    public static TheoryData<string, string, VerificationFailure> RefusedPayloads => new()
    {
        { "\"attest\":\"A\"", "\"attest\":\"D\"", VerificationFailure.ShakenClaimInvalid },
        { "\"attest\":\"A\"", "\"attest\":\"a\"", VerificationFailure.ShakenClaimInvalid },
        { "\"attest\":\"A\"", "\"attest\":\"AB\"", VerificationFailure.ShakenClaimInvalid },
        { "\"attest\":\"A\"", "\"attest\":null", VerificationFailure.ShakenClaimInvalid },
        { "\"attest\":\"A\"", "\"attest\":[\"A\"]", VerificationFailure.ShakenClaimInvalid },
        { OrigId, "\"none\"", VerificationFailure.ShakenClaimInvalid },
        { OrigId, "\"\"", VerificationFailure.ShakenClaimInvalid },
        { OrigId, "5", VerificationFailure.ShakenClaimInvalid },
        { OrigId, "\"{123e4567-e89b-12d3-a456-426655440000}\"", VerificationFailure.ShakenClaimInvalid },
        { OrigId, "\"123e4567e89b12d3a456426655440000\"", VerificationFailure.ShakenClaimInvalid },
        { "\"attest\":\"A\",", "", VerificationFailure.ClaimMissing },
        { ",\"origid\":" + OrigId, "", VerificationFailure.ClaimMissing },
        { "\"iat\":1443208345,", "", VerificationFailure.ClaimMissing },
        { "\"dest\":" + Dest + ",", "", VerificationFailure.ClaimMissing },
        { "\"orig\":" + Orig + ",", "", VerificationFailure.ClaimMissing },
        { Payload, "{}", VerificationFailure.ClaimMissing },
        { Payload, "[]", VerificationFailure.PassportMalformed },
        { Payload, "null", VerificationFailure.PassportMalformed },
        { Payload, "", VerificationFailure.PassportMalformed },
    };

    public static TheoryData<string, string, VerificationFailure> RefusedHeaders => new()
    {
        { "\"typ\":\"passport\",", "", VerificationFailure.HeaderMemberMissing },
        { "\"alg\":\"ES256\",", "", VerificationFailure.HeaderMemberMissing },
        { ",\"x5u\":\"https://a.example/b\"", "", VerificationFailure.HeaderMemberMissing },
        { "\"passport\"", "\"JWT\"", VerificationFailure.TypeNotPassport },
        { "\"passport\"", "\"Passport\"", VerificationFailure.TypeNotPassport },
        { "\"ES256\"", "\"none\"", VerificationFailure.AlgorithmNotEs256 },
        { "\"ES256\"", "\"HS256\"", VerificationFailure.AlgorithmNotEs256 },
        { "\"ES256\"", "\"ES384\"", VerificationFailure.AlgorithmNotEs256 },
        { "\"ES256\"", "\"es256\"", VerificationFailure.AlgorithmNotEs256 },
        { "\"shaken\"", "\"div\"", VerificationFailure.ClaimMissing },
        { "\"shaken\"", "\"dive\"", VerificationFailure.PptNotSupported },
        { "\"shaken\"", "\"SHAKEN\"", VerificationFailure.PptNotSupported },
        { "\"shaken\"", "\"\"", VerificationFailure.PptNotSupported },
        { "\"alg\"", "\"crit\":[\"x\"],\"x\":1,\"alg\"", VerificationFailure.CriticalHeader },
        { "\"alg\"", "\"crit\":[],\"alg\"", VerificationFailure.CriticalHeader },
        { "\"ES256\"", "5", VerificationFailure.PassportMalformed },
        { "\"passport\"", "null", VerificationFailure.PassportMalformed },
        { "\"shaken\"", "[\"shaken\"]", VerificationFailure.PassportMalformed },
        { "\"https://a.example/b\"", "[\"https://a.example/b\"]", VerificationFailure.PassportMalformed },
        { "\"alg\":\"ES256\"", "\"alg\":\"none\",\"alg\":\"ES256\"", VerificationFailure.PassportMalformed },
        { "\"alg\"", "\"x\":" + new string('[', 100) + new string(']', 100) + ",\"alg\"", VerificationFailure.PassportMalformed },
    };

    [Fact]
    public void TryParse_OfTheOutOfBandDraftsToken_ReadsThePrintedClaims()
    {
        Assert.True(UntrustedPassport.TryParse(Vectors.Text("passport/oob-shaken-token.txt").Trim(), out var passport, out var refusal), refusal?.Detail);
        Assert.Equal("12013776051", Assert.IsType<NumberParty>(passport.Claims.Orig).Number.Value);
        Assert.Equal("19032469103", Assert.IsType<NumberParty>(Assert.Single(passport.Claims.Dest)).Number.Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1584983402), passport.Claims.IssuedAt);
        Assert.Equal(new ShakenClaims(Attestation.A, "4aec94e2-508c-4c1c-907b-3737bac0a80e"), passport.Claims.Shaken);
        Assert.Equal("https://certificates.clearip.com/4a871c06-e0b5-4cb9-8347-43126bd86c85/646b1be373f16eaf8753799e3499032a.crt", passport.X5u);
        Assert.Empty(passport.Findings);
        Assert.True(passport.IsCanonical());
    }

    [Theory]
    [MemberData(nameof(MalformedPayloads))]
    public void TryParse_OfAMalformedPayload_IsRefused(string find, string replace) =>
        AssertRefused(Header, Replace(Payload, find, replace), VerificationFailure.PassportMalformed);

    [Theory]
    [MemberData(nameof(RefusedPayloads))]
    public void TryParse_OfAPayloadThatBreaksARule_SaysWhich(string find, string replace, VerificationFailure reason) =>
        AssertRefused(Header, Replace(Payload, find, replace), reason);

    [Theory]
    [MemberData(nameof(RefusedHeaders))]
    public void TryParse_OfAHeaderThatBreaksARule_SaysWhich(string find, string replace, VerificationFailure reason) =>
        AssertRefused(Replace(Header, find, replace), Payload, reason);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("{header}.{payload}")]
    [InlineData("{header}=.{payload}.AAAA")]
    [InlineData("{header}.{payload}.AA==")]
    [InlineData("{header}.{payload}.A+/A")]
    [InlineData("{header}.{payload}.A A")]
    [InlineData("{header}. {payload}.AAAA")]
    [InlineData("{header}\r\n.{payload}.AAAA")]
    [InlineData("{header}.{payload}.A")]
    [InlineData("{header}.{payload}.AB")]
    public void TryParse_OfWhatIsNoCompactJws_IsRefused(string form)
    {
        var token = form.Replace("{header}", Encode(Header), StringComparison.Ordinal).Replace("{payload}", Encode(Payload), StringComparison.Ordinal);
        Assert.False(UntrustedPassport.TryParse(token, out _, out var refusal));
        Assert.Equal(VerificationFailure.PassportMalformed, refusal.Reason);
    }

    [Fact]
    public void TryParse_OfTheCompactForm_IsRefusedAsSuch()
    {
        Assert.False(UntrustedPassport.TryParse("..AAAA", out _, out var refusal));
        Assert.Equal(VerificationFailure.CompactForm, refusal.Reason);
    }

    [Fact]
    public void TryParse_OfAnEmptyPayload_IsMalformed()
    {
        Assert.False(UntrustedPassport.TryParse($"{Encode(Header)}..AAAA", out _, out var refusal));
        Assert.Equal(VerificationFailure.PassportMalformed, refusal.Reason);
    }

    [Fact]
    public void TryParse_AtTheLimitOfOctets_ReadsAndOneMoreIsRefused()
    {
        var start = $"{Encode(Header)}.{Encode(Payload)}.";
        var room = Limits.PassportOctets - start.Length;
        Assert.True(UntrustedPassport.TryParse(start + new string('A', room % 4 == 1 ? room - 1 : room), out _, out var refusal), refusal?.Detail);
        Assert.False(UntrustedPassport.TryParse(start + new string('A', room + 1), out _, out refusal));
        Assert.Equal(VerificationFailure.PassportMalformed, refusal.Reason);
        Assert.Contains("longer", refusal.Detail, StringComparison.Ordinal);
        Assert.False(UntrustedPassport.TryParse(new string('A', 1 << 20), out _, out _));
    }

    [Fact]
    public void TryParse_OfTextForIat_IsAFindingForTheVerifierToJudge()
    {
        Assert.True(TryParse(Header, Replace(Payload, "1443208345", "\"1443208345\""), out var passport, out _));
        Assert.Equal(FindingKind.IssuedAtIsText, Assert.Single(passport!.Findings).Kind);
        Assert.Equal(1443208345, passport.Claims.IssuedAt.ToUnixTimeSeconds());
    }

    [Fact]
    public void TryParse_OfNumbersNotInCanonicalForm_ReadsThemWithAFinding()
    {
        Assert.True(TryParse(Header, Replace(Payload, "12155550121", "+1 (215) 555-0121"), out var passport, out _));
        Assert.Equal(CallWorld.Caller, Assert.IsType<NumberParty>(passport!.Claims.Orig).Number);
        Assert.Equal(FindingKind.NumberNotCanonical, Assert.Single(passport.Findings).Kind);
    }

    [Fact]
    public void TryParse_OfTheBaseForm_ReadsNumbersBeforeUrisAndNoShakenClaims()
    {
        var payload = Replace(Payload, Dest, """{"uri":["sip:bob@example.com"],"tn":["12155550131","12155550132"]}""");
        Assert.True(TryParse(Replace(Header, "\"ppt\":\"shaken\",", ""), payload, out var passport, out _));
        Assert.Null(passport!.Claims.Shaken);
        Assert.Equal([new NumberParty(CallWorld.Called), new NumberParty(CallWorld.Number("12155550132")), new UriParty("sip:bob@example.com")], passport.Claims.Dest);
        Assert.False(passport.IsCanonical());
    }

    [Fact]
    public void TryParse_Of32Destinations_ReadsThemAll()
    {
        Assert.True(TryParse(Header, Replace(Payload, "\"12155550131\"", string.Join(',', Enumerable.Repeat("\"12155550131\"", 32))), out var passport, out _));
        Assert.Equal(32, passport!.Claims.Dest.Count);
    }

    [Fact]
    public void Detail_OfARefusal_NamesNoNumber()
    {
        Assert.False(TryParse(Header, Replace(Payload, Orig, """{"tn":12155550121}"""), out _, out var refusal));
        Assert.DoesNotContain("1215555", refusal!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", new UriParty("sip:alice@example.com").ToString(), StringComparison.Ordinal);
    }

    private static void AssertRefused(string header, string payload, VerificationFailure reason)
    {
        Assert.False(TryParse(header, payload, out var passport, out var refusal));
        Assert.Null(passport);
        Assert.Equal(reason, refusal!.Reason);
    }

    private static bool TryParse(string header, string payload, out UntrustedPassport? passport, out PassportRefusal? refusal) =>
        UntrustedPassport.TryParse($"{Encode(header)}.{Encode(payload)}.AAAA", out passport, out refusal);

    private static string Replace(string text, string find, string replace)
    {
        var index = text.LastIndexOf(find, StringComparison.Ordinal);
        Assert.True(index >= 0, $"{find} does not stand there");
        return text[..index] + replace + text[(index + find.Length)..];
    }

    private static string Encode(string text) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(text));
}
