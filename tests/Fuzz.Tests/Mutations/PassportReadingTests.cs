using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Fuzz.Tests.Engine;
using Shaken.Fuzz.Tests.Reference;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class PassportReadingTests
{
    private const string Certificate = "MIIB";

    [Fact]
    public async Task TryParse_MutatedPassports_SaysWhatTheReferenceSays()
    {
        var corpus = await PassportCorpus.NewAsync();
        List<string> tokens = [.. corpus.Tokens, .. OddTokens()];
        await MutationRun.RunAsync(
            random => TokenEdits.MutateAsync(tokens, corpus.World.Provider.Key, random),
            mutant => ValueTask.FromResult(Compare(mutant.Text)),
            mutant => mutant.Text);
    }

    [Fact]
    public void TryParse_OddPassports_SaysWhatTheReferenceSays() => Assert.All(OddTokens(), token => Compare(token));

    // More members than the reader compares by itself, repeated ones far apart, lists that are too long, URIs before numbers.
    private static IEnumerable<string> OddTokens()
    {
        const string Header = """{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://cr.example/1.pem"}""";
        const string Start = """{"attest":"B","iat":1700000000,"orig":{"tn":"12155550121"},"origid":"123e4567-e89b-12d3-a456-426655440000",""";
        const string Dest = "\"dest\":{\"tn\":[\"12155550131\"]}";
        string Members(int count) => string.Join(',', Enumerable.Range(0, count).Select(index => $"\"m{index}\":{{\"a\":{index}}}"));
        string List(string item, int count) => $"[{string.Join(',', Enumerable.Repeat($"\"{item}\"", count))}]";

        yield return Token(Header, $"{Start}{Dest},{Members(26)}}}");
        yield return Token(Header, $"{Start}{Dest},{Members(27)}}}");
        yield return Token(Header, $"{Start}{Dest},{Members(60)}}}");
        yield return Token(Header, $"{Start}{Dest},{Members(60)},\"iat\":1}}");
        yield return Token(Header, $"{Start}{Dest},{Members(20)},\"m0\":1}}");
        yield return Token(Header, $"{Start}\"dest\":{{\"uri\":{List("sip:a@b", 2)},\"tn\":{List("+1 215", 3)}}}}}");
        foreach (var (numbers, uris) in ((int, int)[])[(32, 0), (33, 0), (0, 32), (0, 33), (31, 1), (16, 17), (100, 0)])
            yield return Token(Header, $"{Start}\"dest\":{{\"x\":[],\"tn\":{List("1215", numbers)},\"uri\":{List("sip:a@b", uris)}}}}}");
        for (var depth = 13; depth < 18; depth++)
            yield return Token(Header, $"{Start}{Dest},\"x\":{new string('[', depth)}{new string(']', depth)}}}");
        foreach (var count in (int[])[0, 1, 10, 11])
            yield return Token(Header.Replace("}", $",\"x5c\":{List(Certificate, count)}}}", StringComparison.Ordinal), $"{Start}{Dest}}}");
    }

    private static string Token(string header, string payload) =>
        $"{StrictBase64Url.Encode(System.Text.Encoding.UTF8.GetBytes(header))}.{StrictBase64Url.Encode(System.Text.Encoding.UTF8.GetBytes(payload))}.AAAA";

    private static Fate Compare(string token)
    {
        var expected = ReferencePassport.Read(token);
        var isRead = UntrustedPassport.TryParse(token, out var passport, out var refusal);
        if (expected.HasMore && refusal is not null) return PassportCorpus.Checked(refusal, Fate.Refused);
        Assert.Equal(expected.Refusal, refusal);
        Assert.Equal(expected.Refusal is null, isRead);
        if (passport is null) return refusal!.Reason == VerificationFailure.PassportMalformed ? Fate.Unread : Fate.Refused;

        Assert.Equal(expected.Header! with { X5c = null }, passport.Source.Header with { X5c = null });
        Assert.Equal(expected.Header.X5c, passport.Source.Header.X5c);
        Assert.Equal(expected.Header.X5u, passport.X5u);
        var claims = expected.Claims!;
        Assert.Equal(
            (claims.Orig, claims.IssuedAt, claims.Shaken), (passport.Claims.Orig, passport.Claims.IssuedAt, passport.Claims.Shaken));
        Assert.Equal(claims.Dest, passport.Claims.Dest);
        Assert.Equal(expected.Findings, expected.HasMore ? passport.Findings.Take(expected.Findings.Count) : passport.Findings);
        Assert.Equal(expected.Digest, Convert.ToHexString(passport.Source.SigningInputDigest));
        Assert.Equal(expected.Signature, Convert.ToHexString(passport.Source.Signature));
        return Fate.Verified;
    }
}
