using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Timers;

/// <summary>Removes what has expired: PASSporTs and tombstones, used jti. Idempotent, and safe on many instances at once.</summary>
internal static class PurgeTimers
{
    // Large, for Azure Tables look through a table from its start for each batch; not larger, for the disk store does nothing else meanwhile.
    private const int Batch = 10_000;

    public static Task PurgeMailboxAsync(IServiceProvider services, CancellationToken cancellationToken) => PurgeAsync(services, PassportMailbox.Table, cancellationToken);

    public static Task PurgeUsedTokensAsync(IServiceProvider services, CancellationToken cancellationToken) => PurgeAsync(services, BearerVerifier.Table, cancellationToken);

    public static Task PurgeRevocationsAsync(IServiceProvider services, CancellationToken cancellationToken) => PurgeAsync(services, RevocationRegister.Table, cancellationToken);

    public static async Task PurgeAsync(IServiceProvider services, string table, CancellationToken cancellationToken)
    {
        var records = services.GetRequiredService<IRecords>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        while (await records.RemoveExpiredAsync(table, now, Batch, cancellationToken) == Batch)
        {
            // A full batch: there may be more.
        }
    }
}
