using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Keys;

public sealed class JwsTests
{
    [Fact]
    public void PrintedToken_OfRfc8225Section7_VerifiesWithItsPrintedKey() =>
        Assert.Null(FaultOf(Vectors.Text("passport/rfc8225-7.1.txt"), Vectors.Text("passport/rfc8225-a2.pem")));

    [Fact]
    public void PrintedToken_OfTheFrameworkDraft_VerifiesWithItsPrintedKey() =>
        Assert.Null(FaultOf(Vectors.Text("passport/shaken-framework-token.txt"), Vectors.Text("passport/shaken-framework-key.pem")));

    [Fact]
    public void EveryFlippedBit_OfAPrintedSignature_BreaksIt()
    {
        var token = Vectors.Text("passport/rfc8225-7.1.txt");
        var key = KeyOf(Vectors.Text("passport/rfc8225-a2.pem"));
        for (var bit = 0; bit < 512; bit++)
        {
            var flipped = TestTokens.WithPart(token, 2, octets =>
            {
                octets[bit / 8] ^= (byte)(1 << (bit % 8));
                return octets;
            });
            Assert.True(Jws.TryParse(flipped, 8192, out var jws, out _));
            Assert.NotNull(JwsVerifier.FaultOf(jws, key));
        }
    }

    [Theory]
    [InlineData("none", JwsFault.AlgorithmNotEs256)]
    [InlineData("HS256", JwsFault.AlgorithmNotEs256)]
    [InlineData("ES384", JwsFault.AlgorithmNotEs256)]
    [InlineData("es256", JwsFault.AlgorithmNotEs256)]
    public async Task AnotherAlgorithm_IsRefused_ThoughTheSignatureIsGood(string alg, JwsFault expected)
    {
        using var key = SoftwareKey.New();
        var token = await TestTokens.SignAsync(key, $$"""{"alg":"{{alg}}"}""", "{}");
        Assert.True(Jws.TryParse(token, 8192, out var jws, out _));
        Assert.Equal(expected, JwsVerifier.FaultOf(jws, EcdsaPublicKey.From(key.PublicKey)));
    }

    [Fact]
    public async Task CriticalHeader_IsRefused_ThoughTheSignatureIsGood()
    {
        using var key = SoftwareKey.New();
        Assert.True(Jws.TryParse(await TestTokens.SignAsync(key, """{"alg":"ES256","crit":["b64"],"b64":false}""", "{}"), 8192, out var jws, out _));
        Assert.Equal(JwsFault.CriticalHeader, JwsVerifier.FaultOf(jws, EcdsaPublicKey.From(key.PublicKey)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("....")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("e30=.e30.AA")]
    [InlineData("e 30.e30.AA")]
    [InlineData("e31.e30.AA")]
    [InlineData("W10.e30.AA")]
    [InlineData("eyJhbGciOjF9.e30.AA")]
    public void WhatIsNoCompactJws_IsNotRead(string text) => Assert.False(Jws.TryParse(text, 8192, out _, out _));

    [Fact]
    public void Thumbprint_OfTheKeyPrintedInRfc9449_IsThePrintedOne()
    {
        using var json = JsonDocument.Parse("""{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}""");
        Assert.True(JsonWebKey.TryParse(json.RootElement, out var key));
        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", key.Thumbprint());
    }

    [Fact]
    public void PrivateJwk_IsRefused()
    {
        using var json = JsonDocument.Parse("""{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","d":"AA"}""");
        Assert.False(JsonWebKey.TryParse(json.RootElement, out _));
    }

    [Theory]
    [InlineData("\"use\":\"enc\"", false)]
    [InlineData("\"use\":1", false)]
    [InlineData("\"use\":\"sig\"", true)]
    [InlineData("\"use\":null,\"key_ops\":null", true)]
    [InlineData("\"key_ops\":[]", false)]
    [InlineData("\"key_ops\":[\"deriveKey\"]", false)]
    [InlineData("\"key_ops\":\"verify\"", false)]
    [InlineData("\"key_ops\":[\"verify\"]", true)]
    [InlineData("\"key_ops\":[\"sign\"],\"ext\":true", true)]
    public void TryParse_JwkForAnotherUse_IsRefused(string members, bool isKey)
    {
        using var json = JsonDocument.Parse($$"""{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",{{members}}}""");
        Assert.Equal(isKey, JsonWebKey.TryParse(json.RootElement, out _, out var failure));
        Assert.Equal(isKey, failure is null);
    }

    [Fact]
    public void PointOffTheCurve_IsNoKey() => Assert.False(EcdsaPublicKey.TryCreate(new byte[32], Enumerable.Repeat((byte)1, 32).ToArray(), out _));

    [Fact]
    public async Task DerForm_OfOurSignatures_IsThatOfThePlatform()
    {
        using var key = SoftwareKey.New();
        using var platform = ECDsa.Create(key.PublicKey);
        for (var round = 0; round < 200; round++)
        {
            var digest = SHA256.HashData(BitConverter.GetBytes(round));
            var signature = await key.SignAsync(digest, TestContext.Current.CancellationToken);
            Assert.True(platform.VerifyHash(digest, signature.ToDer(), DSASignatureFormat.Rfc3279DerSequence));
            Assert.True(EcdsaSignature.TryReadDer(signature.ToDer(), out var read));
            Assert.True(read.Concatenated.SequenceEqual(signature.Concatenated));
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "01")]
    [InlineData("01", "00")]
    [InlineData("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", "01")]
    [InlineData("01", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void ScalarOutsideOneToNMinusOne_IsNoSignature(string r, string s) =>
        Assert.False(EcdsaSignature.TryRead([.. Convert.FromHexString(r.PadLeft(64, '0')), .. Convert.FromHexString(s.PadLeft(64, '0'))], out _));

    private static JwsFault? FaultOf(string token, string pem)
    {
        Assert.True(Jws.TryParse(token, Limits.PassportOctets, out var jws, out var failure), failure);
        return JwsVerifier.FaultOf(jws, KeyOf(pem));
    }

    private static EcdsaPublicKey KeyOf(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return EcdsaPublicKey.From(key.ExportParameters(includePrivateParameters: false));
    }
}
