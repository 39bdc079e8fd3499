using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.CallPlacement;
using Shaken.Core.Certificates;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Repository;
using Shaken.Core.TrustLists;
using Shaken.Local.Authorities;

namespace Shaken.Cli.Demo;

/// <summary>An authority, provider A with its STI-CR, provider B with its CPS, and a stranger with an authority nobody trusts.</summary>
internal sealed class DemoCountry : IAsyncDisposable
{
    public static readonly TelephoneNumber Caller = Inputs.Number("12155550121", "caller");
    public static readonly TelephoneNumber Called = Inputs.Number("12155550131", "called");

    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(30);

    private DemoCountry(
        LocalAuthority authority, LocalProvider providerA, LocalProvider providerB, Service repository, Service cps, LoopbackTls tls, GuardedFetcher fetcher, string readerKey)
    {
        Authority = authority;
        ProviderA = providerA;
        ProviderB = providerB;
        Repository = repository;
        Cps = cps;
        Tls = tls;
        Fetcher = fetcher;
        ReaderKey = readerKey;
        Http = tls.NewHttp();
        Client = new CpsClient(Http);
    }

    public static TimeProvider Time => Clock.System;

    public LocalAuthority Authority { get; }

    public LocalProvider ProviderA { get; }

    public LocalProvider ProviderB { get; }

    /// <summary>The STI-CR.</summary>
    public Service Repository { get; }

    /// <summary>Provider B's CPS.</summary>
    public Service Cps { get; }

    public LoopbackTls Tls { get; }

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
        narrator.Chapter("An authority, two providers, their services on loopback");
        var tls = LoopbackTls.Make(folder, Time);
        var country = CountryCode.TryParse("US", out var us) ? us : throw new InvalidOperationException("US is a country.");

        LocalAuthority? authority = null;
        LocalProvider? providerA = null;
        LocalProvider? providerB = null;
        await narrator.StepAsync("An STI-CA and an STI-PA are founded; providers US/1234 and US/5678 get STI certificates", async () =>
        {
            authority = await LocalAuthority.NewAsync(country, "Demo", Time, SystemRandom.Instance, cancellationToken);
            providerA = await authority.IssueAsync(Provider("US/1234"), "Provider A", CertificateLife, cancellationToken);
            providerB = await authority.IssueAsync(Provider("US/5678"), "Provider B", CertificateLife, cancellationToken);
            var findings = new[] { authority.Root.Certificate, authority.Issuing, providerA.Certificate, providerB.Certificate }
                .Sum(certificate => CertificateLinter.Lint(certificate, LintProfile.UnitedStates).Count);
            return (findings == 0, $"root, issuing CA and both leaves pass every rule of the profile; the leaf is \"{providerA.Certificate.Subject}\"");
        });

        Service? repository = null;
        var listX5u = "";
        await narrator.StepAsync("The STI-CR publishes their chains", async () =>
        {
            repository = await Service.StartAsync(Path.Combine(folder, "cr"), tls, new() { ["Shaken:Roles"] = "cr" }, cancellationToken);
            listX5u = await PublishAsync(repository, [authority!.ListSigner], cancellationToken);
            var x5u = await PublishAsync(repository, providerA!.Chain, cancellationToken);
            await PublishAsync(repository, providerB!.Chain, cancellationToken);
            return (true, $"x5u of provider A: {x5u}");
        });

        var (readerKey, readerKeyHash) = Core.CallPlacement.ReaderKey.New(providerB!.Id, SystemRandom.Instance);
        Service? cps = null;
        await narrator.StepAsync("The STI-PA signs a trusted-CA list; provider B's CPS verifies it and opens", async () =>
        {
            var list = await authority!.SignTrustListAsync(1, Time.GetUtcNow() + TimeSpan.FromDays(7), listX5u, cancellationToken);
            var (listPath, rootPath) = (Path.Combine(folder, "trusted-ca-list.jwt"), Path.Combine(folder, "sti-pa-root.pem"));
            await File.WriteAllTextAsync(listPath, list, cancellationToken);
            await File.WriteAllTextAsync(rootPath, authority.PolicyAdministratorRoot.Certificate.ToPem(), cancellationToken);
            cps = await Service.StartAsync(Path.Combine(folder, "cps"), tls, CpsSettings(providerB, repository!, listPath, rootPath, readerKeyHash), cancellationToken);
            return (await IsHealthyAsync(cps, tls, cancellationToken), $"{cps.Url}health answers OK: the list's signature leads to the pinned STI-PA root, and one root is on it");
        });

        var fetcher = new GuardedFetcher(
            new FetchingOptions { ExemptOrigins = [repository!.Origin], TlsRoots = [tls.Root] }, SystemResolver.Instance, Time, NullLogger<GuardedFetcher>.Instance);
        return new DemoCountry(authority!, providerA!, providerB, repository, cps!, tls, fetcher, readerKey);
    }

    /// <summary>Publishes a chain and gives the x5u.</summary>
    public Task<string> PublishAsync(IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken) => PublishAsync(Repository, chain, cancellationToken);

    /// <summary>Roots of the demo's own list, for provider B's own STI-VS.</summary>
    public ITrustAnchors Anchors() => new FixedAnchors(new TrustedRoots([Authority.Root]));

    public static ProviderId Provider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Fetcher.Dispose();
        await Cps.DisposeAsync();
        await Repository.DisposeAsync();
    }

    private static Dictionary<string, string?> CpsSettings(LocalProvider provider, Service repository, string listPath, string rootPath, string readerKeyHash) => new()
    {
        ["Shaken:Roles"] = "cps",
        ["Cps:ServedSpcs"] = provider.Id.ToString(),
        ["Cps:HostNames"] = "127.0.0.1",
        ["Cps:ReaderKeys"] = readerKeyHash,
        ["TrustList:File"] = listPath,
        ["TrustList:PolicyAdministratorRoots"] = rootPath,
        ["Fetching:ExemptOrigins"] = repository.Origin,
    };

    private static async Task<string> PublishAsync(Service repository, IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        var id = await repository.Services.GetRequiredService<CertificateRepository>().PublishAsync(chain, cancellationToken);
        return $"{repository.Origin}/certificates/{id}.pem";
    }

    // The list is read in the background; a CPS without one says so at /health.
    private static async Task<bool> IsHealthyAsync(Service cps, LoopbackTls tls, CancellationToken cancellationToken)
    {
        using var http = tls.NewHttp();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cps.Url, "/health"));
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, cancellationToken);
        }

        return false;
    }
}
