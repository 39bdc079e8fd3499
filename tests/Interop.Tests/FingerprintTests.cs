using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tokens;

namespace Shaken.Interop.Tests;

/// <summary>OpenSSL on the fingerprints of account keys.</summary>
public sealed class FingerprintTests : IDisposable
{
    private readonly ExternalTool _tool = new();
    private readonly SoftwareKey _key = SoftwareKey.New();

    public void Dispose()
    {
        _key.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public async Task FingerprintOfPublicKeyInfo_IsWhatOpenSslComputes()
    {
        var (code, output) = await _tool.RunAsync("openssl", "ec", "-in", _tool.Write("key.pem", _key.ToPem()), "-pubout", "-outform", "DER", "-out", _tool.File("spki.der"));
        Assert.True(code == 0, output);
        Assert.Equal(await DigestAsync("spki.der"), KeyFingerprint.OfPublicKeyInfo(EcdsaPublicKey.From(_key.PublicKey).ToSubjectPublicKeyInfo()));
    }

    [Fact]
    public async Task FingerprintOfJwk_IsWhatOpenSslComputesOfTheCanonicalJson()
    {
        var jwk = JsonWebKey.From(_key.PublicKey);
        _tool.Write("key.json", jwk.ToCanonicalJson());
        Assert.Equal(await DigestAsync("key.json"), KeyFingerprint.Of(jwk));
    }

    [Fact]
    public async Task SealedKey_IsOpenedByOpenSsl()
    {
        var (code, output) = await _tool.RunAsync("openssl", "pkey", "-in", _tool.Write("sealed.pem", _key.ToSealedPem("correct horse battery")), "-passin", "pass:correct horse battery", "-pubout");
        Assert.True(code == 0, output);
        Assert.Equal(EcdsaPublicKey.From(_key.PublicKey).ToPem().Trim(), output.ReplaceLineEndings("\n").Trim());
    }

    // "SHA2-256(file)= AA:BB:…" with -c, in small letters.
    private async Task<string> DigestAsync(string name)
    {
        var (code, output) = await _tool.RunAsync("openssl", "dgst", "-sha256", "-c", _tool.File(name));
        Assert.True(code == 0, output);
        return "SHA256 " + output[(output.LastIndexOf('=') + 1)..].Trim().ToUpperInvariant();
    }
}
