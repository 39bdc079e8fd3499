using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;

namespace Shaken.Interop.Tests;

/// <summary>CSRs between OpenSSL and us.</summary>
public sealed class CsrTests : IDisposable
{
    private const string Config = """
        [req]
        prompt = no
        distinguished_name = name
        req_extensions = extensions
        [name]
        C = US
        O = Example Telephone
        CN = SHAKEN 1234
        [extensions]
        1.3.6.1.5.5.7.1.26 = DER:30:08:A0:06:16:04:31:32:33:34
        """;

    private readonly ExternalTool _tool = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task RequestOfOpenSsl_IsRead_WithItsTnAuthList()
    {
        var csr = await RequestAsync("prime256v1", Config);
        Assert.True(SigningRequest.TryReadPem(csr, out var request, out var refusal), refusal?.Detail);
        Assert.Equal("C=US, O=Example Telephone, CN=SHAKEN 1234", request.Subject.ToString());
        Assert.Equal("3008A006160431323334", Convert.ToHexString(request.TnAuthListDer.Span));
        Assert.Equal([Oids.TnAuthList], request.Extensions);
    }

    [Fact]
    public async Task RequestOfOpenSsl_ForACa_WithoutATnAuthList_OrOnAnotherCurve_IsReadAsThat()
    {
        Assert.True(SigningRequest.TryReadPem(await RequestAsync("prime256v1", $"{Config}\nbasicConstraints = critical,CA:TRUE\n"), out var ca, out var refusal), refusal?.Detail);
        Assert.True(ca.IsCa);
        var bare = Config.Replace("req_extensions = extensions\n", "", StringComparison.Ordinal);
        Assert.True(SigningRequest.TryReadPem(await RequestAsync("prime256v1", bare), out var plain, out refusal), refusal?.Detail);
        Assert.Null(plain.TnAuthList);
        Assert.False(SigningRequest.TryReadPem(await RequestAsync("secp384r1", Config), out _, out refusal));
        Assert.Equal(SigningRequestFailure.KeyOnAnotherCurve, refusal.Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequestOfOurs_VerifiesInOpenSsl(bool isCa)
    {
        Assert.True(ServiceProviderCode.TryParse("1234", out var code));
        var subject = DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "Example Telephone"));
        var request = await SigningRequestWriter.WriteAsync(SoftwareKey.New(), TnAuthList.Of(new SpcEntry(code)), subject, isCa, Token);
        var (result, output) = await _tool.RunAsync("openssl", "req", "-verify", "-noout", "-text", "-in", _tool.Write("ours.csr", request.ToPem()));
        Assert.True(result == 0 && output.Contains("verify OK", StringComparison.OrdinalIgnoreCase), output);
        Assert.Contains("1.3.6.1.5.5.7.1.26", output, StringComparison.Ordinal);
        Assert.Equal(isCa, output.Contains("CA:TRUE", StringComparison.Ordinal));
        Assert.Contains("ecdsa-with-SHA256", output, StringComparison.Ordinal);
    }

    private async Task<string> RequestAsync(string curve, string config)
    {
        var (key, csr) = (_tool.File("key.pem"), _tool.File("theirs.csr"));
        var (code, output) = await _tool.RunAsync("openssl", "ecparam", "-name", curve, "-genkey", "-noout", "-out", key);
        Assert.True(code == 0, output);
        (code, output) = await _tool.RunAsync("openssl", "req", "-new", "-sha256", "-key", key, "-config", _tool.Write("req.cnf", config), "-out", csr);
        Assert.True(code == 0, output);
        return await File.ReadAllTextAsync(csr, Token);
    }
}
