using System.Text.Json;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.Tokens;

public sealed class KeyFingerprintTests
{
    // The key of RFC 7515 appendix A.3, its thumbprint computed apart.
    private const string Jwk = """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";
    private const string Thumbprint = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U";
    private const string OfJwk = "SHA256 A0:A2:32:C2:F1:94:A5:35:53:CB:13:10:DD:BC:08:21:E4:14:B9:D7:EB:FC:29:0B:32:30:84:D7:D1:02:0F:E5";
    private const string OfPublicKeyInfo = "SHA256 2B:D1:BB:0C:44:A8:97:C3:0A:7A:A0:99:1C:DE:38:D8:06:2F:E4:41:DE:50:DA:0F:46:82:53:44:F6:02:E8:27";

    private readonly JsonWebKey _key = JsonWebKey.TryParse(JsonDocument.Parse(Jwk).RootElement, out var key) ? key : throw new InvalidOperationException();

    [Fact]
    public void Fingerprints_OfAKnownKey_AreThoseComputedApart()
    {
        Assert.Equal(OfJwk, KeyFingerprint.Of(_key));
        Assert.Equal(Thumbprint, _key.Thumbprint());
        Assert.True(_key.TryToPublicKey(out var publicKey));
        Assert.Equal(OfPublicKeyInfo, KeyFingerprint.OfPublicKeyInfo(publicKey.ToSubjectPublicKeyInfo()));
    }

    [Theory]
    [InlineData(OfJwk)]
    [InlineData(OfPublicKeyInfo)]
    [InlineData(Thumbprint)]
    public void Fits_EachForm_AndNoOtherKey(string fingerprint)
    {
        Assert.True(KeyFingerprint.Fits(fingerprint, _key));
        Assert.True(KeyFingerprint.Fits(fingerprint.StartsWith("SHA256", StringComparison.Ordinal) ? fingerprint.ToLowerInvariant() : fingerprint, _key));
        Assert.False(KeyFingerprint.Fits(fingerprint, JsonWebKey.From(SoftwareKey.New().PublicKey)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SHA256")]
    [InlineData("SHA256 ")]
    [InlineData("SHA256  A0:A2")]
    [InlineData("A0:A2:32:C2:F1:94:A5:35:53:CB:13:10:DD:BC:08:21:E4:14:B9:D7:EB:FC:29:0B:32:30:84:D7:D1:02:0F:E5")]
    [InlineData("SHA512 A0:A2:32:C2:F1:94:A5:35:53:CB:13:10:DD:BC:08:21:E4:14:B9:D7:EB:FC:29:0B:32:30:84:D7:D1:02:0F:E5")]
    [InlineData("SHA256 A0-A2-32-C2-F1-94-A5-35-53-CB-13-10-DD-BC-08-21-E4-14-B9-D7-EB-FC-29-0B-32-30-84-D7-D1-02-0F-E5")]
    [InlineData("SHA256 A0:A2:32:C2:F1:94:A5:35:53:CB:13:10:DD:BC:08:21:E4:14:B9:D7:EB:FC:29:0B:32:30:84:D7:D1:02:0F:E5 ")]
    [InlineData("SHA256 A0:A2:32:C2:F1:94:A5:35:53:CB:13:10:DD:BC:08:21:E4:14:B9:D7:EB:FC:29:0B:32:30:84:D7:D1:02:0F")]
    [InlineData("SHA256 G0:A2:32:C2:F1:94:A5:35:53:CB:13:10:DD:BC:08:21:E4:14:B9:D7:EB:FC:29:0B:32:30:84:D7:D1:02:0F:E5")]
    [InlineData("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U=")]
    [InlineData("oKIywvGUpTVTyxMQ3bwIIeQUudfr+CkLMjCE19ECD+U")]
    public void WhatHasNoneOfTheForms_IsNotWellFormed_AndFitsNothing(string fingerprint)
    {
        Assert.False(KeyFingerprint.IsWellFormed(fingerprint));
        Assert.False(KeyFingerprint.Fits(fingerprint, _key));
    }
}
