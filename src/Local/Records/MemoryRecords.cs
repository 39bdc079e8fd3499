namespace Shaken.Local.Records;

/// <summary>
/// Records in this process's memory, gone with it: for tests, and for a laptop that should forget. Safe for many threads at
/// once; "durable" is as long as the process lives.
/// </summary>
public sealed class MemoryRecords : LocalRecords
{
    private readonly Lock _writing = new();
    private readonly RecordDraft _draft;

    public MemoryRecords() => _draft = new RecordDraft(Records);

    private protected override RecordSet Records { get; } = new();

    private protected override ValueTask<TResult> ChangeAsync<TResult>(Func<RecordDraft, TResult> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            try
            {
                var result = decide(_draft);
                _draft.Commit();
                return new(result);
            }
            finally
            {
                _draft.Drop();
            }
        }
    }
}
