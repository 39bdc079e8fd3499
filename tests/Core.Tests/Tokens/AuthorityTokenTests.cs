using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.Tokens;

/// <summary>Malformed tokens, refused whatever their signature.</summary>
public sealed class AuthorityTokenTests
{
    private const string Atc = "\"atc\":{\"tktype\":\"TNAuthList\",\"tkvalue\":\"MAigBhYEMTIzNA==\",\"fingerprint\":\"x\"}";

    public static TheoryData<string, AuthorityTokenFailure> Payloads => new()
    {
        { "", AuthorityTokenFailure.Malformed },
        { "[]", AuthorityTokenFailure.Malformed },
        { $$"""{"jti":"1",{{Atc}}}""", AuthorityTokenFailure.Malformed },
        { $$"""{"exp":"1","jti":"1",{{Atc}}}""", AuthorityTokenFailure.Malformed },
        { $$"""{"exp":1,"exp":1,"jti":"1",{{Atc}}}""", AuthorityTokenFailure.Malformed },
        { $$"""{"exp":1e300,"jti":"1",{{Atc}}}""", AuthorityTokenFailure.Malformed },
        { $$"""{"exp":1,"nbf":"soon","jti":"1",{{Atc}}}""", AuthorityTokenFailure.Malformed },
        { """{"exp":1,"jti":"1"}""", AuthorityTokenFailure.Malformed },
        { """{"exp":1,"jti":"1","atc":"x"}""", AuthorityTokenFailure.Malformed },
        { """{"exp":1,"jti":"1","atc":{"tkvalue":"","fingerprint":""}}""", AuthorityTokenFailure.Malformed },
        { """{"exp":1,"jti":"1","atc":{"tktype":"TNAuthList","fingerprint":""}}""", AuthorityTokenFailure.Malformed },
        { """{"exp":1,"jti":"1","atc":{"tktype":"TNAuthList","tkvalue":""}}""", AuthorityTokenFailure.Malformed },
        { """{"exp":1,"jti":"1","atc":{"tktype":"TNAuthList","tkvalue":"","fingerprint":"","ca":"false"}}""", AuthorityTokenFailure.Malformed },
        { $$"""{"exp":1,{{Atc}}}""", AuthorityTokenFailure.NoId },
        { $$"""{"exp":1,"jti":"",{{Atc}}}""", AuthorityTokenFailure.NoId },
        { $$"""{"exp":1,"jti":7,{{Atc}}}""", AuthorityTokenFailure.NoId },
        { $$"""{"exp":1,"jti":"{{new string('j', 257)}}",{{Atc}}}""", AuthorityTokenFailure.NoId },
        { $$"""{"exp":1,"jti":"1","trustList":[],{{Atc}}}""", AuthorityTokenFailure.AnotherKind },
        { $$"""{"exp":1,"jti":"1","cpsMapping":[],{{Atc}}}""", AuthorityTokenFailure.AnotherKind },
        { $$"""{"exp":1,"jti":"1","sequence":1,{{Atc}}}""", AuthorityTokenFailure.AnotherKind },
        { $$"""{"exp":1,"jti":"1","passports":[],{{Atc}}}""", AuthorityTokenFailure.AnotherKind },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Parse_OfAPayloadThatIsNoToken_SaysWhy(string payload, AuthorityTokenFailure failure)
    {
        Assert.False(AuthorityToken.TryParse(Unsigned(payload), out var token, out var refusal));
        Assert.Null(token);
        Assert.Equal(failure, refusal.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("<html>")]
    public void Parse_OfWhatIsNoJwt_IsMalformed(string compact)
    {
        Assert.False(AuthorityToken.TryParse(compact, out _, out var refusal));
        Assert.Equal(AuthorityTokenFailure.Malformed, refusal.Failure);
    }

    [Fact]
    public void Parse_OfATokenThatIsTooLarge_IsMalformed()
    {
        Assert.False(AuthorityToken.TryParse(Unsigned($$"""{"exp":1,"jti":"1",{{Atc}},"x":"{{new string('x', Limits.AuthorityTokenOctets)}}"}"""), out _, out var refusal));
        Assert.Equal(AuthorityTokenFailure.Malformed, refusal.Failure);
    }

    [Fact]
    public void Parse_OfATokenWithoutCa_TakesItForFalse()
    {
        Assert.True(AuthorityToken.TryParse(Unsigned($$"""{"exp":1,"jti":"1",{{Atc}},"iss":"anybody"}"""), out var token, out _));
        Assert.False(token.IsCa);
        Assert.Null(token.NotBefore);
    }

    [Theory]
    [InlineData("MAigBhYEMTIzNA==", "3008A006160431323334")]
    [InlineData("MAigBhYEMTIzNA", "3008A006160431323334")]
    [InlineData("MAigBhYEODE4SA==", "3008A006160438313848")]
    public void Tkvalue_OfThePrintedVectors_DecodesToTheirDer(string value, string hex)
    {
        Assert.True(AuthorityToken.TryParse(Unsigned($$$"""{"exp":1,"jti":"1","atc":{"tktype":"TNAuthList","tkvalue":"{{{value}}}","fingerprint":"x"}}"""), out var token, out _));
        Assert.True(token.TryDecodeValue(out var der));
        Assert.Equal(hex, Convert.ToHexString(der));
    }

    // A signature of the right length that signs nothing: parsing believes nobody.
    private static string Unsigned(string payload) =>
        $"{StrictBase64Url.Encode("""{"alg":"ES256","x5u":"https://a.example/"}"""u8)}.{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(payload))}.{StrictBase64Url.Encode(new byte[64])}";
}
