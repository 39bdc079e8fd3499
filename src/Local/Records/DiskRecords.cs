using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Local.Journals;

namespace Shaken.Local.Records;

/// <summary>
/// Records in a journal on disk. One loop takes all changes that wait, decides each on what the ones before it did, writes the batch as one frame,
/// flushes once, shows the new records to readers, and only then answers. So nobody reads, and nobody is told of, what a crash could undo.
/// </summary>
internal sealed partial class DiskRecords : LocalRecords, IStoreHealth, IAsyncDisposable
{
    private const int MaxBatch = 1024;
    private const int MaxBatchOctets = 16 * 1024 * 1024;

    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(16 * MaxBatch) { SingleReader = true });
    private readonly RecordJournal _journal;
    private readonly SpaceReserve _reserve;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private readonly RecordDraft _draft;

    private DiskRecords(RecordJournal journal, RecordSet set, SpaceReserve reserve, TimeProvider time, ILogger logger)
    {
        (_journal, _reserve, _time, _logger) = (journal, reserve, time, logger);
        Records = set;
        _draft = new RecordDraft(set);
        if (reserve.IsSpent) LogFull(exception: null, reserve.Octets);
        _writing = Task.Run(WriteAsync);
    }

    public static DiskRecords Open(string folder, IJournalDisk disk, JournalOpening opening, LocalStoreOptions options, ILogger logger)
    {
        var (journal, set) = RecordJournal.Open(folder, disk, opening, logger);
        try
        {
            // A disk that has not so much left is full: the store opens all the same, to hand out.
            var reserve = new SpaceReserve(disk, options.ReserveOctets, options.Time);
            reserve.TryHold();
            return new DiskRecords(journal, set, reserve, options.Time, logger);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>For readers of the whole store.</summary>
    public RecordSet All => Records;

    private protected override RecordSet Records { get; }

    public async ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        // A change that changes nothing: it writes if the last write failed, and holds the reserve again if there is space. Nobody else
        // may come to do so.
        if (!_writing.IsCompleted && (_reserve.IsSpent || _journal.Fault is not null))
        {
            try
            {
                await ChangeAsync(_ => true, cancellationToken);
            }
            catch (StorageException exception)
            {
                return exception.Message;
            }
        }

        return _writing.IsCompleted ? "The disk store has ended after a fault of the program: restart it."
            : _reserve.IsSpent ? $"The disk is full, or fails: the {_reserve.Octets} octets that are set aside are in use. What waits is "
                + "handed out, nothing new is stored: free space."
            : _journal.Fault;
    }

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
                if (_journal.IsLarge && _journal.IsMostlyHistory(Records.LiveOctets(_time.GetUtcNow()))) Compact();
            }
        }
        catch (Exception exception)
        {
            // A bug, or no memory: waiting callers get the exception, later ones find the store closed.
            _changes.Writer.TryComplete(exception);
            while (_changes.Reader.TryRead(out var change)) change.Fail(new StorageException("The store failed.", exception));
            throw;
        }
    }

    private void Commit(List<Change> batch)
    {
        try
        {
            if (_reserve.TryIsDue()) MakeRoom();
            _draft.OnlyFrees = _reserve.IsSpent;
            while (batch.Count < MaxBatch && _draft.EditOctets < MaxBatchOctets && _changes.Reader.TryRead(out var change))
            {
                batch.Add(change);
                change.Decide(_draft);
            }

            Append(batch);
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

    private void Append(List<Change> batch)
    {
        try
        {
            AppendEdits();
        }
        catch (StorageException exception) when (!_journal.IsBroken && _reserve.IsHeld)
        {
            // The same changes again, of which those that free space fit into what was set aside.
            _reserve.Spend();
            LogFull(exception, _reserve.Octets);
            _draft.Drop();
            MakeRoom();
            _draft.OnlyFrees = _reserve.IsSpent;
            foreach (var change in batch) change.Decide(_draft);
            AppendEdits();
        }
    }

    // After a failed write an empty batch is written too: it shows whether the disk takes something again.
    private void AppendEdits()
    {
        if (_draft.Edits.Count > 0 || _journal.Fault is not null) _journal.Append(_draft.Edits, _draft.LastVersion);
    }

    // What has expired goes first: of a mailbox that is everything after a minute.
    private void MakeRoom()
    {
        if (_journal.WouldShrink(Records.LiveOctets(_time.GetUtcNow()))) Compact();
        if (_reserve.TryHoldAgain()) LogFree();
    }

    private void Compact()
    {
        _draft.ForgetExpired(_time.GetUtcNow());
        _draft.Commit();
        _journal.Compact(Records);
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
        private StorageException? _refusal;

        public Task<TResult> Answer => _answer.Task;

        public override void Decide(RecordDraft draft)
        {
            _refusal = null;
            try
            {
                _result = decide(draft);
            }
            catch (StorageException exception)
            {
                // Refused before it changed anything: the others of the batch go on.
                _refusal = exception;
            }
        }

        public override void Complete()
        {
            if (_refusal is null) _answer.SetResult(_result!);
            else _answer.SetException(_refusal);
        }

        public override void Fail(StorageException outage) => _answer.SetException(outage);
    }

    [LoggerMessage(EventId = 8143, Level = LogLevel.Error,
        Message = "The disk is full, or fails: the {Octets} octets that are set aside are used for what frees space; nothing new is "
            + "stored until they can be set aside again")]
    private partial void LogFull(Exception? exception, long octets);

    [LoggerMessage(EventId = 8144, Level = LogLevel.Information, Message = "The disk has space again: everything is stored")]
    private partial void LogFree();
}
