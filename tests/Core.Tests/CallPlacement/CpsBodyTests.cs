using System.Security.Cryptography;
using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.CallPlacement;

public sealed class CpsBodyTests
{
    // As a peer's serializer may write it: the hash is of the canonical JSON.
    private const string Body = "{ \"response\" : true,\r\n  \"passports\": [ \"a.b.c\", \"d.e.f\" ] }";
    private const string CanonicalArray = """["a.b.c","d.e.f"]""";
    private const string CanonicalObject = """{"passports":["a.b.c","d.e.f"],"response":true}""";

    public enum Encoding64
    {
        Base64,
        Base64Url,
        Base64OfHex,
    }

    [Theory]
    [InlineData(CanonicalArray, Encoding64.Base64)]
    [InlineData(CanonicalArray, Encoding64.Base64Url)]
    [InlineData(CanonicalArray, Encoding64.Base64OfHex)]
    [InlineData(CanonicalObject, Encoding64.Base64)]
    [InlineData(CanonicalObject, Encoding64.Base64Url)]
    [InlineData(CanonicalObject, Encoding64.Base64OfHex)]
    public void IsNamedBy_EachFormOfTheHash_IsTrue(string hashed, Encoding64 encoding)
    {
        var claim = "sha256-" + Encode(SHA256.HashData(Encoding.UTF8.GetBytes(hashed)), encoding);
        Assert.True(Read(Body).IsNamedBy(claim));
        Assert.False(Read("""{"passports":["d.e.f","a.b.c"],"response":true}""").IsNamedBy(claim));
        Assert.False(Read("""{"passports":["a.b.c"],"response":true}""").IsNamedBy(claim));
    }

    [Fact]
    public void IsNamedBy_AHashComputedElsewhere_IsTrue()
    {
        // SHA-256 of ["a.b.c"] by sha256sum.
        var hash = Convert.FromHexString("14691c6cd39e703abe7535f7d7a12f30d58b07b4a7e42101557d226a05f99dd9");
        Assert.True(Read("""{"passports":["a.b.c"]}""").IsNamedBy("sha256-" + Convert.ToBase64String(hash)));
    }

    [Fact]
    public void IsNamedBy_AnythingElse_IsFalse()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalArray));
        var base64 = Convert.ToBase64String(hash);
        string[] claims =
        [
            "", "sha256-", base64, "sha256:" + base64, "SHA256-" + base64, "sha512-" + base64, "sha256-" + base64[..^1] + "A", "sha256-" + base64 + " ", "sha256-" + Convert.ToHexString(hash),
            "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Body))), "sha256-" + Convert.ToBase64String(SHA384.HashData(Encoding.UTF8.GetBytes(CanonicalArray))),
        ];
        Assert.All(claims, claim => Assert.False(Read(Body).IsNamedBy(claim)));
    }

    [Fact]
    public void IsNamedBy_OfABodyOfLines_IsFalse()
    {
        Assert.True(CpsBody.TryReadLines("a.b.c"u8, out var body, out _));
        Assert.False(body.IsNamedBy("sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("""["a.b.c"]""")))));
    }

    [Theory]
    [InlineData("a.b.c", "a.b.c")]
    [InlineData("a.b.c\n", "a.b.c")]
    [InlineData("a.b.c\r\nd.e.f\r\n", "a.b.c d.e.f")]
    [InlineData("\n\n a.b.c \n\n\td.e.f\n", "a.b.c d.e.f")]
    [InlineData("\v\f\r a.b.c \v\f\r", "a.b.c")]
    [InlineData("\0a.b.c\u001c\n\u007f", "\0a.b.c\u001c \u007f")]
    public void TryReadLines_OfOneOrSeveral_GivesEach(string text, string expected)
    {
        Assert.True(CpsBody.TryReadLines(Encoding.UTF8.GetBytes(text), out var body, out _));
        Assert.Equal(expected, string.Join(' ', body.Passports));
    }

    [Theory]
    [InlineData("", CpsFailure.PassportCount)]
    [InlineData("\r\n\r\n", CpsFailure.PassportCount)]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11", CpsFailure.PassportCount)]
    [InlineData("a.b.\u00e9", CpsFailure.BodyMalformed)]
    public void TryReadLines_OfWhatIsNoBody_IsRefused(string text, CpsFailure reason)
    {
        Assert.False(CpsBody.TryReadLines(Encoding.UTF8.GetBytes(text), out var body, out var refusal));
        Assert.Null(body);
        Assert.Equal(reason, refusal.Reason);
    }

    [Theory]
    [InlineData("", CpsFailure.BodyMalformed)]
    [InlineData("null", CpsFailure.BodyMalformed)]
    [InlineData("[\"a.b.c\"]", CpsFailure.BodyMalformed)]
    [InlineData("{}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":null}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":\"a.b.c\"}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":{\"a\":\"a.b.c\"}}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[5]}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[\"a.b.c\",null]}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[[\"a.b.c\"]]}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[\"a.b.c\"],\"passports\":[\"d.e.f\"]}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[\"\\ud800\"]}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[\"a.b.c\"],}", CpsFailure.BodyMalformed)]
    [InlineData("{\"passports\":[]}", CpsFailure.PassportCount)]
    [InlineData("{\"passports\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]}", CpsFailure.PassportCount)]
    public void TryReadJson_OfWhatIsNoBody_IsRefused(string text, CpsFailure reason)
    {
        Assert.False(CpsBody.TryReadJson(Encoding.UTF8.GetBytes(text), out var body, out var refusal));
        Assert.Null(body);
        Assert.Equal(reason, refusal.Reason);
    }

    [Fact]
    public void TryReadJson_OfABodyTooLongOrTooDeep_IsRefused()
    {
        Assert.False(CpsBody.TryReadJson(Encoding.UTF8.GetBytes($$"""{"passports":["{{new string('a', Limits.CpsBodyOctets)}}"]}"""), out _, out var refusal));
        Assert.Equal(CpsFailure.BodyMalformed, refusal.Reason);
        Assert.False(CpsBody.TryReadJson(Encoding.UTF8.GetBytes($$"""{"passports":["a"],"x":{{new string('[', 100)}}{{new string(']', 100)}}}"""), out _, out refusal));
        Assert.Equal(CpsFailure.BodyMalformed, refusal.Reason);
    }

    [Fact]
    public void TryReadJson_OfTenPassports_GivesThemInOrder() =>
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], Read("""{"passports":["1","2","3","4","5","6","7","8","9","10"]}""").Passports);

    [Fact]
    public void TryReadRepublished_KnowsTheHashOfTheFirstBody()
    {
        Assert.True(CpsBody.TryReadRepublished("""{"passports":["a"],"token":"Bearer b"}"""u8.ToArray(), out var body, out _));
        Assert.Equal("Bearer b", body.Token);
        string[] hashed = ["""["a"]""", """{"passports":["a"]}""", """{"passports":["a"],"token":"Bearer b"}"""];
        Assert.All(hashed, text => Assert.True(body.IsNamedBy($"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}"), text));
        Assert.False(body.IsNamedBy($"sha256-{Convert.ToBase64String(SHA256.HashData("""{"token":"Bearer b"}"""u8))}"));
    }

    [Fact]
    public void TryReadRepublished_HasRoomForTheToken()
    {
        var passports = string.Join(',', Enumerable.Repeat($"\"{new string('a', Limits.PassportOctets)}\"", Limits.PassportsPerPost));
        var largest = Encoding.UTF8.GetBytes($$"""{"passports":[{{passports}}],"token":"Bearer {{new string('b', Limits.BearerOctets)}}"}""");
        Assert.True(CpsBody.TryReadRepublished(largest, out _, out var refusal), refusal?.Detail);
        Assert.False(CpsBody.TryReadJson(largest, out _, out _));
    }

    private static CpsBody Read(string text)
    {
        Assert.True(CpsBody.TryReadJson(Encoding.UTF8.GetBytes(text), out var body, out var refusal), refusal?.Detail);
        return body;
    }

    private static string Encode(byte[] hash, Encoding64 encoding) => encoding switch
    {
        Encoding64.Base64 => Convert.ToBase64String(hash),
        Encoding64.Base64Url => StrictBase64Url.Encode(hash),
        Encoding64.Base64OfHex => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash))),
    };
}
