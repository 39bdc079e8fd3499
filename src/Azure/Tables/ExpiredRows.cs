using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Shaken.Azure.Clients;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tables;

/// <summary>
/// Finds the rows of a table that have expired and deletes each as the version that was found, so that one replaced meanwhile stays:
/// rows of one partition in one transaction, partitions side by side.
/// </summary>
internal sealed class ExpiredRows(int lanes)
{
    private static readonly IReadOnlyList<string> Keys = ["PartitionKey", "RowKey"];

    public async ValueTask<int> RemoveAsync(TableClient table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        var removed = 0;
        var expired = TableClient.CreateQueryFilter(
            FormattableStringFactory.Create(RecordEntity.ExpiresAt + " le {0}", now.ToUniversalTime()));
        try
        {
            await foreach (var page in table.QueryAsync<TableEntity>(expired, StorageLimits.Page, Keys, cancellationToken).AsPages())
            {
                // What others removed first is not counted, so the search goes on until it has found enough or is through.
                for (var taken = 0; taken < page.Values.Count && removed < maxRecords;)
                {
                    var part = page.Values.Skip(taken).Take(maxRecords - removed).ToList();
                    removed += await DeleteAsync(table, part, cancellationToken);
                    taken += part.Count;
                }

                if (removed >= maxRecords) break;
            }
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
        {
            // A table that is missing holds nothing.
        }

        return removed;
    }

    private async ValueTask<int> DeleteAsync(TableClient table, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        var removed = 0;
        var partitions = rows.GroupBy(row => row.PartitionKey, StringComparer.Ordinal);
        var batches = partitions.SelectMany(partition => partition.Chunk(TableWrites.TransactionActions));
        await Parallel.ForEachAsync(
            batches, new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = cancellationToken },
            async (batch, token) => Interlocked.Add(ref removed, await DeleteBatchAsync(table, batch, token)));
        return removed;
    }

    private static async ValueTask<int> DeleteBatchAsync(TableClient table, TableEntity[] batch, CancellationToken cancellationToken)
    {
        var actions = batch.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)).ToList();
        if (batch.Length > 1 && await TryAsync(() => table.SubmitAsync(actions, cancellationToken))) return batch.Length;

        // One of them changed or went: the others each for itself.
        var removed = 0;
        foreach (var row in batch)
            if (await TryAsync(() => table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken))) removed++;
        return removed;
    }

    private static async ValueTask<bool> TryAsync(Func<ValueTask> delete)
    {
        try
        {
            await delete();
            return true;
        }
        catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
        {
            // A try before may have done it: then this purge did, or another at the same time.
            return refusal.WasRetried() && refusal.IsAbsent();
        }
    }
}
