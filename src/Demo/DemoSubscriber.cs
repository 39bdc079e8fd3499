using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tokens;
using Shaken.Core.Trust;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo;

/// <summary>A provider's account at the STI-CA: registers, orders with a token of the STI-PA, revokes, all by ACME over TLS.</summary>
internal sealed class DemoSubscriber
{
    private readonly DemoAuthority _authority;
    private readonly SpcTokenIssuer _tokens;
    private readonly AcmeSession _session;

    private DemoSubscriber(ProviderId provider, DemoAuthority authority, SpcTokenIssuer tokens, AcmeSession session) =>
        (Id, _authority, _tokens, _session) = (provider, authority, tokens, session);

    public ProviderId Id { get; }

    public string AccountUrl => _session.AccountUrl;

    /// <summary>Opens an account with the key that the CA's operator gave the provider.</summary>
    /// <param name="tokens">The STI-PA's signer of SPC tokens.</param>
    public static async Task<DemoSubscriber> RegisterAsync(
        ProviderId provider, string organization, DemoAuthority authority, SpcTokenIssuer tokens, HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        var externalKey = await authority.NewExternalKeyAsync(organization, cancellationToken);
        var connection = Got(await AcmeConnection.OpenAsync(http, authority.AcmeDirectory, HostDependencies.Real.Time, cancellationToken));
        var registration = new AcmeRegistration(["mailto:sti@provider.example"], AgreesToTerms: true, externalKey);
        return new DemoSubscriber(provider, authority, tokens, Got(await AcmeSession.RegisterAsync(connection, SoftwareKey.New(), registration, cancellationToken)));
    }

    /// <summary>Orders a certificate for a fresh key.</summary>
    public async Task<DemoProvider> OrderAsync(CancellationToken cancellationToken)
    {
        var key = SoftwareKey.New();
        var authority = TnAuthList.Of(new SpcEntry(Id.Code));
        var patience = OrderPatience.Default with { Least = TimeSpan.FromMilliseconds(20) };
        var order = new CertificateOrder(_session, new IssuedTokens(_tokens), FingerprintForm.Jwk, patience, HostDependencies.Real.Time);
        var url = Got(await order.PlaceAsync(authority, cancellationToken));
        var wish = new CertificateWish(authority, key, roots: new TrustedRoots([_authority.Keys.Root]));
        var ordered = Got(await order.CompleteAsync(url, wish, cancellationToken));
        return new DemoProvider(Id, key, ordered.Chain, ordered.X5u ?? throw new InvalidOperationException("The CA names the x5u of what it issued."));
    }

    public async Task RevokeAsync(DemoProvider provider, CancellationToken cancellationToken) =>
        Got(await _session.RevokeAsync(provider.Certificate, RevocationReason.KeyCompromise, cancellationToken));

    private static T Got<T>(Outcome<T, AcmeFailure> outcome)
        where T : notnull => outcome.TryGet(out var value, out var failure) ? value : throw RefusedException.Of($"ACME: {failure.Detail}");

    // The STI-PA signs for every provider of the demo.
    private sealed class IssuedTokens(SpcTokenIssuer issuer) : IAuthorityTokens
    {
        public async Task<Outcome<string, AcmeFailure>> GetAsync(TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken) =>
            await issuer.IssueAsync(authority, fingerprint, ca, TimeSpan.FromMinutes(10), cancellationToken);
    }
}
