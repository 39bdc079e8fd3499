using Azure;
using Azure.Data.Tables;
using Shaken.Azure.Clients;
using Shaken.Azure.Versions;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using ETag = Shaken.Core.Storage.ETag;

namespace Shaken.Azure.Tables;

/// <summary>
/// Records as rows of Azure tables: partition and row keys as they are, one conditional request for each change. Keys need no encoding:
/// their alphabet lies within Azure's, and its order is ordinal.
/// </summary>
public sealed class AzureRecords : IRecords
{
    private const int CreationTries = 3;
    private const int Lanes = 16;

    private readonly TableServiceClient _service;
    private readonly TableNaming _naming;
    private readonly IRandom _random;
    private readonly ExpiredRows _expired;

    internal AzureRecords(TableServiceClient service, TableNaming naming, IRandom random)
    {
        (_service, _naming, _random) = (service, naming, random);
        _expired = new ExpiredRows(Lanes);
    }

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
    {
        StorageLimits.Check(key);
        return Outage.GuardAsync("Reading a record", () => FindRecordAsync(key, cancellationToken), cancellationToken);
    }

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        StorageLimits.Check(record);
        return Outage.GuardAsync("Inserting a record", () => InsertAsync(record, cancellationToken), cancellationToken);
    }

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        StorageLimits.Check(records);
        return Outage.GuardAsync("Inserting records", () => InsertAllAsync(records, cancellationToken), cancellationToken);
    }

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(record);
        if (!WrittenVersion.TryRead(expected, out var version)) return new((ETag?)null);
        return Outage.GuardAsync("Replacing a record", () => ReplaceAsync(record, version, cancellationToken), cancellationToken);
    }

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(key);
        if (!WrittenVersion.TryRead(expected, out var version)) return new(false);
        return Outage.GuardAsync("Deleting a record", () => DeleteAsync(key, version, cancellationToken), cancellationToken);
    }

    public ValueTask<RecordPage> ListAsync(
        string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        StorageLimits.CheckKey(partition);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, StorageLimits.Page);
        var filter = continuation is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {continuation}");
        return Outage.GuardAsync("Listing records", () => ListAsync(table, filter, maxRecords, cancellationToken), cancellationToken);
    }

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        var client = _service.GetTableClient(_naming.ToAzure(table));
        return Outage.GuardAsync(
            "Removing expired records", () => _expired.RemoveAsync(client, now, maxRecords, cancellationToken), cancellationToken);
    }

    /// <summary>The row, or null where it or its table is not there.</summary>
    private static async ValueTask<TableEntity?> FindEntityAsync(TableClient table, RecordKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await table.GetEntityAsync<TableEntity>(key.Partition, key.Row, select: null, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.IsAbsent())
        {
            return null;
        }
    }

    private async ValueTask<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken) =>
        await FindEntityAsync(TableOf(key), key, cancellationToken) is { } entity ? RecordEntity.Read(key.Table, entity) : null;

    private async ValueTask<ETag?> InsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        var table = TableOf(record.Key);
        var marks = WriteMarks.New(_random, replaced: null);
        var entity = RecordEntity.Of(record, marks);
        try
        {
            var tag = await WhereTableIsAsync(table, () => table.InsertAsync(entity, cancellationToken), cancellationToken);
            return new WrittenVersion(marks.Id, tag.ToString()).ToETag();
        }
        catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
        {
            return await JudgeAsync(table, record.Key, marks, refusal, cancellationToken);
        }
    }

    private async ValueTask<IReadOnlyList<RecordKey>> InsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 1) return await InsertAsync(records[0], cancellationToken) is null ? [records[0].Key] : [];
        var table = TableOf(records[0].Key);
        var marks = WriteMarks.New(_random, replaced: null);
        var rows = records.Select(record => RecordEntity.Of(record, marks));
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)).ToList();
        for (var round = 0; round < CreationTries; round++)
        {
            try
            {
                return await WhereTableIsAsync(
                    table,
                    async () =>
                    {
                        await table.SubmitAsync(actions, cancellationToken);
                        return (IReadOnlyList<RecordKey>)[];
                    },
                    cancellationToken);
            }
            catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
            {
                var found = await FindAllAsync(table, records, cancellationToken);

                // All are there or none: one that is ours says that they all were inserted, by a try whose answer was lost.
                var others = found.Select(RecordEntity.ReadMarks);
                if (others.Any(other => other.Id == marks.Id || other.Replaced == marks.Id)) return [];
                if (found.Count > 0) return [.. found.Select(row => new RecordKey(records[0].Key.Table, row.PartitionKey, row.RowKey))];
            }
        }

        throw new StorageException("Inserting records failed: others came and went each time.");
    }

    private async ValueTask<ETag?> ReplaceAsync(NewRecord record, WrittenVersion expected, CancellationToken cancellationToken)
    {
        var table = TableOf(record.Key);
        var marks = WriteMarks.New(_random, expected.WriteId);
        try
        {
            var tag = await table.ReplaceAsync(RecordEntity.Of(record, marks), new(expected.ServiceTag!), cancellationToken);
            return new WrittenVersion(marks.Id, tag.ToString()).ToETag();
        }
        catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
        {
            return await JudgeAsync(table, record.Key, marks, refusal, cancellationToken);
        }
    }

    private async ValueTask<bool> DeleteAsync(RecordKey key, WrittenVersion expected, CancellationToken cancellationToken)
    {
        try
        {
            await TableOf(key).DeleteAsync(key.Partition, key.Row, new(expected.ServiceTag!), cancellationToken);
            return true;
        }
        catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
        {
            // What is gone cannot say who deleted it, nor what lies there now whether it came after our own deletion.
            return refusal.WasRetried()
                ? throw new StorageException("Deleting a record: its version is gone, and an answer was lost.", refusal)
                : false;
        }
    }

    private async ValueTask<RecordPage> ListAsync(string table, string filter, int maxRecords, CancellationToken cancellationToken)
    {
        var client = _service.GetTableClient(_naming.ToAzure(table));
        try
        {
            // A page may be empty before the end.
            await foreach (var page in client.QueryAsync<TableEntity>(filter, maxRecords, select: null, cancellationToken).AsPages())
            {
                if (page.Values.Count == 0) continue;

                // The last row, not the service's mark: a page goes on where it ended, whatever comes and goes meanwhile.
                var next = page.ContinuationToken is null ? null : page.Values[^1].RowKey;
                return new RecordPage([.. page.Values.Select(row => RecordEntity.Read(table, row))], next);
            }
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
        {
            // A table that is missing holds nothing.
        }

        return new RecordPage([], null);
    }

    private static async ValueTask<ETag?> JudgeAsync(
        TableClient table, RecordKey key, WriteMarks write, RequestFailedException refusal, CancellationToken cancellationToken)
    {
        var found = await FindEntityAsync(table, key, cancellationToken);
        return WriteFates.Judge(write, found is null ? null : RecordEntity.ReadMarks(found), refusal.WasRetried()) switch
        {
            WriteFate.Won => RecordEntity.Version(found!).ToETag(),
            WriteFate.WonAndReplaced => new WrittenVersion(write.Id, ServiceTag: null).ToETag(),
            WriteFate.Lost => null,
            WriteFate.Unknown =>
                throw new StorageException("Writing a record: an answer was lost, and others have written since.", refusal),
        };
    }

    private static async ValueTask<IReadOnlyList<TableEntity>> FindAllAsync(
        TableClient table, IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        var found = new TableEntity?[records.Count];
        await Parallel.ForAsync(
            0, records.Count, new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (index, token) => found[index] = await FindEntityAsync(table, records[index].Key, token));
        return [.. found.OfType<TableEntity>()];
    }

    /// <summary>Does something that needs its table, making the table where it is missing.</summary>
    private static async ValueTask<T> WhereTableIsAsync<T>(TableClient table, Func<ValueTask<T>> write, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await write();
            }
            catch (RequestFailedException refusal) when (refusal.IsHomeMissing() && tries < CreationTries)
            {
                await table.CreateIfNotExistsAsync(cancellationToken);
            }
        }
    }

    private TableClient TableOf(RecordKey key) => _service.GetTableClient(_naming.ToAzure(key.Table));
}
