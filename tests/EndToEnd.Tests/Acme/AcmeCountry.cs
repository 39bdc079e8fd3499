using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Demo;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.EndToEnd.Tests.Acme;

/// <summary>An STI-PA's keys, and an STI-CA with its STI-CR as programs on free ports of loopback: what a provider needs to get a certificate.</summary>
public sealed class AcmeCountry : IAsyncLifetime
{
    private readonly List<WebApplication> _apps = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-acme-");
    private readonly SharedStore _store = new(new MemoryRecords(), new MemoryBlobs(), new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null));
    private LoopbackTls _tls = null!;

    public string Folder => _folder.FullName;

    /// <summary>The STI-PA's folder, as <c>shaken pa</c> has it.</summary>
    public string PolicyAdministrator => File("pa");

    /// <summary>Where the signer of tokens is published.</summary>
    public string TokenX5u { get; private set; } = "";

    /// <summary>The STI-CR's origin, over http: exempt from the rules in each client's settings.</summary>
    public string RepositoryOrigin { get; private set; } = "";

    public string DirectoryUrl { get; private set; } = "";

    /// <summary>File with the key of the STI-CA's operator.</summary>
    public string OperatorKeyFile => File("operator.key");

    /// <summary>File with the root of every program's TLS here.</summary>
    public string TlsRoot => _tls.RootPath;

    /// <summary>File with the STI-CA's root.</summary>
    public string CaRoot => File("ca-root.pem");

    /// <summary>Signs tokens.</summary>
    public SpcTokenIssuer Tokens { get; private set; } = null!;

    public static CountryCode UnitedStates { get; } = CountryCode.TryParse("US", out var country) ? country : throw new InvalidOperationException();

#pragma warning disable RS0030 // A composition root of the tests.
    public static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string File(string name) => Path.Combine(Folder, name);

    public async ValueTask InitializeAsync()
    {
        _tls = LoopbackTls.Make(Folder, Time);
        var ceremony = new KeyCeremony(CeremonyLives.Default, Time, SystemRandom.Instance);
        var administrator = PolicyAdministratorFolder.Open(PolicyAdministrator);
        Assert.True((await administrator.FoundAsync(ceremony, UnitedStates, new PolicyAdministratorTerms("Example STI-PA", "https://sti-pa.example/certificates/"), Token)).IsSuccess);
        var tokenSigner = administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.SpcToken))!;
        var crlSigner = administrator.Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.Crl))!;
        await WriteAsync("pa-root.pem", administrator.Keys.FindCurrent(CeremonyNames.PolicyAdministratorRoot)!.Certificate.ToPem());

        var authority = CertificationFolder.Open(File("ca"));
        var profile = new CaProfile(UnitedStates, "Example CA", Oids.UnitedStatesPolicy14, new CrlReference("https://sti-pa.example/crl", crlSigner.Certificate.Subject));
        Assert.True((await authority.FoundAsync(ceremony, profile, pathLength: 0, Token)).IsSuccess);
        var issuing = authority.Issuing()[0];
        await WriteAsync("ca-root.pem", authority.Keys.FindCurrent(CeremonyNames.CaRoot)!.Certificate.ToPem());
        await WriteAsync("ca-chain.pem", string.Concat(issuing.Chain.Select(certificate => certificate.ToPem() + "\n")));
        await WriteAsync("ca.key", ((SoftwareKey)issuing.Key).ToPem());

        var repository = await StartAsync(new()
        {
            ["Shaken:Roles"] = "cr", ["Shaken:Tls:Port"] = "0", ["Shaken:Tls:Certificate"] = _tls.CertificatePath, ["Shaken:Tls:Key"] = _tls.KeyPath,
        });
        RepositoryOrigin = Origin(repository, "http:");
        var id = await repository.Services.GetRequiredService<PublishedChains>().PublishAsync([tokenSigner.Certificate], Token);
        TokenX5u = $"{Origin(repository, "https:")}/certificates/{id}.pem";
        Tokens = new SpcTokenIssuer(tokenSigner.Key, TokenX5u, TkvalueForm.Base64, Time, SystemRandom.Instance);

        var (secret, hashed) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await WriteAsync("operator.key", secret + "\n");
        var ca = await StartAsync(new()
        {
            ["Shaken:Roles"] = "ca",
            ["Operator:Keys"] = $"alice:{hashed}",
            ["Ca:Certificates"] = File("ca-chain.pem"),
            ["Ca:Keys"] = File("ca.key"),
            ["Ca:CertificateBaseUrl"] = $"{RepositoryOrigin}/certificates",
            ["Acme:NewAccountsPerAddressPerHour"] = "1000",
            ["TrustList:PolicyAdministratorRoots"] = File("pa-root.pem"),
            ["Fetching:ExemptOrigins"] = Origin(repository, "https:"),
            ["Fetching:TlsRoots"] = _tls.RootPath,
        });
        DirectoryUrl = $"{Origin(ca, "http:")}/acme/directory";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts one more program over the same store.</summary>
    public async Task<WebApplication> StartAsync(Dictionary<string, string?> settings, TimeProvider? time = null)
    {
        settings["Shaken:Storage"] = "Memory";
        settings["Shaken:Listen:Port"] = "0";
        settings["Limits:PerAddressPerSecond"] = "100000";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        if (!SettingsParser.Parse(configuration).TryGet(out var parsed, out var errors)) throw new InvalidOperationException(string.Join("; ", errors.Lines));
        var app = ShakenProgram.Build(
            parsed, HostDependencies.Real with { Shared = _store, Time = time ?? Time }, logging => logging.SetMinimumLevel(LogLevel.None));
        _apps.Add(app);
        await app.StartAsync(Token);
        return app;
    }

    public Task WriteAsync(string name, string text) => System.IO.File.WriteAllTextAsync(File(name), text, Token);

    private static string Origin(WebApplication app, string scheme) => ShakenProgram.AddressesOf(app).First(address => address.StartsWith(scheme, StringComparison.Ordinal)).TrimEnd('/');
}

[CollectionDefinition(nameof(AcmeCountry))]
public sealed class AcmeCountryDefinition : ICollectionFixture<AcmeCountry>;
