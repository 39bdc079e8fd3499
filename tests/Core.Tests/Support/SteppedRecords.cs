using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Support;

/// <summary>Records in which something else happens just before the n-th operation, counted from 1: another instance at work, or an outage.</summary>
internal sealed class SteppedRecords(IRecords inner, int step, Func<Task> happens) : IRecords
{
    private int _operations;

    /// <summary>Whether there were so many operations.</summary>
    public bool IsReached => _operations >= step;

    public async ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.FindAsync(key, cancellationToken);
    }

    public async ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.TryInsertAsync(record, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.TryInsertAllAsync(records, cancellationToken);
    }

    public async ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.TryReplaceAsync(record, expected, cancellationToken);
    }

    public async ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.TryDeleteAsync(key, expected, cancellationToken);
    }

    public async ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken);
    }

    public async ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        await StepAsync();
        return await inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);
    }

    private Task StepAsync() => ++_operations == step ? happens() : Task.CompletedTask;
}
