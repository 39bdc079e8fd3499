using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Files;
using Shaken.Local.Records;

namespace Shaken.Local.Journals;

/// <summary>How a journal is opened.</summary>
/// <param name="IsBesideDocuments">The folder holds documents, so that it was in use before.</param>
/// <param name="AcceptsLost">The operator said that an empty journal beside documents is right.</param>
internal sealed record JournalOpening(bool IsBesideDocuments, bool AcceptsLost);

/// <summary>
/// Every change of the records, in a file: replayed at start, appended to by each batch, written anew when most of it is history. Each frame starts with the
/// newest version given so far, so that no ETag comes twice even when the record that had it is gone.
/// </summary>
internal sealed partial class RecordJournal : IDisposable
{
    public const string Name = "records.journal";

    private const string NewName = "records.journal.new";

    // Written anew when it is this large at least, and so many times what the records take.
    private const long SmallestToCompact = 4 * 1024 * 1024;
    private const int DeadPerLive = 4;

    // On a full disk less is worth the work: so much at least, and so many parts of what the records take.
    private const long SmallestGain = 64 * 1024;
    private const int GainPerLive = 4;
    private const int SnapshotFrameOctets = 1024 * 1024;

    private readonly string _folder;
    private readonly IJournalDisk _disk;
    private readonly ILogger _logger;
    private readonly FrameWriter _writer = new();
    private IJournalFile _file;
    private FrameLink _last;
    private long _length;
    private long _compactFrom = SmallestToCompact;
    private volatile bool _isBroken;
    private volatile string? _fault;

    private RecordJournal(string folder, IJournalDisk disk, IJournalFile file, ILogger logger) =>
        (_folder, _disk, _file, _logger) = (folder, disk, file, logger);

    /// <summary>What the last write failed of; null: it did not. An empty batch shows whether the next one does.</summary>
    public string? Fault => _fault;

    /// <summary>Whether it can be written no more until the program starts anew.</summary>
    public bool IsBroken => _isBroken;

    private string Path => System.IO.Path.Combine(_folder, Name);

    /// <summary>Opens the journal of a folder and replays it.</summary>
    /// <exception cref="StorageException">Another process has it; it is damaged in the middle, or empty where it cannot be: data that was
    /// acknowledged would be lost by going on.</exception>
    public static (RecordJournal Journal, RecordSet Records) Open(string folder, IJournalDisk disk, JournalOpening opening, ILogger logger)
    {
        var journal = new RecordJournal(folder, disk, OpenLocked(folder, disk), logger);
        try
        {
            // Behind the lock: before it, the file is another process's that is compacting.
            File.Delete(System.IO.Path.Combine(folder, NewName));
            var replayed = JournalReplay.Run(journal._file, journal.Path);
            journal.Begin(replayed, opening);
            DirectorySync.Flush(folder);
            return (journal, replayed.Records);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Appends the edits of a batch and returns when they lie on the disk.</summary>
    /// <exception cref="StorageException">They do not, and the journal is as it was before; or it can be written no more.</exception>
    public void Append(IEnumerable<RecordEdit> edits, long lastVersion)
    {
        if (_isBroken) throw new StorageException("The journal was lost from sight by a failed write; it is written no more until the program starts anew.");
        try
        {
            var last = _writer.Append(_file, edits, lastVersion, _last);
            _file.Flush();
            (_length, _last, _fault) = (_file.Length, last, null);
        }
        catch (Exception exception)
        {
            // Whatever stopped it, some octets may lie there: left in place, they would be damage in the middle once more is appended.
            CutBack();
            _fault = $"The journal cannot be written: {exception.Message}";
            throw new StorageException(_fault, exception);
        }
    }

    /// <summary>Whether most of the file is history.</summary>
    /// <param name="live">Octets of the records that have not expired.</param>
    public bool IsMostlyHistory(long live) => !_isBroken && _length > _compactFrom && _length > live * DeadPerLive;

    /// <summary>Whether writing it anew would free space that a full disk lacks, and fits into what is left.</summary>
    public bool WouldShrink(long live) =>
        !_isBroken && _length - live >= Math.Max(SmallestGain, live / GainPerLive) && live + SmallestGain <= _disk.Free;

    /// <summary>Whether the file is so large that the records are worth counting.</summary>
    public bool IsLarge => _length > _compactFrom;

    /// <summary>Writes the journal anew with the records as they are: complete on the disk before it takes the old one's name.</summary>
    public void Compact(RecordSet records)
    {
        try
        {
            Rewrite(records);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The old journal goes on. Not again at the next batch: on a full disk each would write all records in vain.
            _compactFrom = _length + SmallestToCompact;
            LogNotCompacted(exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static IJournalFile OpenLocked(string folder, IJournalDisk disk)
    {
        try
        {
            return disk.Open(System.IO.Path.Combine(folder, Name));
        }
        catch (IOException exception)
        {
            throw new StorageException(
                $"The journal in {folder} cannot be opened; it may be in use by another process: one process uses a disk store at a time. "
                + StoreFaults.InWords(exception),
                exception);
        }
    }

    private void Begin(ReplayedJournal replayed, JournalOpening opening)
    {
        if (replayed.State == JournalState.Empty && opening.IsBesideDocuments)
        {
            if (!opening.AcceptsLost)
                throw new StorageException(
                    $"The journal {Path} is missing or empty beside documents: the records were lost. Restore it from a copy; or, to start "
                    + "without records, say so once (Shaken:AcceptLostJournal=true, --accept-lost-journal).");
            LogLost(Path);
        }

        (_length, _last) = (replayed.SoundLength, replayed.Last);
        if (_file.Length > _length)
        {
            LogTorn(_file.Length - _length);
            _file.Cut(_length);
        }

        switch (replayed.State)
        {
            case JournalState.Empty:
                _last = WriteBeginning(_file);
                _file.Flush();
                _length = _file.Length;
                break;
            case JournalState.Old:
                Rewrite(replayed.Records);
                if (_isBroken) throw new StorageException($"The journal {Path} could not be replaced by one of the present format.");
                LogUpgraded();
                break;
            case JournalState.Current:
                break;
        }
    }

    /// <exception cref="IOException">The new one cannot be written; the old one goes on.</exception>
    private void Rewrite(RecordSet records)
    {
        var path = System.IO.Path.Combine(_folder, NewName);
        IJournalFile? file = null;
        FrameLink last;
        try
        {
            file = _disk.Open(path);

            // Remove a leftover of an earlier compaction; otherwise it would come before the new frames.
            if (file.Length > 0) file.Cut(0);
            last = WriteBeginning(file);
            foreach (var chunk in Chunks(records)) last = _writer.Append(file, chunk, records.LastVersion, last);
            file.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            RemoveLeftover(path);
            throw;
        }

        TakeItsPlace(path, file, last);
    }

    private static FrameLink WriteBeginning(IJournalFile file)
    {
        var beginning = JournalFormat.New(SystemRandom.Instance);
        file.Append(beginning);
        return JournalFormat.TryRead(beginning, out var start)
            ? start
            : throw new InvalidOperationException("A journal's beginning does not read.");
    }

    private static IEnumerable<List<RecordEdit>> Chunks(RecordSet records)
    {
        var chunk = new List<RecordEdit>();
        long octets = 0;
        foreach (var record in records.Records)
        {
            var edit = RecordEdit.Put(record);
            chunk.Add(edit);
            octets += RecordOctets.Count(edit);
            if (octets < SnapshotFrameOctets) continue;
            yield return chunk;
            chunk = [];
            octets = 0;
        }

        // The last one stands even when it is empty: it carries the newest version.
        yield return chunk;
    }

    private void TakeItsPlace(string path, IJournalFile file, FrameLink last)
    {
        try
        {
            // Windows replaces no open file; elsewhere both stay locked while the name changes.
            if (OperatingSystem.IsWindows()) _file.Dispose();
            File.Move(path, Path, overwrite: true);
            DirectorySync.Flush(_folder);
            if (!OperatingSystem.IsWindows()) Retire(_file);
            LogCompacted(_length, file.Length);
            (_file, _length, _last, _compactFrom) = (file, file.Length, last, SmallestToCompact);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Which of the two now has the name is not known, and both are complete: the next start replays it.
            file.Dispose();
            _isBroken = true;
            LogBroken(exception);
        }
    }

    // It has no name any more. A second process that opened it before that, and locks it now, must not take it for the journal.
    private void Retire(IJournalFile old)
    {
        try
        {
            old.Cut(0);
            old.Append(JournalFormat.NewReplaced());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotRetired(exception);
        }
        finally
        {
            old.Dispose();
        }
    }

    private void RemoveLeftover(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next compaction writes over it, or the next start removes it.
            LogNotCompacted(exception);
        }
    }

    private void CutBack()
    {
        try
        {
            _file.Cut(_length);
        }
        catch (Exception exception)
        {
            _isBroken = true;
            LogBroken(exception);
        }
    }
}
