using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Local.Authorities;

namespace Shaken.Interop.Tests;

/// <summary>OpenSSL on our signatures, keys and chains.</summary>
public sealed class OpenSslTests : IDisposable
{
    private readonly ExternalTool _tool = new();
    private readonly SoftwareKey _key = SoftwareKey.New();

#pragma warning disable RS0030 // OpenSSL judges validity by the system's clock.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public async Task PassportOfOurs_VerifiesInOpenSsl()
    {
        Assert.True(TelephoneNumber.TryParse("12155550121", out var number));
        var token = await new PassportSigner(_key, "https://cr.example/1.pem").SignAsync(
            PassportClaims.ForCall(number, number, Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid()), Token);
        var dot = token.LastIndexOf('.');
        Assert.True(StrictBase64Url.TryDecode(token.AsSpan(dot + 1), out var concatenated));
        Assert.True(EcdsaSignature.TryRead(concatenated, out var signature));
        var input = _tool.Write("input", token[..dot]);
        var (code, output) = await _tool.RunAsync(
            "openssl", "dgst", "-sha256", "-verify", _tool.Write("public.pem", EcdsaPublicKey.From(_key.PublicKey).ToPem()), "-signature", _tool.Write("signature", signature.ToDer()), input);
        Assert.True(code == 0 && output.Contains("Verified OK", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task SignatureOfOpenSsl_VerifiesWithUs()
    {
        const string Input = "eyJhbGciOiJFUzI1NiJ9.e30";
        var signed = _tool.File("signature");
        var (code, output) = await _tool.RunAsync("openssl", "dgst", "-sha256", "-sign", _tool.Write("key.pem", _key.ToPem()), "-out", signed, _tool.Write("input", Input));
        Assert.True(code == 0, output);
        Assert.True(EcdsaSignature.TryReadDer(await File.ReadAllBytesAsync(signed, Token), out var signature));
        Assert.True(Jws.TryParse($"{Input}.{StrictBase64Url.Encode(signature.Concatenated)}", 1000, out var jws, out _));
        Assert.Null(JwsVerifier.FaultOf(jws, EcdsaPublicKey.From(_key.PublicKey)));
    }

    [Fact]
    public async Task PublicKey_IsEncodedAsOpenSslEncodesIt()
    {
        var der = _tool.File("public.der");
        var (code, output) = await _tool.RunAsync("openssl", "pkey", "-in", _tool.Write("key.pem", _key.ToPem()), "-pubout", "-outform", "DER", "-out", der);
        Assert.True(code == 0, output);
        Assert.Equal(await File.ReadAllBytesAsync(der, Token), EcdsaPublicKey.From(_key.PublicKey).ToSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("US")]
    [InlineData("CA")]
    [InlineData("FR")]
    public async Task Chains_OfALocalAuthority_AreValidInOpenSsl(string country)
    {
        Assert.True(ProviderId.TryParse($"{country}/1234", out var id));
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        var (code, output) = await _tool.RunAsync(
            "openssl", "verify", "-x509_strict", "-CAfile", _tool.Write("root.pem", authority.Root.Certificate.ToPem()), "-untrusted", _tool.Write("issuing.pem", authority.Issuing.ToPem()),
            _tool.Write("leaf.pem", provider.Certificate.ToPem()));
        Assert.True(code == 0, output);
        (code, output) = await _tool.RunAsync(
            "openssl", "verify", "-x509_strict", "-CAfile", _tool.Write("pa-root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem()), _tool.Write("signer.pem", authority.ListSigner.ToPem()));
        Assert.True(code == 0, output);
        (code, output) = await _tool.RunAsync("openssl", "verify", "-CAfile", _tool.File("pa-root.pem"), "-untrusted", _tool.File("issuing.pem"), _tool.File("leaf.pem"));
        Assert.True(code != 0, "a chain of the STI-CA must not lead to the STI-PA's root");
    }

    [Fact]
    public async Task TnAuthList_IsInTheLeafAsRfc8226HasIt()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var provider = await authority.IssueAsync(id, "Provider A", TimeSpan.FromDays(1), Token);
        var (code, output) = await _tool.RunAsync("openssl", "asn1parse", "-inform", "DER", "-in", _tool.Write("leaf.der", provider.Certificate.Der.Span));
        Assert.True(code == 0, output);
        var lines = output.Split('\n').Select(line => line.Trim()).ToList();
        var extension = lines.FindIndex(line => line.EndsWith(":1.3.6.1.5.5.7.1.26", StringComparison.Ordinal));
        Assert.True(extension > 0, output);
        Assert.Contains("[HEX DUMP]:3008A006160431323334", lines[extension + 1], StringComparison.Ordinal);
    }
}
