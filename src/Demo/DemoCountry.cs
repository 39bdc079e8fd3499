using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Demo.Lab;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo;

/// <summary>The authorities of a country, providers A and B with their certificates, B's CPS, and a stranger with an authority nobody trusts.</summary>
internal sealed class DemoCountry : IAsyncDisposable
{
    public static readonly TelephoneNumber Caller = Number("12155550121");
    public static readonly TelephoneNumber Called = Number("12155550131");

    private readonly DemoAuthority _authority;
    private readonly LoopbackTls _tls;
    private readonly string _folder;
    private readonly HashedKey _operatorKeyHash;

    private DemoCountry(
        DemoAuthority authority, DemoProviders providers, Service cps, LoopbackTls tls, GuardedFetcher fetcher, string readerKey,
        (string Secret, HashedKey Key) operatorKey, string folder)
    {
        (_authority, _tls, _folder) = (authority, tls, folder);
        (OperatorKey, _operatorKeyHash) = operatorKey;
        (ProviderA, ProviderB, Stolen) = (providers.A, providers.B, providers.Stolen);
        Cps = cps;
        Fetcher = fetcher;
        ReaderKey = readerKey;
        Http = tls.NewHttp();
        Client = new CpsClient(Http);
    }

    public static TimeProvider Time => HostDependencies.Real.Time;

    /// <summary>Keys and certificates of STI-PA and STI-CA.</summary>
    public LocalAuthority Authority => _authority.Keys;

    public DemoProvider ProviderA { get; }

    public DemoProvider ProviderB { get; }

    /// <summary>Provider A's certificate of before, which it revoked.</summary>
    public DemoProvider Stolen { get; }

    /// <summary>Provider B's CPS.</summary>
    public Service Cps { get; }

    /// <summary>Provider B's own fetcher, for verifying once more.</summary>
    public GuardedFetcher Fetcher { get; }

    public HttpMessageInvoker Http { get; }

    public CpsClient Client { get; }

    /// <summary>What B's operator issued to B's STI-VS.</summary>
    public string ReaderKey { get; }

    /// <summary>The key of the operators of both providers' services.</summary>
    public string OperatorKey { get; }

    /// <summary>scheme://host:port of the STI-CR.</summary>
    public string RepositoryOrigin => _authority.Service.Origin;

    /// <summary>Where the open dialect posts to for provider B.</summary>
    public Uri OpenUrl => new(Cps.Url, $"/cps/company/{ProviderB.Id.Code}");

    /// <param name="folder">Of all that ends with the demo.</param>
    /// <param name="kept">The lab that keeps the authorities with their keys and their store; null: nothing is kept.</param>
    public static async Task<DemoCountry> StartAsync(
        string folder, LabFolder? kept, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("The authorities of a country, two providers, their services on loopback");
        var tls = kept is null ? LoopbackTls.Make(folder, Time) : LoopbackTls.OpenOrMake(kept.Path, Time);
        DemoAuthority? authority = null;
        await narrator.StepAsync("An STI-PA and an STI-CA are founded, and open with an STI-CR", async () =>
        {
            authority = await DemoAuthority.StartAsync(
                Path.Combine(folder, "authority"), DemoProviders.IdOfB, tls, kept, cancellationToken);
            var findings = new[] { authority.Keys.Root.Certificate, authority.Keys.Issuing }.Sum(certificate => CertificateLinter.Lint(certificate, LintProfile.UnitedStates).Count);
            return (findings == 0, $"root and issuing CA pass every rule of the profile; ACME at {authority.AcmeDirectory}");
        });

        var providers = await DemoProviders.EnrolAsync(authority!, tls, narrator, cancellationToken);
        var operatorKey = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        var (readerKey, readerKeyHash) = ApiKey<ProviderId>.New(providers.B.Id, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        Service? cps = null;
        const string Opening = "The STI-PA signs a trusted-CA list; provider B's CPS and STI-VS verify it, take the CRL and open";
        await narrator.StepAsync(Opening, async () =>
        {
            var keys = new Dictionary<string, string?>
            {
                ["Operator:Keys"] = $"demo:{operatorKey.Key}",
                ["Cps:ReaderKeys"] = readerKeyHash.ToString(),
            };
            cps = await StartCpsAsync(folder, authority!, providers.B, keys, tls, cancellationToken);
            return (await IsReadyAsync(cps, authority!, tls, cancellationToken), $"{cps.Url}health answers OK: the list's signature leads to the pinned STI-PA root, and one root is on it");
        });

        var fetcher = new GuardedFetcher(
            new FetchingOptions { ExemptOrigins = [authority!.Service.Origin], TlsRoots = [tls.Root] }, SystemResolver.Instance, Time, NullLogger<GuardedFetcher>.Instance);
        return new DemoCountry(authority, providers, cps!, tls, fetcher, readerKey, operatorKey, folder);
    }

    /// <summary>Starts provider A's STI-AS, which knows one number of provider B.</summary>
    /// <param name="numberOfB">What is signed for a call to it is also posted to B's CPS.</param>
    public async Task<Service> StartSigningAsync(string numberOfB, CancellationToken cancellationToken)
    {
        var service = await DemoSigning.StartAsync(
            Path.Combine(_folder, "as"), ProviderA, _operatorKeyHash.ToString(), ProviderB.Id, OpenUrl, _tls, TrustOf(_folder, _authority),
            cancellationToken);
        await DemoSigning.ImportNumbersAsync(service, Authority.Root.Country, $"{numberOfB},{ProviderB.Id.Code}\n", cancellationToken);
        return service;
    }

    /// <summary>Starts provider B's service that lends numbers.</summary>
    /// <param name="held">The numbers that B has.</param>
    public Task<DemoLender> StartLendingAsync(NumberSet held, CancellationToken cancellationToken) => DemoLender.StartAsync(
        Path.Combine(_folder, "lender"), _authority, held, OperatorKey, _operatorKeyHash.ToString(), _tls, Http, cancellationToken);

    /// <summary>As the STI-PA's operator: the next CRL, now.</summary>
    public Task<string> PublishCrlAsync(CancellationToken cancellationToken) => _authority.PublishCrlAsync(cancellationToken);

    /// <summary>Starts a service of provider A that signs for a PBX with numbers of others, and takes its proof of them.</summary>
    public async Task<DemoHome> StartHomeAsync(CancellationToken cancellationToken)
    {
        var port = DemoAuthority.FreePort();
        var audience = $"https://127.0.0.1:{port}";
        var service = await DemoSigning.StartAsync(
            Path.Combine(_folder, "home"), ProviderA, _operatorKeyHash.ToString(), _tls, new(TrustOf(_folder, _authority))
            {
                ["Shaken:Roles"] = "as,delegation",
                ["Shaken:Tls:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Delegation:Presentations:Audiences"] = audience,
            }, cancellationToken);
        await UntilTrustedAsync(service, cancellationToken);
        return new DemoHome(service, audience);
    }

    /// <summary>Starts the STI-PAs of this country and of Canada, and an STI-VS that follows the first.</summary>
    public Task<DemoBorder> StartBorderAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "border")).FullName;
        return DemoBorder.StartAsync(this, folder, _tls, _operatorKeyHash.ToString(), cancellationToken);
    }

    /// <summary>Makes a tenant in a service, with a key for its SIP server.</summary>
    public Task<DemoTenant> OpenTenantAsync(Service service, string id, ProviderId provider, CancellationToken cancellationToken) =>
        DemoTenant.OpenAsync(service, Http, OperatorKey, id, provider, cancellationToken);

    /// <summary>Publishes a chain and gives the x5u.</summary>
    public Task<string> PublishAsync(IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken) => _authority.PublishAsync(chain, cancellationToken);

    /// <summary>Whom provider B's own STI-VS trusts: the root of the demo's own list.</summary>
    public TrustDomain NewDomain() => TrustDomain.Of([Authority.Root], Time);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Fetcher.Dispose();
        await Cps.DisposeAsync();
        await _authority.DisposeAsync();
    }

    private static async Task<Service> StartCpsAsync(
        string folder, DemoAuthority authority, DemoProvider provider, Dictionary<string, string?> keys, LoopbackTls tls,
        CancellationToken cancellationToken)
    {
        var listX5u = await authority.PublishAsync([authority.Keys.ListSigner], cancellationToken);
        var list = await authority.Keys.SignTrustListAsync(1, Time.GetUtcNow() + TimeSpan.FromDays(7), listX5u, cancellationToken);
        await File.WriteAllTextAsync(ListOf(folder), list, cancellationToken);
        await File.WriteAllTextAsync(RootOf(folder), authority.Keys.PolicyAdministratorRoot.Certificate.ToPem(), cancellationToken);
        var settings = TrustOf(folder, authority);
        foreach (var (name, value) in keys) settings[name] = value;
        settings["Shaken:Roles"] = "cps,vs";
        settings["Cps:ServedSpcs"] = provider.Id.ToString();
        settings["Cps:HostNames"] = "127.0.0.1";
        return await Service.StartAsync(Path.Combine(folder, "cps"), tls, settings, cancellationToken);
    }

    private static string ListOf(string folder) => Path.Combine(folder, "trusted-ca-list.jwt");

    private static string RootOf(string folder) => Path.Combine(folder, "sti-pa-root.pem");

    // Whom both providers' services trust.
    private static Dictionary<string, string?> TrustOf(string folder, DemoAuthority authority) => new()
    {
        ["TrustList:File"] = ListOf(folder),
        ["TrustList:PolicyAdministratorRoots"] = RootOf(folder),
        ["Revocation:Urls"] = authority.CrlUrl,
        ["Revocation:Policy"] = "Refuse",
        ["Fetching:ExemptOrigins"] = authority.Service.Origin,
    };

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    // The lists are read in the background.
    private async Task UntilTrustedAsync(Service service, CancellationToken cancellationToken)
    {
        if (!await IsReadyAsync(service, _authority, _tls, cancellationToken))
            throw new InvalidOperationException("The service has no trusted-CA list, or no CRL.");
    }

    // The lists are read in the background; a CPS without a trusted-CA list says so at /health.
    private static async Task<bool> IsReadyAsync(Service cps, DemoAuthority authority, LoopbackTls tls, CancellationToken cancellationToken)
    {
        using var http = tls.NewHttp();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cps.Url, "/health"));
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode && cps.Services.GetRequiredService<RevocationLists>().Find(authority.CrlUrl) is not null) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, cancellationToken);
        }

        return false;
    }
}

/// <summary>Provider A's service for PBXs that call from numbers of other providers.</summary>
/// <param name="Audience">Its origin, which customers sign.</param>
internal sealed record DemoHome(Service Service, string Audience) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
