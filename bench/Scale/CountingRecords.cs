using Shaken.Core.Storage;

namespace Shaken.Scale;

/// <summary>Tells of every request that Azure Tables would be sent for what is asked of another store. For one caller at a time.</summary>
internal sealed class CountingRecords(IRecords inner, Action<StorageRequest> seen) : IRecords
{
    private const int AzurePage = 1000;

    private readonly Dictionary<RecordKey, (DateTimeOffset? ExpiresAt, double Weight)> _live = [];

    /// <summary>How many requests of the country each of those to come stands for.</summary>
    public double Weight { get; set; } = 1;

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
    {
        Tell(StorageAct.Find, key.Table, key.Partition, 1);
        return inner.FindAsync(key, cancellationToken);
    }

    public async ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        Tell(StorageAct.Insert, record.Key.Table, record.Key.Partition, 1);
        var etag = await inner.TryInsertAsync(record, cancellationToken);
        if (etag is not null) _live[record.Key] = (record.ExpiresAt, Weight);
        return etag;
    }

    public async ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        Tell(StorageAct.InsertAll, records[0].Key.Table, records[0].Key.Partition, records.Count);
        var taken = await inner.TryInsertAllAsync(records, cancellationToken);
        if (taken.Count > 0) return taken;
        foreach (var record in records) _live[record.Key] = (record.ExpiresAt, Weight);
        return taken;
    }

    public async ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken)
    {
        Tell(StorageAct.Replace, record.Key.Table, record.Key.Partition, 1);
        var etag = await inner.TryReplaceAsync(record, expected, cancellationToken);
        if (etag is not null) _live[record.Key] = (record.ExpiresAt, Weight);
        return etag;
    }

    public async ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken)
    {
        Tell(StorageAct.Delete, key.Table, key.Partition, 1);
        var isDeleted = await inner.TryDeleteAsync(key, expected, cancellationToken);
        if (isDeleted) _live.Remove(key);
        return isDeleted;
    }

    public async ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        var page = await inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken);
        Tell(StorageAct.List, table, partition, Math.Max(1, page.Records.Count));
        return page;
    }

    // Expired records lie in partitions of their own, so each is a delete of its own: Azure groups changes of one partition only.
    public async ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        var expired = _live.Where(record => record.Key.Table == table && record.Value.ExpiresAt <= now).OrderBy(record => record.Value.ExpiresAt).ToList();
        seen(new StorageRequest(StorageAct.PurgeScan, table, "", 1, 1 + Math.Floor(expired.Sum(record => record.Value.Weight) / AzurePage)));
        var removed = await inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);
        foreach (var (key, (_, weight)) in expired.Take(removed))
        {
            seen(new StorageRequest(StorageAct.PurgeDelete, table, key.Partition, 1, weight));
            _live.Remove(key);
        }

        return removed;
    }

    private void Tell(StorageAct act, string table, string partition, int entities) => seen(new StorageRequest(act, table, partition, entities, Weight));
}
