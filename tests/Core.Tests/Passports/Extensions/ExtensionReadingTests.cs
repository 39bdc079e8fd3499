using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports.Extensions;

/// <summary>The claims of each type as others write them, and how bad ones are refused.</summary>
public sealed class ExtensionReadingTests
{
    private const string Call = """ "dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"} """;
    private const string Name = "sha256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY";
    private const string Rcd = "\"rcd\":{\"nam\":\"Q Branch Spy Gadgets\",\"icn\":\"https://example.com/q.png\"}";

    private static readonly string Any = ContentDigest.Of("x"u8).ToString();

    /// <summary>The ppt, the claims beside orig, dest and iat, the reason.</summary>
    public static TheoryData<string, string, VerificationFailure> Refused => new()
    {
        { "div", "\"x\":1", VerificationFailure.ClaimMissing },
        { "div", "\"div\":\"12155550130\"", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"tn\":[\"12155550130\"]}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"tn\":\"alice\"}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"uri\":5}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"tn\":\"12155550130\",\"uri\":\"sip:a@b\"}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"tn\":\"12155550130\",\"hi\":1}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"tn\":\"12155550130\",\"hi\":\"1..2\"}", VerificationFailure.ExtensionClaimInvalid },
        { "div", "\"div\":{\"tn\":\"12155550130\"},\"opt\":\"a.b.c\"", VerificationFailure.ExtensionClaimInvalid },
        { "div-o", "\"div\":{\"tn\":\"12155550130\"}", VerificationFailure.ClaimMissing },
        { "div-o", "\"opt\":\"a.b.c\"", VerificationFailure.ClaimMissing },
        { "div-o", "\"div\":{\"tn\":\"12155550130\"},\"opt\":{}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"x\":1", VerificationFailure.ClaimMissing },
        { "rph", "\"rph\":[\"ets.0\"]", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":\"ets.0\"}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"ets\"]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"ets.0.1\"]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"ets.\"]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\".0\"]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"e ts.0\"]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[0]}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", $"\"rph\":{{\"auth\":[{string.Join(',', Enumerable.Repeat("\"ets.0\"", Limits.ResourcePriorities + 1))}]}}", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"esnet.0\"]},\"sph\":\"urgent\"", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"esnet.0\"]},\"sph\":true", VerificationFailure.ExtensionClaimInvalid },
        { "rph", "\"rph\":{\"auth\":[\"ets.0\"]},\"sph\":\"psap-callback\"", VerificationFailure.ExtensionClaimInvalid },
        { "msg", "\"msgi\":5", VerificationFailure.ExtensionClaimInvalid },
        { "msg", "\"msgi\":\"md5-1B2M2Y8AsgTpgAmY7PhCfg\"", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"x\":1", VerificationFailure.ClaimMissing },
        { "rcd", $"\"rcdi\":{{\"/nam\":\"{Name}\"}}", VerificationFailure.ClaimMissing },
        { "rcd", $"\"crn\":\"x\",\"rcdi\":{{\"/nam\":\"{Name}\"}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"crn\":5", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":[]", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":5}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":\"Q\",\"apn\":\"alice\"}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":\"Q\",\"icn\":\"\"}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":\"Q\",\"icn\":{}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"\"rcd\":{{\"nam\":\"Q\",\"icn\":\"https://{new string('a', Limits.UriLength)}\"}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":\"Q\",\"jcl\":5}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":\"Q\",\"jcd\":\"x\"}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", "\"rcd\":{\"nam\":\"Q\",\"jcd\":[],\"jcl\":\"https://example.com/c\"}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":[]", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":{{}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":{{\"nam\":\"{Name}\"}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":{{\"/nam~2\":\"{Name}\"}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":{{\"/nam\":\"sha1-AAAA\"}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":{{{string.Join(',', Enumerable.Range(0, Limits.RichCallDigests + 1).Select(index => $"\"/jcd/{index}\":\"{Name}\""))}}}", VerificationFailure.ExtensionClaimInvalid },
        { "rcd", $"{Rcd},\"rcdi\":{{\"/nam\":\"{Any}\"}}", VerificationFailure.ContentMismatch },
        { "rcd", $"{Rcd},\"rcdi\":{{\"/apn\":\"{Name}\"}}", VerificationFailure.ContentMismatch },
        { "rcd", $"{Rcd},\"rcdi\":{{\"/jcl/1\":\"{Name}\"}}", VerificationFailure.ContentMismatch },
        { "shaken", $"\"attest\":\"A\",\"origid\":\"123e4567-e89b-12d3-a456-426655440000\",{Rcd},\"rcdi\":{{\"/nam\":\"{Any}\"}}", VerificationFailure.ContentMismatch },
        { "", "\"mky\":[]", VerificationFailure.PassportMalformed },
        { "", "\"mky\":{\"alg\":\"sha-256\",\"dig\":\"02\"}", VerificationFailure.PassportMalformed },
        { "", "\"mky\":[{\"alg\":\"sha-256\"}]", VerificationFailure.PassportMalformed },
        { "rph", "\"rph\":{\"auth\":[\"ets.0\"]},\"mky\":[5]", VerificationFailure.PassportMalformed },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void TryParse_BadClaims_SaysWhichRule(string ppt, string claims, VerificationFailure reason)
    {
        Assert.False(TryParse(ppt, claims, out _, out var refusal));
        Assert.Equal(reason, refusal!.Reason);
    }

    // RFC 9795 prints rich call data with the digest of its name.
    [Fact]
    public void TryParse_RichCallData_ReadsEveryMember()
    {
        var digests = $"\"rcdi\":{{\"/nam\":\"{Name}\",\"/icn\":\"{Any}\",\"/jcd/1/0/3\":\"{ContentDigest.Of("\"Q\""u8)}\"}}";
        var claims = Rich(
            "rcd",
            "\"crn\":\"Rendezvous\",\"rcd\":{\"nam\":\"Q Branch Spy Gadgets\",\"apn\":\"+1 202 555 0100\","
            + $"\"icn\":\"https://example.com/q.png\",\"jcd\":[\"vcard\",[[\"fn\",{{}},\"text\",\"Q\"]]]}},{digests}",
            out var findings);
        Assert.Equal(new RichCallData("Q Branch Spy Gadgets", CallWorld.Number("12025550100"), "https://example.com/q.png", """["vcard",[["fn",{},"text","Q"]]]"""), claims.Data);
        Assert.Equal(("Rendezvous", 3), (claims.Reason, claims.Digests.Count));
        Assert.Equal(FindingKind.NumberNotCanonical, Assert.Single(findings).Kind);
        Assert.DoesNotContain("Q Branch", $"{claims} {claims.Data}", StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_DigestOfAnArray_IsOfItsCanonicalJson()
    {
        var digest = ContentDigest.Of("""["fn",{},"text","Q"]"""u8);
        Rich(
            "rcd",
            $"\"rcd\":{{\"nam\":\"\",\"jcd\":[\"vcard\", [[ \"fn\",{{}},\"text\",\"Q\" ]] ]}},\"rcdi\":{{\"/jcd/1/0\":\"{digest}\"}}",
            out _);
    }

    [Fact]
    public void TryParse_ShakenWithRichCallData_IsShakenWithBoth()
    {
        Assert.True(
            TryParse("shaken", $"\"attest\":\"A\",\"origid\":\"123e4567-e89b-12d3-a456-426655440000\",{Rcd}", out var passport, out _));
        Assert.Equal(PassportType.Shaken, passport!.Type);
        Assert.NotNull(passport.Claims.Shaken);
        Assert.IsType<RichCallClaims>(passport.Claims.Extension);
    }

    // RFC 8225 section 8.3: a claim means something under its ppt alone.
    [Theory]
    [InlineData("", "\"rcd\":5,\"div\":5,\"rph\":5,\"msgi\":5,\"crn\":5", PassportType.Base)]
    [InlineData("rph", "\"rph\":{\"auth\":[\"ets.0\"]},\"rcd\":5", PassportType.Rph)]
    [InlineData("rsp", "\"x\":5", PassportType.Rsp)]
    [InlineData("msg", "\"x\":5", PassportType.Msg)]
    public void TryParse_ClaimsOfOtherTypes_AreLeftAlone(string ppt, string claims, PassportType type)
    {
        Assert.True(TryParse(ppt, claims, out var passport, out var refusal), refusal?.Detail);
        Assert.Equal(type, passport!.Type);
    }

    // The example of RFC 9027 section 4.
    [Fact]
    public void TryParse_PrintedSph_IsAnEmergencyCallback()
    {
        Assert.True(TryParse("rph", "\"rph\":{\"auth\":[\"esnet.0\"]},\"sph\":\"psap-callback\"", out var passport, out _));
        var claims = Assert.IsType<PriorityClaims>(passport!.Claims.Extension);
        Assert.True(claims.IsEmergencyCallback);
        Assert.Equal("esnet.0", Assert.Single(claims.Auth).ToString());
    }

    [Fact]
    public void TryParse_MediaKeys_AreReportedInAnyType()
    {
        const string Mky = "\"mky\":[{\"alg\":\"sha-256\",\"dig\":\"021ACC5427ABEB9C533F3E4B652E7D46\"}]";
        const string shakenClaims = ",\"attest\":\"A\",\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"";
        foreach (var (ppt, more) in ((string, string)[])[("", ""), ("msg", ""), ("shaken", shakenClaims)])
        {
            Assert.True(TryParse(ppt, Mky + more, out var passport, out _));
            Assert.Equal(new MediaKey("sha-256", "021ACC5427ABEB9C533F3E4B652E7D46"), Assert.Single(passport!.Claims.MediaKeys));
        }
    }

    [Fact]
    public void TryParse_DivWithOtherSpelling_IsReadWithAFinding()
    {
        Assert.True(TryParse("div", "\"div\":{\"hi\":\"1.2.1\",\"tn\":\"+1 215 555 0130\"}", out var passport, out _));
        Assert.Equal(new Diversion(new NumberParty(CallWorld.Number("12155550130")), "1.2.1"), passport!.Claims.Extension);
        Assert.Equal("div.tn is not in canonical form", Assert.Single(passport.Findings).Detail);
    }

    [Fact]
    public void Ppt_OfEveryType_LeadsBackToIt()
    {
        foreach (var type in Enum.GetValues<PassportType>())
        {
            Assert.True(PassportTypes.TryOf(type.Ppt(), out var again));
            Assert.Equal(type, again);
        }

        Assert.False(PassportTypes.TryOf("", out _));
    }

    [Fact]
    public void VouchesForCaller_EveryType_IsThatOfTheNumbersHolder() =>
        Assert.Equal(
            [PassportType.Base, PassportType.Shaken, PassportType.Rcd, PassportType.Msg],
            Enum.GetValues<PassportType>().Where(type => type.VouchesForCaller()));

    private static RichCallClaims Rich(string ppt, string claims, out IReadOnlyList<Finding> findings)
    {
        Assert.True(TryParse(ppt, claims, out var passport, out var refusal), refusal?.Detail);
        findings = passport!.Findings;
        return Assert.IsType<RichCallClaims>(passport.Claims.Extension);
    }

    private static bool TryParse(string ppt, string claims, out UntrustedPassport? passport, out PassportRefusal? refusal)
    {
        var type = ppt.Length == 0 ? "" : $"\"ppt\":\"{ppt}\",";
        var header = $"{{\"alg\":\"ES256\",{type}\"typ\":\"passport\",\"x5u\":\"https://a.example/b\"}}";
        return UntrustedPassport.TryParse($"{Part(header)}.{Part($"{{{Call},{claims}}}")}.AAAA", out passport, out refusal);
    }

    private static string Part(string json) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(json));
}
