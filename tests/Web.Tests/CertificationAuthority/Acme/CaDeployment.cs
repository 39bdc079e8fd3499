using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Contracts;
using Shaken.Demo;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Shared.OpenApi;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>
/// An STI-CA in a test: an STI-PA with its signer of SPC tokens, a root and an intermediate with keys, an STI-CR, and two instances of the CA that share a store,
/// all with one settable clock, over TLS on loopback.
/// </summary>
public sealed class CaDeployment : IAsyncLifetime
{
    private readonly List<WebApplication> _apps = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");
    private readonly DeploymentSecrets _secrets = new(DeploymentSecret.New("test", SystemRandom.Instance), Other: null);
    private LoopbackTls _tls = null!;
    private (string Chain, string Key)? _delegate;

    public static CountryCode Country { get; } = CountryCode.TryParse("US", out var country) ? country : throw new InvalidOperationException();

    /// <summary>The TNAuthList of the provider 1234.</summary>
    public static TnAuthList Spc { get; } = SpcOf("1234");

    // The real time, since TLS certificates are judged by the system's clock; from here on it stands still.
    public SettableTime Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(SystemClock.GetUtcNow().ToUnixTimeSeconds()));

    /// <summary>Of the instances that are started from now on. Replaced, they have lost theirs.</summary>
    public MemoryRecords Records { get; set; } = new();

    public MemoryBlobs Blobs { get; } = new();

    /// <summary>Of the store as the instances see it.</summary>
    public Outage Outage { get; } = new();

    public Pki Pki { get; private set; } = null!;

    public TestAdministrator PolicyAdministrator { get; private set; } = null!;

    /// <summary>Where the signer of tokens is published.</summary>
    public string X5u { get; private set; } = "";

    public Uri RepositoryUrl { get; private set; } = null!;

    public IReadOnlyList<Uri> Instances { get; private set; } = [];

    public HttpMessageInvoker Http { get; private set; } = null!;

    /// <summary>What the instances logged from information on.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public IServiceProvider Services => _apps[1].Services;

    /// <summary>Of the instance that was started last.</summary>
    public IServiceProvider NewestServices => _apps[^1].Services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider SystemClock => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        _tls = LoopbackTls.Make(_folder.FullName, SystemClock);
        Http = DocumentedTraffic.Watch(_tls.NewHttp());
        Pki = await Pki.NewAsync(Country, Time.GetUtcNow());
        PolicyAdministrator = await TestAdministrator.NewAsync(Country, Time);
        RepositoryUrl = await StartAsync(new() { ["Shaken:Roles"] = "cr" });
        X5u = await PublishAsync(PolicyAdministrator.TokenSigner.Certificate);
        Instances = [await StartCaAsync(), await StartCaAsync()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    public static TnAuthList SpcOf(string code) => ServiceProviderCode.TryParse(code, out var spc) ? TnAuthList.Of(new SpcEntry(spc)) : throw new ArgumentException("No SPC.", nameof(code));

    /// <summary>Publishes a certificate at the STI-CR and gives the x5u.</summary>
    public async Task<string> PublishAsync(StiCertificate certificate)
    {
        var id = await _apps[0].Services.GetRequiredService<PublishedChains>().PublishAsync([certificate], Token);
        return new Uri(RepositoryUrl, $"/certificates/{id}.pem").AbsoluteUri;
    }

    /// <summary>Starts one more instance of the CA, with other settings where a test wants them.</summary>
    public async Task<Uri> StartCaAsync(params (string Name, string? Value)[] others)
    {
        var (chain, key) = await Pki.WriteAsync(_folder.FullName);
        var root = Path.Combine(_folder.FullName, "pa-root.pem");
        await File.WriteAllTextAsync(root, PolicyAdministrator.Root.ToPem(), Token);
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "ca,cr,console",
            ["Ca:Certificates"] = chain,
            ["Ca:Keys"] = key,
            ["Ca:CertificateBaseUrl"] = new Uri(RepositoryUrl, "/certificates").AbsoluteUri,
            ["Acme:BaseUrl"] = AcmeTestClient.Base,
            ["Acme:OrdersPerMinute"] = "100000",
            ["Acme:RequireExternalAccount"] = "false",
            ["Acme:NewAccountsPerAddressPerHour"] = "100000",
            ["Acme:NewAccountsPerHour"] = "100000",
            ["TrustList:PolicyAdministratorRoots"] = root,
            ["Fetching:ExemptOrigins"] = RepositoryUrl.GetLeftPart(UriPartial.Authority),
            ["Fetching:TlsRoots"] = _tls.RootPath,
        };
        foreach (var (name, value) in others) settings[name] = value;
        return await StartAsync(settings);
    }

    /// <summary>Starts one more instance whose CA stands below the others' and has a TNAuthList, to delegate within.</summary>
    public async Task<Uri> StartDelegatingCaAsync(TnAuthList authority, params (string Name, string? Value)[] others)
    {
        var (chain, key) = await Pki.WriteDelegateAsync(_folder.FullName, authority, Time.GetUtcNow());
        return await StartCaAsync([("Acme:AllowDelegation", "true"), ("Ca:Certificates", chain), ("Ca:Keys", key), .. others]);
    }

    /// <summary>
    /// Starts one more instance that lends the numbers of the provider US/1234, with a CA of its own below the others' and an operator. All
    /// such instances have one CA.
    /// </summary>
    public async Task<Uri> StartDelegationAsync(TnAuthList lent, string operatorKey, params (string Name, string? Value)[] others)
    {
        _delegate ??= await Pki.WriteDelegateAsync(
            Directory.CreateDirectory(Path.Combine(_folder.FullName, "customers")).FullName, Spc, Time.GetUtcNow());
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "delegation,cr,console",
            ["Operator:Keys"] = operatorKey,
            ["Delegation:Issuer"] = "Own",
            ["Delegation:Providers:0:Id"] = "US/1234",
            ["Delegation:Providers:0:TnAuthList"] = Convert.ToBase64String(TnAuthListDer.Write(lent)),
            ["Delegation:Ca:Certificates"] = _delegate.Value.Chain,
            ["Delegation:Ca:Keys"] = _delegate.Value.Key,
            ["Delegation:Ca:CertificateBaseUrl"] = new Uri(RepositoryUrl, "/certificates").AbsoluteUri,
            ["Fetching:ExemptOrigins"] = RepositoryUrl.GetLeftPart(UriPartial.Authority),
            ["Fetching:TlsRoots"] = _tls.RootPath,
        };
        foreach (var (name, value) in others) settings[name] = value;
        return await StartAsync(settings);
    }

    public AcmeTestClient NewClient(Uri? instance = null, SoftwareKey? key = null) => new(Http, instance ?? Instances[0], key ?? SoftwareKey.New());

    /// <summary>A client with an account.</summary>
    public async Task<AcmeTestClient> RegisterAsync(Uri? instance = null, SoftwareKey? key = null)
    {
        var client = NewClient(instance, key);
        (await client.RegisterAsync()).Expect(HttpStatusCode.Created);
        return client;
    }

    /// <summary>A token for the client's account.</summary>
    public Task<string> TokenAsync(AcmeTestClient client, TnAuthList? list = null, bool ca = false, TimeSpan? life = null) =>
        PolicyAdministrator.TokenAsync(X5u, list ?? Spc, client.Jwk, ca, life);

    public static async Task<SigningRequest> CsrAsync(SoftwareKey? key = null, TnAuthList? list = null, bool isCa = false, string? organization = "Provider A") => await SigningRequestWriter.WriteAsync(
        key ?? SoftwareKey.New(), list ?? Spc, organization is null ? null : DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, organization), (Oids.CommonName, "whatever")), isCa, Token);

    /// <summary>An order whose challenge is answered: ready.</summary>
    public async Task<AcmeTestOrder> ReadyOrderAsync(AcmeTestClient client, TnAuthList? list = null) =>
        await (await client.OrderAsync(list ?? Spc)).AuthorizeAsync(await TokenAsync(client, list));

    /// <summary>The whole way to a certificate.</summary>
    public async Task<(AcmeTestOrder Order, StiCertificate Certificate)> IssueAsync(AcmeTestClient client, SoftwareKey? key = null)
    {
        var order = await ReadyOrderAsync(client);
        (await order.FinalizeAsync(await CsrAsync(key))).Expect(HttpStatusCode.OK);
        return (order, (await order.DownloadAsync())[0]);
    }

    public async Task<Uri> StartAsync(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Shaken:Storage"] = "Memory",
            ["Limits:PerAddressPerSecond"] = "100000",
            ["Shaken:Listen:Port"] = "off",
            ["Shaken:Tls:Port"] = "0",
            ["Shaken:Tls:Certificate"] = _tls.CertificatePath,
            ["Shaken:Tls:Key"] = _tls.KeyPath,
        };
        foreach (var (name, value) in settings) all[name] = value;
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        Assert.True(outcome.TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        var store = new SharedStore(
            new InterceptedRecords(Records) { Hook = Outage.AroundAsync }, new InterceptedBlobs(Blobs) { Hook = Outage.AroundAsync },
            _secrets);
        var app = ShakenProgram.Build(
            parsed, new HostDependencies(Time, SystemRandom.Instance, NoNames.Instance, store),
            logging => logging.AddProvider(new QueueLogging(Log)));
        _apps.Add(app);
        await app.StartAsync(Token);
        return new Uri(ShakenProgram.AddressesOf(app)[0]);
    }

    private sealed class NoNames : IAddressResolver
    {
        public static readonly NoNames Instance = new();

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<IPAddress>>([]);
    }
}
