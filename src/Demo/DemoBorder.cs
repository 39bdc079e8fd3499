using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Trust;

namespace Shaken.Demo;

/// <summary>
/// Two countries: the demo's own, and Canada, each with an STI-PA; a provider of Canada; and an STI-VS of provider B, which reads the list
/// and the policy of its own STI-PA alone.
/// </summary>
internal sealed class DemoBorder : IAsyncDisposable
{
    private const string CanadianCaller = "14165550121";
    private const string GermanCaller = "4930123456";

    private readonly DemoAdministrator _own;
    private readonly DemoAdministrator _canada;
    private readonly LocalAuthority _canadianKeys;
    private readonly Service _verifier;
    private readonly DemoTenant _tenant;
    private long _revision;

    private DemoBorder(
        DemoAdministrator own, DemoAdministrator canada, LocalAuthority canadianKeys, DemoRegistry registry, Service verifier,
        DemoTenant tenant, DemoProvider provider, DemoProvider revoked, DemoProvider german)
    {
        (_own, _canada, _canadianKeys, Registry, _verifier, _tenant) = (own, canada, canadianKeys, registry, verifier, tenant);
        (Provider, Revoked, German) = (provider, revoked, german);
    }

    public DemoRegistry Registry { get; }

    /// <summary>A provider of Canada.</summary>
    public DemoProvider Provider { get; }

    /// <summary>Its certificate of before, which is on Canada's CRL.</summary>
    public DemoProvider Revoked { get; }

    /// <summary>A provider of Germany.</summary>
    public DemoProvider German { get; }

    public static async Task<DemoBorder> StartAsync(
        DemoCountry country, string folder, LoopbackTls tls, string operatorKeyHash, CancellationToken cancellationToken)
    {
        var (ownPort, port) = (DemoAdministrator.FreePort(), DemoAdministrator.FreePort());
        var code = CountryCode.TryParse("CA", out var canada) ? canada : throw new InvalidOperationException("CA is a country.");
        var keys = await LocalAuthority.NewAsync(
            code, "Canada", DemoAdministrator.CrlUrlOf(port), DemoCountry.Time, SystemRandom.Instance, cancellationToken);
        var registry = await DemoRegistry.StartAsync(Path.Combine(folder, "registry"), tls, cancellationToken);
        var provider = await IssueAsync(country, keys, "701J", cancellationToken);
        var revoked = await IssueAsync(country, keys, "701J", cancellationToken);
        var german = await IssueAsync(country, registry.Germany, "D001", cancellationToken);

        Task<string> SignerUrlAsync(LocalAuthority of) =>
            country.PublishAsync(of.Administrator.SignerOf(SignedDocumentKind.Crl).Chain, cancellationToken);
        var repository = country.RepositoryOrigin;
        var other = await DemoAdministrator.StartAsync(
            keys, port, await SignerUrlAsync(keys), repository, Path.Combine(folder, "canada"), tls, [], cancellationToken);
        await other.RevokeAsync(revoked.Certificate, cancellationToken);
        await other.RunAsync("PaPublishCrl", cancellationToken);

        // The credentials that ATIS-1000087 has the other STI-PA give.
        var account = Path.Combine(folder, "partner.key");
        await File.WriteAllTextAsync(account, await other.NewUserAsync("us.pa", "partner", "US", cancellationToken), cancellationToken);
        var own = await DemoAdministrator.StartAsync(
            country.Authority, ownPort, await SignerUrlAsync(country.Authority),
            $"{repository},{DemoAdministrator.OriginOf(port)},{registry.Origins}", Path.Combine(folder, "own"), tls,
            new()
            {
                ["Pa:Partners:0:Id"] = "canada",
                ["Pa:Partners:0:ApiKeyFile"] = account,

                // A deployment gives its verifiers two hours to read the policy first; here they read it at once.
                ["Pa:Registry:NoticeMinutes"] = "0",
            },
            cancellationToken);
        await own.RunAsync("PaPublishCountryPolicy", cancellationToken);
        var verifier = await StartVerifierAsync(country, own, repository, folder, tls, operatorKeyHash, cancellationToken);
        var tenant = await country.OpenTenantAsync(verifier, "provider-b", country.ProviderB.Id, cancellationToken);
        var border = new DemoBorder(own, other, keys, registry, verifier, tenant, provider, revoked, german);
        await border.FollowAsync(cancellationToken);
        return border;
    }

    /// <summary>Our STI-PA reads Canada's list as its partner, copies its CRL, and puts its root on our own list.</summary>
    public async Task<JsonElement> ExchangeAsync(CancellationToken cancellationToken)
    {
        var partner = new
        {
            id = "canada",
            name = "Canada's STI-PA",
            countries = (string[])["CA"],
            listUrl = $"{_canada.Service.Origin}/partner/v1/ca-list",
            roots = (string[])[_canadianKeys.PolicyAdministratorRoot.Certificate.ToPem()],
            reason = "agreed",
        };
        await _own.OperateAsync(HttpMethod.Post, "partners", partner, cancellationToken);
        await _own.RunAsync("PaRefreshPartners", cancellationToken);
        await _own.RunAsync("PaRefreshPartnerCrls", cancellationToken);
        var accepted = new { roots = (string[])[_canadianKeys.Root.Certificate.Fingerprint], revision = 0, reason = "agreed" };
        await _own.OperateAsync(HttpMethod.Put, "partners/canada/roots", accepted, cancellationToken);
        await PublishAsync(cancellationToken);
        return await _own.OperateAsync(HttpMethod.Get, "partners/canada", body: null, cancellationToken);
    }

    /// <summary>Our governance sets how far Canada is trusted.</summary>
    public async Task SetTermsAsync(string ceiling, bool excluded, CancellationToken cancellationToken)
    {
        var terms = new { mechanism = "merge", ceiling, excluded };
        await _own.OperateAsync(
            HttpMethod.Put, "country-policy/CA", new { terms, revision = _revision++, reason = "decided" }, cancellationToken);
        await PublishAsync(cancellationToken);
    }

    /// <summary>Our STI-PA follows the registry.</summary>
    public async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        var registry = new
        {
            name = "Demo registry",
            listUrl = Registry.ListUrl,
            roots = (string[])[Registry.Root.ToPem()],
            revision = 0,
            reason = "approved by the STI-GA",
        };
        await _own.OperateAsync(HttpMethod.Put, "registry-subscription", registry, cancellationToken);
        await _own.RunAsync("PaFollowRegistry", cancellationToken);
        await PublishAsync(cancellationToken);
    }

    /// <summary>Our governance trusts Germany as the registry names it.</summary>
    public async Task TrustByRegistryAsync(string ceiling, CancellationToken cancellationToken)
    {
        var terms = new { mechanism = "registry", ceiling };
        await _own.OperateAsync(HttpMethod.Put, "country-policy/DE", new { terms, revision = 0, reason = "decided" }, cancellationToken);
        await _own.RunAsync("PaPublishCountryPolicy", cancellationToken);
        await _own.RunAsync("PaRefreshPartners", cancellationToken);
        await PublishAsync(cancellationToken);
    }

    /// <summary>A call from another country, verified by provider B's STI-VS.</summary>
    public async Task<JsonElement> CallAsync(DemoProvider by, CancellationToken cancellationToken)
    {
        var (called, now) = (DemoCountry.Called, DemoCountry.Time.GetUtcNow());
        var from = by.Id.Country == German.Id.Country ? GermanCaller : CanadianCaller;
        var caller = TelephoneNumber.TryParse(from, out var number) ? number : throw new InvalidOperationException("A number.");
        var claims = PassportClaims.ForCall(caller, called, now, Attestation.A, SystemRandom.Instance.NewUuid());
        var identity = await new PassportSigner(by.Key, by.X5u).SignIdentityAsync(claims, cancellationToken);
        return await _tenant.VerifyAsync(
            new
            {
                from = new { tn = (string[])[from] },
                to = new { tn = (string[])[called.Value] },
                time = now.ToUnixTimeSeconds(),
                identity,
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _verifier.DisposeAsync();
        await _own.DisposeAsync();
        await _canada.DisposeAsync();
        await Registry.DisposeAsync();
    }

    private static async Task<DemoProvider> IssueAsync(
        DemoCountry country, LocalAuthority keys, string code, CancellationToken cancellationToken)
    {
        var spc = ServiceProviderCode.TryParse(code, out var parsed) ? parsed : throw new InvalidOperationException($"{code} is a code.");
        var id = new ProviderId(keys.Root.Country, spc);
        var issued = await keys.IssueAsync(id, "Example Telephone", TimeSpan.FromDays(1), cancellationToken);
        return new DemoProvider(issued.Id, issued.Key, issued.Chain, await country.PublishAsync(issued.Chain, cancellationToken));
    }

    private static async Task<Service> StartVerifierAsync(
        DemoCountry country, DemoAdministrator own, string repository, string folder, LoopbackTls tls, string operatorKeyHash,
        CancellationToken cancellationToken)
    {
        var (key, root) = (Path.Combine(folder, "reader.key"), Path.Combine(folder, "own-root.pem"));
        var secret = await own.NewUserAsync("reader", "account-user", "provider-b", cancellationToken);
        await File.WriteAllTextAsync(key, secret, cancellationToken);
        await File.WriteAllTextAsync(root, country.Authority.PolicyAdministratorRoot.Certificate.ToPem(), cancellationToken);
        return await Service.StartAsync(Path.Combine(folder, "vs"), tls, new()
        {
            ["Shaken:Roles"] = "vs",
            ["Operator:Keys"] = $"demo:{operatorKeyHash}",
            ["TrustList:Url"] = $"{own.Service.Origin}/api/v1/ca-list",
            ["TrustList:ApiKeyFile"] = key,
            ["TrustList:PolicyAdministratorRoots"] = root,
            ["Countries:PolicyUrl"] = $"{own.Service.Origin}/api/v1/country-policy",
            ["Fetching:ExemptOrigins"] = $"{repository},{own.Service.Origin}",
        }, cancellationToken);
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        await _own.RunAsync("PaPublishList", cancellationToken);
        await _own.RunAsync("PaPublishCountryPolicy", cancellationToken);
        await FollowAsync(cancellationToken);
    }

    // What the STI-VS does by itself within the hour.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _verifier.Services.GetRequiredService<TrustListRefresh>().RefreshAsync(cancellationToken);
        foreach (var document in _verifier.Services.GetRequiredService<FollowedLists>().All)
            await document.TryRefreshAsync(cancellationToken);
        await _verifier.Services.GetRequiredService<RevocationLists>().RefreshAsync(cancellationToken);
    }
}
