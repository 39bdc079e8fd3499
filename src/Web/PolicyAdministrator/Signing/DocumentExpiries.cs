using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.PolicyAdministrator.Signing;

/// <summary>When documents that this deployment signs expire, and their signers.</summary>
internal static class DocumentExpiries
{
    public static async ValueTask<Expiry> OfAsync(
        ExpiryKind kind, string name, JwtPublisher publisher, TrustListSchedule schedule, CancellationToken cancellationToken) =>
        await publisher.FindCurrentAsync(cancellationToken) is { } current
            ? Expiry.OfDocument(kind, name, current.Sequence, current.ExpiresAt, current.ExpiresAt - schedule.RenewBefore)
            : Expiry.Missing(kind, name);

    public static async ValueTask<Expiry> OfAsync(
        ExpiryKind kind, string name, TrustListPublisher publisher, TrustListSchedule schedule, CancellationToken cancellationToken) =>
        await publisher.FindCurrentAsync(cancellationToken) is { } current
            ? Expiry.OfDocument(kind, name, current.Sequence, current.ExpiresAt, current.ExpiresAt - schedule.RenewBefore)
            : Expiry.Missing(kind, name);

    public static IEnumerable<Expiry> Of(DocumentSigner? signer, SignedDocumentKind kind) => signer is null
        ? []
        : [Expiry.OfCertificate(ExpiryKind.Signer, $"signer of the {kind.Title()}", signer.Certificate)];
}
