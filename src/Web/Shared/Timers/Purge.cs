using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Timers;

/// <summary>Removes what has expired from a table. Idempotent, and safe on many instances at once.</summary>
internal static class Purge
{
    // Large, for Azure Tables look through a table from its start for each batch; not larger, for the disk store does nothing else meanwhile.
    private const int Batch = 10_000;

    public static async Task RunAsync(IServiceProvider services, string table, CancellationToken cancellationToken)
    {
        var records = services.GetRequiredService<IRecords>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        while (await records.RemoveExpiredAsync(table, now, Batch, cancellationToken) == Batch)
        {
            // A full batch: there may be more.
        }
    }
}
