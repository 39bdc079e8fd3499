using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;
using Shaken.EndToEnd.Tests.Acme;

namespace Shaken.Interop.Tests.Acme;

/// <summary>The npm library <c>acme-client</c>, of <c>tests/AcmeClientInterop</c>, against the ACME server: each step as that library understood it.</summary>
public sealed class AcmeClientTests(AcmeCountry country) : IClassFixture<AcmeCountry>
{
    private const string NodeIsMissing = "This test needs Node.js 20 or later, `node` and `npm` on the PATH (README, Two commands).";
    private const string ClientIsMissing = $"acme-client is not in tests/AcmeClientInterop: the build runs `npm ci` there, which failed. {NodeIsMissing}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcmeClient_CompletesAccountNonceOrderAndErrorFlows_AndAWholeOrder()
    {
        Assert.True(Directory.Exists(Path.Combine(Scripts, "node_modules", "acme-client")), ClientIsMissing);
        var key = SoftwareKey.New();
        using var node = new ExternalTool();
        var (code, output, error) = await node.RunWithInputAsync("node", await JobAsync(key), NodeIsMissing, Path.Combine(Scripts, "orders.mjs"));
        Assert.True(code == 0, $"orders.mjs ended with {code}: {error}");
        var steps = JsonDocument.Parse(output).RootElement;
        string Of(string step) => steps.GetProperty(step).ToString();

        Assert.Contains("no account has this key", Of("unknownAccount"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("valid", Of("accountUrl"), """["mailto:second@provider.example"]"""), (Of("account"), Of("accountUrlAgain"), steps.GetProperty("contact").GetRawText()));
        Assert.Equal("valid", Of("usedNonce"));
        Assert.Equal("2", Of("noncesAskedFor"));
        Assert.Contains("TNAuthList", Of("otherIdentifier"), StringComparison.Ordinal);
        Assert.NotEqual("", Of("early"));
        Assert.NotEqual("", Of("strangersOrder"));
        Assert.Equal(("pending", "pending", "atc"), (Of("order"), Of("authorization"), Of("tkauthType")));
        Assert.Equal(("valid", "ready", "valid"), (Of("authorizationAfter"), Of("ready"), Of("valid")));
        Assert.Equal("valid", Of("keyChange"));
        Assert.NotEqual("", Of("oldKey"));
        Assert.NotEqual("", Of("revokedTwice"));
        Assert.Equal("deactivated", Of("deactivated"));
        Assert.NotEqual("", Of("orderAfter"));

        Assert.True(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(Of("chain")), out var chain, out _));
        Assert.True(chain[0].PublicKey.TryToP256(out var certified));
        Assert.Equal(JsonWebKey.From(key.PublicKey), JsonWebKey.From(certified.Parameters));
    }

    private static string Scripts => typeof(AcmeClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "AcmeClientInterop").Value!;

    private async Task<string> JobAsync(SoftwareKey key)
    {
        var list = ServiceProviderCode.TryParse("818H", out var spc) ? TnAuthList.Of(new SpcEntry(spc)) : throw new InvalidOperationException();
        var account = SoftwareKey.New();
        var csr = await SigningRequestWriter.WriteAsync(key, list, subject: null, isCa: false, Token);
        return JsonSerializer.Serialize(new
        {
            directory = country.DirectoryUrl,
            accountKey = account.ToPem(),
            identifier = AcmeIdentifier.Of(list).Value,
            token = await country.Tokens.IssueAsync(list, KeyFingerprint.Of(JsonWebKey.From(account.PublicKey)), ca: false, TimeSpan.FromHours(1), Token),
            csr = PemEncoding.WriteString("CERTIFICATE REQUEST", csr.Der.Span),
        });
    }
}
