using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Trust;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>The CA, as the renewal speaks to it.</summary>
public interface ICertificateOrders
{
    /// <summary>Opens the account at the CA: every order comes after.</summary>
    Task<Outcome<CertificateOrder, AcmeFailure>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>When the CA would have a certificate renewed; null: it does not say, or cannot be asked just now.</summary>
    Task<RenewalAdvice?> FindAdviceAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        Task.FromResult<RenewalAdvice?>(null);
}

/// <summary>The steps from nothing to a certificate that stands at its x5u. Each does nothing where it was done before.</summary>
internal sealed class RenewalSteps(
    RenewalOptions options, IKeyRing ring, ICertificateOrders orders, TrustDomain? domain, PublishedChains? repository, IUrlFetcher fetcher)
{
    /// <summary>Places the order.</summary>
    /// <param name="replaced">The certificate that the new one replaces; null: there is none.</param>
    public async Task<Outcome<CertificateUnderWay, AcmeFailure>> PlaceAsync(
        CertificateUnderWay next, CertificateInForce? replaced, CertificateOrder order, CancellationToken cancellationToken)
    {
        var terms = new OrderTerms(Profile: options.Profile, Replaces: replaced?.ReadChain()[0]);
        return (await order.PlaceAsync(options.Authority, terms, cancellationToken)).TryGet(out var url, out var failure)
            ? next with { OrderUrl = url }
            : failure;
    }

    public Task<RenewalAdvice?> FindAdviceAsync(CertificateInForce current, CancellationToken cancellationToken) =>
        orders.FindAdviceAsync(current.ReadChain()[0], cancellationToken);

    /// <summary>Takes the order to its certificate.</summary>
    public async Task<Outcome<CertificateUnderWay, AcmeFailure>> CompleteAsync(
        CertificateUnderWay next, CertificateOrder order, CancellationToken cancellationToken)
    {
        var key = await ring.GetOrMakeAsync(next.KeyName, cancellationToken);
        var wish = new CertificateWish(options.Authority, key, options.Subject, options.IsCa, domain?.Roots);
        if (!(await order.CompleteAsync(next.OrderUrl!, wish, cancellationToken)).TryGet(out var ordered, out var failure)) return failure;
        return next with
        {
            Chain = [.. ordered.Chain.Select(certificate => Convert.ToBase64String(certificate.Der.Span))],
            X5u = ordered.X5u,
        };
    }

    public Task<Outcome<CertificateOrder, AcmeFailure>> OpenAsync(CancellationToken cancellationToken) =>
        orders.OpenAsync(cancellationToken);

    /// <summary>Sees to it that the certificate stands where verifiers look for it.</summary>
    /// <returns>The URL.</returns>
    public async Task<Outcome<string, AcmeFailure>> PublishAsync(CertificateUnderWay next, CancellationToken cancellationToken)
    {
        var chain = CertificateInForce.Read(next.Chain!);
        if (await UrlOfAsync(next, chain, cancellationToken) is not { } url)
            return new AcmeFailure(
                AcmeFailureKind.NotPublished,
                "the CA does not say where it publishes the certificate, and no STI-CR of ours is configured");
        if (!options.MustBePublished) return url;
        if (!(await fetcher.FetchAsync(url, FetchProfile.Certificate, cancellationToken)).TryGet(out var document, out var refusal))
            return new AcmeFailure(AcmeFailureKind.NotPublished, $"the certificate cannot be fetched from its x5u: {refusal.Detail}");
        return CertificateBundle.TryRead(document.Octets, out var served, out _) && served[0].Fingerprint == chain[0].Fingerprint
            ? url
            : new AcmeFailure(AcmeFailureKind.NotPublished, "another certificate stands at the x5u");
    }

    private async Task<string?> UrlOfAsync(
        CertificateUnderWay next, IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        if (next.X5u is { } published) return published;
        if (options.Repository is { } own && repository is not null)
            return $"{own.AbsoluteUri.TrimEnd('/')}/certificates/{await repository.PublishAsync(chain, cancellationToken)}.pem";
        return options.X5u ?? (options.MustBePublished ? null : "");
    }
}
