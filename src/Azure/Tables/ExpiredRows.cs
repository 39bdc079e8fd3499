using Azure;
using Shaken.Azure.Rest;

namespace Shaken.Azure.Tables;

/// <summary>
/// Finds the rows of a table that have expired and deletes each as the version that was found, so that one replaced meanwhile stays: rows of one partition in
/// one transaction, partitions side by side.
/// </summary>
internal sealed class ExpiredRows(int lanes)
{
    private static readonly IReadOnlyList<string> Keys = ["PartitionKey", "RowKey"];

    public async ValueTask<int> RemoveAsync(TableClient table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        var removed = 0;
        TableContinuation? next = null;
        do
        {
            TableEntityPage page;
            try
            {
                page = await table.QueryAsync(TableFilter.NotAfter(RecordEntity.ExpiresAt, now), Keys, Core.Storage.StorageLimits.Page, next, cancellationToken);
            }
            catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
            {
                return removed;
            }

            // What others removed first is not counted, so the search goes on until it has found enough or is through.
            var found = page.Entities;
            for (var taken = 0; taken < found.Count && removed < maxRecords;)
            {
                var part = found.Skip(taken).Take(maxRecords - removed).ToList();
                removed += await DeleteAsync(table, part, cancellationToken);
                taken += part.Count;
            }

            next = page.Continuation;
        }
        while (next is not null && removed < maxRecords);
        return removed;
    }

    private async ValueTask<int> DeleteAsync(TableClient table, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        var removed = 0;
        var batches = rows.GroupBy(row => row.PartitionKey, StringComparer.Ordinal).SelectMany(partition => partition.Chunk(TableLimits.TransactionOperations));
        await Parallel.ForEachAsync(
            batches, new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = cancellationToken },
            async (batch, token) => Interlocked.Add(ref removed, await DeleteBatchAsync(table, batch, token)));
        return removed;
    }

    private static async ValueTask<int> DeleteBatchAsync(TableClient table, TableEntity[] batch, CancellationToken cancellationToken)
    {
        if (batch.Length > 1 && await TryAsync(async () => await table.SubmitTransactionAsync([.. batch.Select(row => new TableOperation.Delete(row.PartitionKey, row.RowKey, row.ETag))], cancellationToken)))
            return batch.Length;

        // One of them changed or went: the others each for itself.
        var removed = 0;
        foreach (var row in batch)
            if (await TryAsync(async () => await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken))) removed++;
        return removed;
    }

    private static async ValueTask<bool> TryAsync(Func<Task> delete)
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
