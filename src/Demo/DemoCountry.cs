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
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo;

/// <summary>The authorities of a country, providers A and B with their certificates, B's CPS, and a stranger with an authority nobody trusts.</summary>
internal sealed class DemoCountry : IAsyncDisposable
{
    public static readonly TelephoneNumber Caller = Number("12155550121");
    public static readonly TelephoneNumber Called = Number("12155550131");

    private readonly DemoAuthority _authority;

    private DemoCountry(DemoAuthority authority, DemoProviders providers, Service cps, LoopbackTls tls, GuardedFetcher fetcher, string readerKey)
    {
        _authority = authority;
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

    /// <summary>Where the open dialect posts to for provider B.</summary>
    public Uri OpenUrl => new(Cps.Url, $"/cps/company/{ProviderB.Id.Code}");

    public static async Task<DemoCountry> StartAsync(string folder, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("The authorities of a country, two providers, their services on loopback");
        var tls = LoopbackTls.Make(folder, Time);
        DemoAuthority? authority = null;
        await narrator.StepAsync("An STI-PA and an STI-CA are founded, and open with an STI-CR", async () =>
        {
            authority = await DemoAuthority.StartAsync(Path.Combine(folder, "authority"), tls, cancellationToken);
            var findings = new[] { authority.Keys.Root.Certificate, authority.Keys.Issuing }.Sum(certificate => CertificateLinter.Lint(certificate, LintProfile.UnitedStates).Count);
            return (findings == 0, $"root and issuing CA pass every rule of the profile; ACME at {authority.AcmeDirectory}");
        });

        var providers = await DemoProviders.EnrolAsync(authority!, tls, narrator, cancellationToken);
        var (readerKey, readerKeyHash) = ApiKey<ProviderId>.New(providers.B.Id, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        Service? cps = null;
        await narrator.StepAsync("The STI-PA signs a trusted-CA list; provider B's CPS verifies it, takes the CRL and opens", async () =>
        {
            cps = await StartCpsAsync(folder, authority!, providers.B, readerKeyHash.ToString(), tls, cancellationToken);
            return (await IsReadyAsync(cps, authority!, tls, cancellationToken), $"{cps.Url}health answers OK: the list's signature leads to the pinned STI-PA root, and one root is on it");
        });

        var fetcher = new GuardedFetcher(
            new FetchingOptions { ExemptOrigins = [authority!.Service.Origin], TlsRoots = [tls.Root] }, SystemResolver.Instance, Time, NullLogger<GuardedFetcher>.Instance);
        return new DemoCountry(authority, providers, cps!, tls, fetcher, readerKey);
    }

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
        string folder, DemoAuthority authority, DemoProvider provider, string readerKeyHash, LoopbackTls tls, CancellationToken cancellationToken)
    {
        var listX5u = await authority.PublishAsync([authority.Keys.ListSigner], cancellationToken);
        var list = await authority.Keys.SignTrustListAsync(1, Time.GetUtcNow() + TimeSpan.FromDays(7), listX5u, cancellationToken);
        var (listPath, rootPath) = (Path.Combine(folder, "trusted-ca-list.jwt"), Path.Combine(folder, "sti-pa-root.pem"));
        await File.WriteAllTextAsync(listPath, list, cancellationToken);
        await File.WriteAllTextAsync(rootPath, authority.Keys.PolicyAdministratorRoot.Certificate.ToPem(), cancellationToken);
        return await Service.StartAsync(Path.Combine(folder, "cps"), tls, new()
        {
            ["Shaken:Roles"] = "cps",
            ["Cps:ServedSpcs"] = provider.Id.ToString(),
            ["Cps:HostNames"] = "127.0.0.1",
            ["Cps:ReaderKeys"] = readerKeyHash,
            ["TrustList:File"] = listPath,
            ["TrustList:PolicyAdministratorRoots"] = rootPath,
            ["Revocation:Urls"] = authority.CrlUrl,
            ["Revocation:Policy"] = "Refuse",
            ["Fetching:ExemptOrigins"] = authority.Service.Origin,
        }, cancellationToken);
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

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
