using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Web.Shared.Crls;

/// <summary>Publishes a CRL when it is due, and sends reports that wait. Idempotent, and safe on many instances at once.</summary>
internal static class CrlTimers
{
    public static Task PublishAdministratorsAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        PublishAsync(services, services.GetRequiredService<CrlPublishers>().Administrator, cancellationToken);

    public static Task PublishOwnAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        PublishAsync(services, services.GetRequiredService<CrlPublishers>().Own, cancellationToken);

    public static async Task SendReportsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<IRevocationReports>() is not { } reports || services.GetService<RevocationOutbox>() is not { } outbox) return;
        await outbox.SendAsync(reports, cancellationToken);
    }

    // Not due, or in the making on another instance: then there is nothing to do.
    private static async Task PublishAsync(IServiceProvider services, ConfiguredCrl? crl, CancellationToken cancellationToken)
    {
        if (crl is not null) await crl.PublishAsync(isForced: false, services.GetRequiredService<RevocationLists>(), cancellationToken);
    }
}
