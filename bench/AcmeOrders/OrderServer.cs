using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shaken.Demo;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.AcmeOrders;

/// <summary>The program as it is deployed, with the roles ca and cr: HTTP on a port, TLS on the next one for the x5u of tokens. Every check is on.</summary>
internal static class OrderServer
{
    /// <summary>File that is there once the server answers.</summary>
    public const string Ready = "ready";

    public const string AdministratorFolder = "pa";

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
        Expect(await CertificationFolder.Open(File("ca")).FoundAsync(ceremony, profile, pathLength: 0, CancellationToken.None));
        await System.IO.File.WriteAllTextAsync(File("pa-root.pem"), administrator.Keys.FindCurrent(CeremonyNames.PolicyAdministratorRoot)!.Certificate.ToPem());

        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "ca,cr",
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
        await System.IO.File.WriteAllTextAsync(File(Ready), id);
        await app.WaitForShutdownAsync();
    }

    private static void Expect(Outcome<FoundedKeys, CeremonyRefusal> outcome)
    {
        if (!outcome.TryGet(out _, out var refusal)) throw new InvalidOperationException(refusal.Detail);
    }
}
