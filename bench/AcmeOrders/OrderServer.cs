using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shaken.Demo;
using Shaken.Core.Auditing;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.AcmeOrders;

/// <summary>The program as it is deployed, with the roles ca, cr and delegation: HTTP on a port, TLS on the next one for the x5u of tokens.
/// Every check is on.</summary>
internal static class OrderServer
{
    /// <summary>File that is there once the server answers.</summary>
    public const string Ready = "ready";

    public const string AdministratorFolder = "pa";

    /// <summary>File with keys for external account binding of the customer, one a line: kid and MAC key in hexadecimal. Each binds one
    /// account.</summary>
    public const string ExternalKeys = "external-keys";

    private const int ExternalKeyCount = 256;

    public static CountryCode Country { get; } = CountryCode.TryParse("US", out var country) ? country : throw new InvalidOperationException();

    /// <summary>Where the signer of tokens is published.</summary>
    public static string X5uOf(int port, string id) => $"https://127.0.0.1:{port + 1}/certificates/{id}.pem";

    public static async Task RunAsync(string storage, int port, string folder)
    {
        string File(string name) => Path.Combine(folder, name);
        var time = HostDependencies.Real.Time;
        var tls = LoopbackTls.Make(folder, time);
        var ceremony = new KeyCeremony(CeremonyLives.Default, time, SystemRandom.Instance);
        var administrator = PolicyAdministratorFolder.Open(File(AdministratorFolder));
        Expect(await administrator.FoundAsync(ceremony, Country, new PolicyAdministratorTerms("Load STI-PA", "https://sti-pa.example/certificates/"), CancellationToken.None));
        var crlSigner = administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.Crl))!.Certificate;
        var profile = new CaProfile(Country, "Load CA", Oids.UnitedStatesPolicy14, new CrlReference("https://sti-pa.example/crl", crlSigner.Subject));
        Expect(await CertificationFolder.Open(File("ca")).FoundAsync(ceremony, profile, pathLength: 1, CancellationToken.None));
        await FoundCustomersCaAsync(folder, profile, time);
        await System.IO.File.WriteAllTextAsync(File("pa-root.pem"), administrator.Keys.FindCurrent(CeremonyNames.PolicyAdministratorRoot)!.Certificate.ToPem());

        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "ca,cr,delegation",
            ["Delegation:Issuer"] = "Own",
            ["Delegation:Providers:0:Id"] = "US/1234",
            ["Delegation:Providers:0:TnAuthList"] = Convert.ToBase64String(TnAuthListDer.Write(CustomerLoad.Block(100))),
            ["Delegation:Ca:Certificates"] = File("customers.pem"),
            ["Delegation:Ca:Keys"] = File("customers.key"),
            ["Delegation:Ca:CertificateBaseUrl"] = "https://cr.example/certificates",
            ["Delegation:Acme:OrdersPerMinute"] = "1000000",
            ["Shaken:Storage"] = storage,
            ["Shaken:DataFolder"] = File("store"),
            ["Shaken:Listen:Port"] = $"{port}",
            ["Shaken:Tls:Port"] = $"{port + 1}",
            ["Shaken:Tls:Certificate"] = tls.CertificatePath,
            ["Shaken:Tls:Key"] = tls.KeyPath,
            ["Ca:Folder"] = File("ca"),
            ["Ca:CertificateBaseUrl"] = "https://cr.example/certificates",
            ["Acme:OrdersPerMinute"] = "1000000",
            ["Acme:NewAccountsPerAddressPerHour"] = "1000000",
            ["Acme:NewAccountsPerHour"] = "1000000",
            ["Limits:PerAddressPerSecond"] = "1000000",
            ["TrustList:PolicyAdministratorRoots"] = File("pa-root.pem"),
            ["Fetching:ExemptOrigins"] = $"https://127.0.0.1:{port + 1}",
            ["Fetching:TlsRoots"] = tls.RootPath,
        };
        if (!SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).TryGet(out var parsed, out var errors))
            throw new InvalidOperationException(string.Join("; ", errors.Lines));
        await using var app = ShakenProgram.Build(parsed, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.Error));
        await app.StartAsync();
        var signer = administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.SpcToken))!.Certificate;
        var id = await app.Services.GetRequiredService<PublishedChains>().PublishAsync([signer], CancellationToken.None);
        await LendAsync(app.Services, File(ExternalKeys), time);
        await System.IO.File.WriteAllTextAsync(File(Ready), id);
        await app.WaitForShutdownAsync();
    }

    // The CA for customers: below the STI-CA, scoped to the provider.
    private static async Task FoundCustomersCaAsync(string folder, CaProfile profile, TimeProvider time)
    {
        var issuing = CertificationFolder.Open(Path.Combine(folder, "ca")).Issuing()[0];
        var policy = new IssuingPolicy(LintProfile.UnitedStates, profile.PolicyOid, profile.Crl);
        var key = SoftwareKey.New();
        var now = time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-5), now.AddDays(30));
        var scope = ServiceProviderCode.TryParse("1234", out var code)
            ? TnAuthList.Of(new SpcEntry(code))
            : throw new InvalidOperationException();
        var draft = CertificateDraft.DelegateCa(
            issuing.Certificate, policy, "Load provider", "SHAKEN load", scope, terms, key.PublicKey, pathLength: 0);
        if (!draft.Lint().TryGet(out var linted, out var refusal)) throw new InvalidOperationException(refusal.Findings[0].Detail);
        var certificate =
            (await new CertificateAuthority(issuing.Certificate, issuing.Key).IssueAsync(linted, CancellationToken.None)).Value;
        var above = string.Concat(issuing.Chain.Select(one => one.ToPem() + "\n"));
        await File.WriteAllTextAsync(Path.Combine(folder, "customers.pem"), $"{certificate.ToPem()}\n{above}");
        await File.WriteAllTextAsync(Path.Combine(folder, "customers.key"), key.ToPem());
    }

    private static async Task LendAsync(IServiceProvider services, string file, TimeProvider time)
    {
        var party = new AuditParty("operator", "load");
        if (!ActRequest.TryCreate(party, address: null, "load", SystemRandom.Instance.NewUuid(), out var act, out var failure))
            throw new InvalidOperationException(failure);
        if (!CustomerId.TryParse("load", out var customer) || !ProviderId.TryParse("US/1234", out var provider))
            throw new InvalidOperationException();
        await services.GetRequiredService<DelegationCustomers>().ChangeAsync(
            customer, 0, CustomerTerms.Create("Load", isActive: true).Value, act, CancellationToken.None);
        var terms = GrantTerms.Create(
            customer, provider, CustomerLoad.Numbers.ToNumberSet(), from: null, time.GetUtcNow().AddDays(20), isShared: false).Value;
        if (
            !(
                await services.GetRequiredService<NumberGrants>().GrantAsync(
                    terms, act, CancellationToken.None)).TryGet(out _, out var refusal))
            throw new InvalidOperationException(refusal.Detail);
        var keys = services.GetRequiredKeyedService<AcmeServer>("/delegation/acme").ExternalKeys;
        var lines = new List<string>();
        for (var count = 0; count < ExternalKeyCount; count++)
        {
            var key = await keys.NewAsync("Load", customer.Value, CancellationToken.None);
            lines.Add($"{key.Id} {Convert.ToHexString(key.MacKey.Span)}");
        }

        await File.WriteAllLinesAsync(file, lines);
    }

    private static void Expect(Outcome<FoundedKeys, CeremonyRefusal> outcome)
    {
        if (!outcome.TryGet(out _, out var refusal)) throw new InvalidOperationException(refusal.Detail);
    }
}
