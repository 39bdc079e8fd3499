using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Demo;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// A country in a test: an authority, an STI-CR over TLS on loopback, and two instances of one CPS that share a store, all with one settable clock.
/// </summary>
public sealed class Deployment : IAsyncLifetime
{
    public const string HostName = "cps.example";

    /// <summary>The CPS of provider B's twin, which may hand on: it signs with B's certificate.</summary>
    public const string PeerHost = "peer.example";

    private readonly List<WebApplication> _apps = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");
    private LoopbackTls _tls = null!;
    private HostDependencies _dependencies = null!;

    public static ProviderId ProviderA { get; } = Provider("US/1234");

    public static ProviderId ProviderB { get; } = Provider("US/5678");

    public static TelephoneNumber Caller { get; } = Number("12155550121");

    public static TelephoneNumber Called { get; } = Number("12155550131");

    public static CallNumbers Call { get; } = new(Called, Caller);

    // The real time, since TLS certificates are judged by the system's clock; from here on it stands still.
    public ManualTime Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(SystemClock.GetUtcNow().ToUnixTimeSeconds()));

    public LocalAuthority Authority { get; private set; } = null!;

    public LocalProvider A { get; private set; } = null!;

    public LocalProvider B { get; private set; } = null!;

    public string X5uOfA { get; private set; } = "";

    public string X5uOfB { get; private set; } = "";

    public string ReaderKeyOfB { get; private set; } = "";

    public PassportSigner Signer { get; private set; } = null!;

    public MemoryRecords Records { get; } = new();

    public MemoryBlobs Blobs { get; } = new();

    /// <summary>The services of the program that was started last.</summary>
    public IServiceProvider NewestServices => _apps[^1].Services;

    public PublishedChains Repository { get; private set; } = null!;

    /// <summary>The STI-CR's base URL.</summary>
    public Uri RepositoryUrl { get; private set; } = null!;

    /// <summary>Base URLs over TLS of the two instances.</summary>
    public IReadOnlyList<Uri> Instances { get; private set; } = [];

    public Uri Cps => Instances[0];

    public Uri OpenUrl => new(Cps, $"/cps/company/{ProviderB.Code}");

    /// <summary>HTTP/2 where the server has it; trusts the loopback root only.</summary>
    public HttpMessageInvoker Http { get; private set; } = null!;

    /// <summary>What a suite puts between its tests and the instances; as it is, nothing.</summary>
    public static Func<HttpMessageInvoker, HttpMessageInvoker> Watch { get; set; } = static http => http;

    public CpsClient Client { get; private set; } = null!;

    /// <summary>The PEM file of the root that the instances' TLS certificate leads to, for clients that are other programs.</summary>
    public string TlsRootPath => _tls.RootPath;

    /// <summary>A server on loopback that means no good, exempt from the address rules like the STI-CR.</summary>
    public HostileServer Hostile { get; private set; } = null!;

    /// <summary>What names that strangers choose resolve to.</summary>
    public Dictionary<string, IPAddress[]> Names { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider SystemClock => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        _tls = LoopbackTls.Make(_folder.FullName, SystemClock);
        Http = Watch(_tls.NewHttp());
        Client = new CpsClient(Http);
        var secrets = new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null);
        var store = new SharedStore(Records, Blobs, secrets);
        _dependencies = new HostDependencies(Time, SystemRandom.Instance, new NamesOf(Names), store);

        Authority = await LocalAuthority.NewAsync(ProviderA.Country, "Test", Time, SystemRandom.Instance, Token);
        A = await Authority.IssueAsync(ProviderA, "Provider A", TimeSpan.FromDays(30), Token);
        B = await Authority.IssueAsync(ProviderB, "Provider B", TimeSpan.FromDays(30), Token);

        var repository = await StartAsync(new() { ["Shaken:Roles"] = "cr" });
        Repository = _apps[0].Services.GetRequiredService<PublishedChains>();
        RepositoryUrl = repository;
        X5uOfA = await PublishAsync(A.Chain);
        X5uOfB = await PublishAsync(B.Chain);
        Signer = new PassportSigner(A.Key, X5uOfA);

        Hostile = await HostileServer.StartAsync(_tls.CertificatePath, _tls.KeyPath, Token);
        var settings = await CpsSettingsAsync();
        Instances = [await StartAsync(settings), await StartAsync(settings)];
        foreach (var instance in Instances) await UntilHealthyAsync(instance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            // What ends after a bounded time ends by this clock.
            var stopping = app.StopAsync(CancellationToken.None);
            while (!stopping.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), SystemClock, CancellationToken.None);
                Time.Advance(TimeSpan.FromSeconds(1));
            }

            await stopping;
            await app.DisposeAsync();
        }

        await Hostile.DisposeAsync();
        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Publishes certificates at the STI-CR and gives the x5u.</summary>
    public async Task<string> PublishAsync(IReadOnlyList<StiCertificate> chain)
    {
        var id = await Repository.PublishAsync(chain, Token);
        return new Uri(RepositoryUrl, $"/certificates/{id}.pem").AbsoluteUri;
    }

    /// <summary>A fresh PASSporT by provider A for the call.</summary>
    public Task<string> SignAsync(TelephoneNumber? dest = null) =>
        Signer.SignAsync(PassportClaims.ForCall(Caller, dest ?? Called, Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid()), Token).AsTask();

    public BearerSigner AsA() => new(A.Key, X5uOfA, ProviderA.Code, Time, SystemRandom.Instance);

    public BearerSigner AsB() => new(B.Key, X5uOfB, ProviderB.Code, Time, SystemRandom.Instance);

    /// <summary>Provider B's bearer for fetching what waits for the call, with its chain within (x5c).</summary>
    public Task<string> RetrieveBearerWithChainAsync()
    {
        var x5c = string.Join(',', B.Chain.Select(certificate => $"\"{Convert.ToBase64String(certificate.Der.Span)}\""));
        return TestTokens.SignAsync(B.Key, $$"""{"alg":"ES256","x5c":[{{x5c}}]}""", $$"""
            {"iat":{{Time.GetUtcNow().ToUnixTimeSeconds()}},"jti":"{{SystemRandom.Instance.NewUuid()}}","action":"retrieve","aud":"{{HostName}}","iss":"5678","spc":"1234",
            "orig":{"tn":"{{Caller.Value}}"},"dest":{"tn":["{{Called.Value}}"]} }
            """);
    }

    /// <summary>Starts a CPS as the Functions host starts it: told a free port, without exemptions, so with the settings of a deployment.</summary>
    public async Task<Uri> StartUnderHostAsync()
    {
        var settings = await CpsSettingsAsync();
        settings["FUNCTIONS_CUSTOMHANDLER_PORT"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Shaken:DeploymentSecrets"] = $"test:{Convert.ToBase64String(new byte[32])}";
        settings.Remove("Fetching:TlsRoots");
        settings.Remove("Fetching:ExemptOrigins");
        return await StartAsync(settings);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts one more program, or fails with what is wrong with the settings.</summary>
    public Task<Uri> StartAsync(Dictionary<string, string?> settings) => StartAsync(settings, _dependencies);

    /// <summary>The same with a store of its own, as another operator's program has.</summary>
    public Task<Uri> StartElsewhereAsync(Dictionary<string, string?> settings)
    {
        var secrets = new DeploymentSecrets(DeploymentSecret.New("other", SystemRandom.Instance), Other: null);
        return StartAsync(settings, _dependencies with { Shared = new SharedStore(new MemoryRecords(), new MemoryBlobs(), secrets) });
    }

    /// <summary>Provider B's private key in a PEM file.</summary>
    public Task<string> WriteKeyOfBAsync() => WriteFileAsync("b.key", ((SoftwareKey)B.Key).ToPem());

    /// <summary>A file of the test's folder.</summary>
    public async Task<string> WriteFileAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }

    /// <summary>Until a program takes posts: it has its trusted-CA list.</summary>
    public async Task UntilHealthyAsync(Uri instance)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instance, "/health"));
            using var response = await Http.SendAsync(request, Token);
            if (response.IsSuccessStatusCode) break;
            Assert.True(attempt < 200, "the CPS has no trusted-CA list");
            await Task.Delay(TimeSpan.FromMilliseconds(25), SystemClock, Token);
        }
    }

    private async Task<Uri> StartAsync(Dictionary<string, string?> settings, HostDependencies dependencies)
    {
        var all = new Dictionary<string, string?>
        {
            ["Shaken:Storage"] = "Memory",
            ["Limits:PerAddressPerSecond"] = "100000",
            ["Limits:PerAddressUnderWay"] = "1024",
            ["Limits:PerAddressConnections"] = "4096",
            ["Shaken:Listen:Port"] = "0",
            ["Shaken:Tls:Port"] = "0",
            ["Shaken:Tls:Certificate"] = _tls.CertificatePath,
            ["Shaken:Tls:Key"] = _tls.KeyPath,
        };
        foreach (var (name, value) in settings) all[name] = value;
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        Assert.True(outcome.TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        var app = ShakenProgram.Build(parsed, dependencies, logging => logging.SetMinimumLevel(LogLevel.None));
        _apps.Add(app);
        await app.StartAsync(Token);
        var addresses = ShakenProgram.AddressesOf(app);
        return new Uri(addresses.FirstOrDefault(address => address.StartsWith("https:", StringComparison.Ordinal)) ?? addresses[0]);
    }

    /// <summary>The settings of provider B's CPS.</summary>
    public async Task<Dictionary<string, string?>> CpsSettingsAsync()
    {
        var (key, hash) = ApiKey<ProviderId>.New(ProviderB, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        ReaderKeyOfB = key;
        var list = await Authority.SignTrustListAsync(1, Time.GetUtcNow() + TimeSpan.FromDays(20), await PublishAsync([Authority.ListSigner]), Token);
        var listPath = Path.Combine(_folder.FullName, "list.jwt");
        var rootPath = Path.Combine(_folder.FullName, "pa-root.pem");
        await File.WriteAllTextAsync(listPath, list, Token);
        await File.WriteAllTextAsync(rootPath, Authority.PolicyAdministratorRoot.Certificate.ToPem(), Token);
        return new()
        {
            ["Shaken:Roles"] = "cps",
            ["Cps:ServedSpcs"] = ProviderB.ToString(),
            ["Cps:HostNames"] = HostName,
            ["Cps:ReaderKeys"] = hash.ToString(),
            ["Cps:RepublishFrom"] = $"{ProviderB}@{PeerHost}",
            ["TrustList:File"] = listPath,
            ["TrustList:PolicyAdministratorRoots"] = rootPath,
            ["Fetching:ExemptOrigins"] = $"{RepositoryUrl.GetLeftPart(UriPartial.Authority)},{Hostile.Url.GetLeftPart(UriPartial.Authority)}",
            ["Fetching:TlsRoots"] = _tls.RootPath,
        };
    }

    private static ProviderId Provider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));

    private static TelephoneNumber Number(string text) => TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private sealed class NamesOf(Dictionary<string, IPAddress[]> names) : IAddressResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<IPAddress>>(names.GetValueOrDefault(host) ?? []);
    }
}
