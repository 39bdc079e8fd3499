using Shaken.Core.Storage;

namespace Shaken.Core.Trust.Revocation;

/// <summary>Inserts revocations that a register lacks, a hundred in one step; those it has stay as they are.</summary>
internal sealed class MissingRevocations(IRecords records)
{
    // By partition, since a step stays within one.
    private readonly Dictionary<string, List<NewRecord>> _waiting = new(StringComparer.Ordinal);

    /// <summary>How many were missing.</summary>
    public int Count { get; private set; }

    public async ValueTask AddAsync(NewRecord record, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(record.Key.Partition, out var waiting))
            _waiting[record.Key.Partition] = waiting = new List<NewRecord>(StorageLimits.InsertAll);
        if (waiting.Count == StorageLimits.InsertAll
            || waiting.Sum(other => (long)other.Document.Length) + record.Document.Length > StorageLimits.InsertAllOctets)
            await InsertAsync(waiting, cancellationToken);
        waiting.Add(record);
    }

    /// <summary>Inserts what still waits.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        foreach (var waiting in _waiting.Values) await InsertAsync(waiting, cancellationToken);
    }

    private async ValueTask InsertAsync(List<NewRecord> waiting, CancellationToken cancellationToken)
    {
        // All or none: what is there already is left out, then the rest goes in.
        while (waiting.Count > 0)
        {
            var taken = await records.TryInsertAllAsync(waiting, cancellationToken);
            if (taken.Count > 0)
            {
                waiting.RemoveAll(record => taken.Contains(record.Key));
                continue;
            }

            Count += waiting.Count;
            waiting.Clear();
        }
    }
}
