namespace Shaken.Core.Storage;

/// <summary>
/// Records whose tables have a prefix in the store below: a second instance of something that keeps its own, such as another ACME server of
/// the deployment. Whoever uses it sees the tables without the prefix.
/// </summary>
public sealed class PrefixedRecords : IRecords
{
    private readonly IRecords _records;
    private readonly string _prefix;

    /// <param name="prefix">Of the alphabet of tables; no other table of the store begins so.</param>
    public PrefixedRecords(IRecords records, string prefix) => (_records, _prefix) = (records, prefix);

    public async ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) =>
        await _records.FindAsync(Below(key), cancellationToken) is { } record ? Above(record) : null;

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
        _records.TryInsertAsync(Below(record), cancellationToken);

    public async ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(
        IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) =>
        [.. (await _records.TryInsertAllAsync([.. records.Select(Below)], cancellationToken)).Select(Above)];

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
        _records.TryReplaceAsync(Below(record), expected, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
        _records.TryDeleteAsync(Below(key), expected, cancellationToken);

    public async ValueTask<RecordPage> ListAsync(
        string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(_prefix + table, partition, continuation, maxRecords, cancellationToken);
        return new RecordPage([.. page.Records.Select(Above)], page.Continuation);
    }

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        _records.RemoveExpiredAsync(_prefix + table, now, maxRecords, cancellationToken);

    private RecordKey Below(RecordKey key) => key with { Table = _prefix + key.Table };

    private NewRecord Below(NewRecord record) => record with { Key = Below(record.Key) };

    private RecordKey Above(RecordKey key) => key with { Table = key.Table[_prefix.Length..] };

    private StoredRecord Above(StoredRecord record) => record with { Key = Above(record.Key) };
}
