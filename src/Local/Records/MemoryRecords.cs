namespace Shaken.Local.Records;

/// <summary>
/// Records in this process's memory, gone with it: for tests, and for a laptop that should forget. Safe for many threads at
/// once; "durable" is as long as the process lives.
/// </summary>
public sealed class MemoryRecords : LocalRecords
{
    private readonly Lock _writing = new();
    private volatile RecordSet _set = RecordSet.Empty;

    private protected override RecordSet Records => _set;

    private protected override ValueTask<TResult> ChangeAsync<TResult>(Func<RecordDraft, TResult> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            var draft = new RecordDraft(_set);
            var result = decide(draft);
            _set = draft.ToSet();
            return new(result);
        }
    }
}
