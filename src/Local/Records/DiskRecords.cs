using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Local.Journals;

namespace Shaken.Local.Records;

/// <summary>
/// Records in a journal on disk. One loop takes all changes that wait, decides each on what the ones before it did, writes the batch as one frame,
/// flushes once, shows the new records to readers, and only then answers. So nobody reads, and nobody is told of, what a crash could undo.
/// </summary>
internal sealed class DiskRecords : LocalRecords, IAsyncDisposable
{
    private const int MaxBatch = 1024;
    private const int MaxBatchOctets = 16 * 1024 * 1024;

    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(16 * MaxBatch) { SingleReader = true });
    private readonly RecordJournal _journal;
    private readonly Task _writing;
    private readonly RecordDraft _draft;

    private DiskRecords(RecordJournal journal, RecordSet set)
    {
        _journal = journal;
        Records = set;
        _draft = new RecordDraft(set);
        _writing = Task.Run(WriteAsync);
    }

    public static DiskRecords Open(string folder, Func<string, IJournalFile> open, ILogger logger)
    {
        var (journal, set) = RecordJournal.Open(folder, open, logger);
        return new DiskRecords(journal, set);
    }

    /// <summary>For whoever reads everything.</summary>
    public RecordSet All => Records;

    private protected override RecordSet Records { get; }

    /// <summary>Writes what waits, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _writing;
        _journal.Dispose();
    }

    private protected override async ValueTask<TResult> ChangeAsync<TResult>(Func<RecordDraft, TResult> decide, CancellationToken cancellationToken)
    {
        var change = new Change<TResult>(decide);
        try
        {
            await _changes.Writer.WriteAsync(change, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new StorageException("The store is closed.", exception);
        }

        // Once it is in the queue it happens, whether the caller waits or not.
        return await change.Answer;
    }

    private async Task WriteAsync()
    {
        try
        {
            var batch = new List<Change>();
            while (await _changes.Reader.WaitToReadAsync())
            {
                batch.Clear();
                Commit(batch);
                if (_journal.IsMostlyHistory(Records)) _journal.Compact(Records);
            }
        }
        catch (Exception exception)
        {
            // A bug, or no memory: whoever waits is told, and whoever comes later finds the store closed.
            _changes.Writer.TryComplete(exception);
            while (_changes.Reader.TryRead(out var change)) change.Fail(new StorageException("The store failed.", exception));
            throw;
        }
    }

    private void Commit(List<Change> batch)
    {
        try
        {
            while (batch.Count < MaxBatch && _draft.EditOctets < MaxBatchOctets && _changes.Reader.TryRead(out var change))
            {
                batch.Add(change);
                change.Decide(_draft);
            }

            if (_draft.Edits.Count > 0) _journal.Append(_draft.Edits, _draft.LastVersion);
            _draft.Commit();
        }
        catch (Exception exception)
        {
            // Whatever it was, nobody is told that it is stored, and the loop goes on with the records as they were.
            _draft.Drop();
            var outage = exception as StorageException ?? new StorageException("The store failed.", exception);
            foreach (var change in batch) change.Fail(outage);
            return;
        }

        foreach (var change in batch) change.Complete();
    }

    private abstract class Change
    {
        public abstract void Decide(RecordDraft draft);

        public abstract void Complete();

        public abstract void Fail(StorageException outage);
    }

    private sealed class Change<TResult>(Func<RecordDraft, TResult> decide) : Change
    {
        private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TResult? _result;

        public Task<TResult> Answer => _answer.Task;

        public override void Decide(RecordDraft draft) => _result = decide(draft);

        public override void Complete() => _answer.SetResult(_result!);

        public override void Fail(StorageException outage) => _answer.SetException(outage);
    }
}
