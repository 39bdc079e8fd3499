using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>Keeps the announcement of a merge in force while the merge goes on, and says in it how far it has come.</summary>
internal sealed class MergeLease(NumberTableRecord table, MergeDocument merge, TimeSpan life, TimeProvider time)
{
    // Four signs of life for each lease: a slow one does not end it.
    private const int SignsPerLease = 4;

    private long _lastSign = time.GetTimestamp();

    /// <exception cref="StorageException">Another merge took over, so this one is in vain.</exception>
    public async ValueTask KeepAsync(long rows, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_lastSign) < life / SignsPerLease) return;
        _lastSign = time.GetTimestamp();
        var kept = await table.ChangeAsync(
            document => document.Merge?.Table == merge.Table
                ? document with { Merge = merge with { Until = time.GetUtcNow() + life, Rows = rows } }
                : null,
            cancellationToken);
        if (kept is null)
            throw new StorageException("Another import took over the number table: this one was silent for too long. Commit it again.");
    }
}
