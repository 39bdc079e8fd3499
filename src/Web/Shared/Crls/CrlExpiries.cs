using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.Shared.Crls;

/// <summary>The CRLs that this deployment publishes, and the certificates that sign them.</summary>
internal sealed class CrlExpiries(CrlPublishers publishers, PublishedCrlSettings settings) : IExpirySource
{
    public async ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<Expiry>();
        await AddAsync(found, "CRL of all CAs", publishers.Administrator?.Publisher, settings.Administrator, cancellationToken);
        await AddAsync(found, "CRL of our own CA", publishers.Own?.Publisher, settings.Own, cancellationToken);
        return new ExpiryList(found);
    }

    private static async ValueTask AddAsync(
        List<Expiry> found, string name, CrlPublisher? publisher, CrlSettings? settings, CancellationToken cancellationToken)
    {
        if (publisher is null || settings is null) return;
        found.Add(await publisher.FindCurrentAsync(cancellationToken) is { } list
            ? Expiry.OfDocument(ExpiryKind.Crl, name, list.Number, list.NextUpdate, list.NextPublication)
            : Expiry.Missing(ExpiryKind.Crl, name));
        found.Add(Expiry.OfCertificate(ExpiryKind.Signer, $"signer of the {name}", settings.Signer.Certificate));
    }
}
