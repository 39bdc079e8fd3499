using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.EndToEnd.Tests.Acme;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Interop.Tests.Acme;

/// <summary>
/// Two ACME clients of others order a customer's certificate: the npm library acme-client, and Debian's python3-acme. OpenSSL verifies the
/// chain.
/// </summary>
public sealed class DelegationClientTests(AcmeCountry country) : IClassFixture<AcmeCountry>
{
    private const string Path = "/delegation/acme";
    private const string Start = "12025550100";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Scripts =>
        typeof(DelegationClientTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "AcmeClientInterop")
            .Value!;

    [Fact]
    public async Task AcmeClient_OrdersACustomersCertificate()
    {
        Assert.SkipUnless(Directory.Exists(System.IO.Path.Combine(Scripts, "node_modules", "acme-client")), "acme-client is not installed");
        var key = SoftwareKey.New();
        using var node = new ExternalTool();
        var (code, output, error) =
            await node.RunWithInputAsync(
                "node", await JobAsync(key, "node"), "node is not installed", System.IO.Path.Combine(Scripts, "delegate.mjs"));
        Assert.True(code == 0, $"delegate.mjs ended with {code}: {error}");
        var steps = JsonDocument.Parse(output).RootElement;
        Assert.Equal("0", steps.GetProperty("challenges").ToString());
        await AssertOrderedAsync(steps, key, node);
    }

    [Fact]
    public async Task PythonAcme_OrdersACustomersCertificate()
    {
        using var python = new ExternalTool();
        var (found, _) = await python.RunAsync("/usr/bin/python3", "-c", "import acme, josepy");
        Assert.SkipWhen(found != 0, "python3-acme is not installed");
        var key = SoftwareKey.New();
        var (code, output, error) =
            await python.RunWithInputAsync(
                "/usr/bin/python3", await JobAsync(key, "python"), "python3 is not installed",
                System.IO.Path.Combine(Scripts, "delegate.py"));
        Assert.True(code == 0, $"delegate.py ended with {code}: {error}");
        var steps = JsonDocument.Parse(output).RootElement;
        Assert.Equal("True", steps.GetProperty("required").ToString());
        await AssertOrderedAsync(steps, key, python);
    }

    private static async Task AssertOrderedAsync(JsonElement steps, SoftwareKey key, ExternalTool tool)
    {
        string Of(string step) => steps.GetProperty(step).ToString();
        Assert.NotEqual("", Of("unbound"));
        Assert.NotEqual("", Of("notGranted"));
        Assert.NotEqual("", Of("revokedTwice"));
        Assert.Equal(
            ("valid", "ready", """["valid"]""", "valid"),
            (Of("account"), Of("order"), steps.GetProperty("authorizations").GetRawText(), Of("valid")));
        Assert.True(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(Of("chain")), out var chain, out var failure), failure);
        Assert.Equal(3, chain.Count);
        Assert.True(chain[0].PublicKey.TryToP256(out var certified));
        Assert.Equal(JsonWebKey.From(key.PublicKey), JsonWebKey.From(certified.Parameters));

        // Up to the STI-CA's intermediate: OpenSSL takes it for the anchor. The extension that SHAKEN adds is not critical.
        var leaf = tool.Write("leaf.pem", chain[0].ToPem());
        var (verified, words) = await tool.RunAsync(
            "openssl", "verify", "-partial_chain", "-trusted", tool.Write("anchor.pem", chain[2].ToPem()), "-untrusted",
            tool.Write("ca.pem", chain[1].ToPem()), leaf);
        Assert.True(verified == 0, words);

        // What OpenSSL makes of our TNAuthList: [1] with a sequence of an IA5String and an INTEGER.
        var list = tool.Write("list.der", chain[0].Extensions.Find(Oids.TnAuthList)!.Value.Span);
        var (_, parsed) = await tool.RunAsync("openssl", "asn1parse", "-inform", "DER", "-in", list);
        Assert.Matches(@"cont \[ 1 \][\s\S]*SEQUENCE[\s\S]*IA5STRING\s*:12025550100[\s\S]*INTEGER\s*:0A", parsed);
    }

    private async Task<string> JobAsync(SoftwareKey key, string customer)
    {
        var app = await StartAsync();
        var (id, kid, mac) = await OnboardAsync(app.Services, customer);
        var list = Block(Start, 10);
        await GrantAsync(app.Services, id, list);
        var csr = await SigningRequestWriter.WriteAsync(key, list, subject: null, isCa: false, Token);
        var origin = ShakenProgram.AddressesOf(app).First(address => address.StartsWith("http:", StringComparison.Ordinal)).TrimEnd('/');
        return JsonSerializer.Serialize(new
        {
            directory = $"{origin}{Path}/directory",
            accountKey = SoftwareKey.New().ToPem(),
            kid,
            mac,
            identifier = AcmeIdentifier.Of(list).Value,
            notGranted = AcmeIdentifier.Of(Block(Start, 11)).Value,
            csr = PemEncoding.WriteString("CERTIFICATE REQUEST", csr.Der.Span),
        });
    }

    // A CA of the provider US/1234 below an STI-CA, for the numbers that it lends.
    private async Task<WebApplication> StartAsync()
    {
        var hierarchy = await Hierarchy.NewAsync(pathLength: 1);
        var key = SoftwareKey.New();
        var draft = CertificateDraft.DelegateCa(
            hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Provider", "SHAKEN Provider", Hierarchy.Numbers("3008A006160431323334"),
            Hierarchy.Terms(),
            key.PublicKey, pathLength: 0);
        var certificate = (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
        var name = $"delegation-{certificate.SerialNumberText}";
        await country.WriteAsync($"{name}.pem", $"{certificate.ToPem()}\n{hierarchy.Intermediate.Certificate.ToPem()}\n");
        await country.WriteAsync($"{name}.key", key.ToPem());
        return await country.StartAsync(new()
        {
            ["Shaken:Roles"] = "delegation",
            ["Delegation:Issuer"] = "Own",
            ["Delegation:Providers:0:Id"] = "US/1234",
            ["Delegation:Providers:0:TnAuthList"] = Convert.ToBase64String(TnAuthListDer.Write(Block(Start, 100))),
            ["Delegation:Ca:Certificates"] = country.File($"{name}.pem"),
            ["Delegation:Ca:Keys"] = country.File($"{name}.key"),
            ["Delegation:Ca:CertificateBaseUrl"] = $"{country.RepositoryOrigin}/certificates",
        });
    }

    private static async Task<(CustomerId Id, string Kid, string Mac)> OnboardAsync(IServiceProvider services, string customer)
    {
        Assert.True(CustomerId.TryParse(customer, out var id));
        var terms = CustomerTerms.Create("Call Centre", isActive: true).Value;
        Assert.True((await services.GetRequiredService<DelegationCustomers>().ChangeAsync(id, 0, terms, Act(), Token)).IsSuccess);
        var key = await services.GetRequiredKeyedService<AcmeServer>(Path).ExternalKeys.NewAsync("Call Centre", id.Value, Token);
        return (id, key.Id, StrictBase64Url.Encode(key.MacKey.Span));
    }

    private static async Task GrantAsync(IServiceProvider services, CustomerId id, TnAuthList list)
    {
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var terms =
            GrantTerms.Create(id, provider, list.ToNumberSet(), from: null, AcmeCountry.Time.GetUtcNow().AddDays(30), isShared: true).Value;
        Assert.True((await services.GetRequiredService<NumberGrants>().GrantAsync(terms, Act(), Token)).IsSuccess);
    }

    private static ActRequest Act() =>
        ActRequest.TryCreate(
            new AuditParty("operator", "alice"), address: null, "test", SystemRandom.Instance.NewUuid(), out var act, out var failure)
            ? act : throw new InvalidOperationException(failure);

    private static TnAuthList Block(string start, long count) =>
        TelephoneNumber.TryParse(start, out var first) && TelephoneNumberRange.TryCreate(first, count, out var range)
            ? TnAuthList.Of(new RangeEntry(range)) : throw new ArgumentException("No block.", nameof(start));
}
