using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>Records whose writes a test can read, and whose replacements can lose their answer.</summary>
internal sealed class WatchedRecords(IRecords inner) : IRecords
{
    /// <summary>Every record ever written.</summary>
    public List<NewRecord> Written { get; } = [];

    /// <summary>From now on a replacement is made and its answer says it was not.</summary>
    public bool LosesAnswers { get; set; }

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        Written.Add(record);
        return inner.TryInsertAsync(record, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        Written.AddRange(records);
        return inner.TryInsertAllAsync(records, cancellationToken);
    }

    public async ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken)
    {
        Written.Add(record);
        var answer = await inner.TryReplaceAsync(record, expected, cancellationToken);
        return LosesAnswers ? null : answer;
    }

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) => inner.TryDeleteAsync(key, expected, cancellationToken);

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
        inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);
}
