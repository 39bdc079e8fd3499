using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Local.Files;
using Shaken.Local.Records;

namespace Shaken.Local.Journals;

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
    private const int SnapshotFrameOctets = 1024 * 1024;

    private readonly string _folder;
    private readonly Func<string, IJournalFile> _open;
    private readonly ILogger _logger;
    private IJournalFile _file;
    private long _length;
    private long _compactFrom = SmallestToCompact;
    private bool _isBroken;

    private RecordJournal(string folder, Func<string, IJournalFile> open, ILogger logger)
    {
        _folder = folder;
        _open = open;
        _logger = logger;
        _file = open(Path.Combine(folder, Name));
        _length = _file.Length;
    }

    /// <summary>Opens the journal of a folder and replays it.</summary>
    /// <exception cref="StorageException">It is damaged in the middle: data that was acknowledged would be lost by going on.</exception>
    public static (RecordJournal Journal, RecordSet Records) Open(string folder, Func<string, IJournalFile> open, ILogger logger)
    {
        File.Delete(Path.Combine(folder, NewName));
        var journal = new RecordJournal(folder, open, logger);
        try
        {
            var records = journal.Replay();
            DirectorySync.Flush(folder);
            return (journal, records);
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
            AppendFrame(_file, edits, lastVersion);
            _file.Flush();
            _length = _file.Length;
        }
        catch (Exception exception)
        {
            // Whatever stopped it, some octets may lie there: left in place, they would be damage in the middle once more is appended.
            CutBack();
            throw new StorageException($"The journal cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Whether most of the file is history.</summary>
    public bool IsMostlyHistory(RecordSet records) => !_isBroken && _length > _compactFrom && _length > records.Octets * DeadPerLive;

    /// <summary>Writes the journal anew with the records as they are: complete on the disk before it takes the old one's name.</summary>
    public void Compact(RecordSet records)
    {
        var path = Path.Combine(_folder, NewName);
        try
        {
            using (var file = _open(path))
            {
                // What a compaction before this one left and could not remove would else stand before what is written now.
                if (file.Length > 0) file.Cut(0);
                foreach (var chunk in Chunks(records)) AppendFrame(file, chunk, records.LastVersion);
                file.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The old journal goes on. Not again at the next batch: on a full disk each would write all records in vain.
            _compactFrom = _length + SmallestToCompact;
            LogNotCompacted(exception);
            RemoveLeftover(path);
            return;
        }

        TakeItsPlace(path);
    }

    public void Dispose() => _file.Dispose();

    private RecordSet Replay()
    {
        using var reader = new JournalReader(Path.Combine(_folder, Name));
        var records = new RecordSet();
        var draft = new RecordDraft(records);
        long offset = 0;
        while (offset < reader.Length)
        {
            if (!reader.TryRead(offset, out var payload))
            {
                if (reader.Find(offset + 1) is >= 0 and var next)
                    throw new StorageException($"The journal {Path.Combine(_folder, Name)} is damaged between octets {offset} and {next}, with sound data behind: restore it from a copy.");
                LogTorn(reader.Length - offset);
                _file.Cut(offset);
                _length = offset;
                break;
            }

            Apply(draft, payload, offset);
            offset += Frame.HeaderLength + payload.Length;
        }

        return records;
    }

    private static void Apply(RecordDraft draft, ReadOnlySpan<byte> payload, long offset)
    {
        try
        {
            draft.SkipVersions(BinaryPrimitives.ReadInt64LittleEndian(payload));
            payload = payload[8..];
            while (payload.Length > 0) draft.Apply(RecordOctets.Read(ref payload));
            draft.Commit();
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw new StorageException($"The journal's frame at octet {offset} is of another format: was it written by another version?", exception);
        }
    }

    private static void AppendFrame(IJournalFile file, IEnumerable<RecordEdit> edits, long lastVersion)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        output.GetSpan(Frame.HeaderLength)[..Frame.HeaderLength].Clear();
        output.Advance(Frame.HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), lastVersion);
        output.Advance(8);
        foreach (var edit in edits) RecordOctets.Write(output, edit);

        var frame = output.WrittenSpan.ToArray();
        Frame.WriteHeader(frame, frame.AsSpan(Frame.HeaderLength));
        file.Append(frame);
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

    private void TakeItsPlace(string path)
    {
        try
        {
            _file.Dispose();
            File.Move(path, Path.Combine(_folder, Name), overwrite: true);
            DirectorySync.Flush(_folder);
            var before = _length;
            _compactFrom = SmallestToCompact;
            _file = _open(Path.Combine(_folder, Name));
            _length = _file.Length;
            LogCompacted(before, _length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Which of the two now has the name is not known, and both are complete: the next start replays it.
            _isBroken = true;
            LogBroken(exception);
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

    [LoggerMessage(EventId = 8101, Level = LogLevel.Warning, Message = "The journal's last frame was torn, by a crash while it was written; {Octets} octets that nobody was told of are cut off")]
    private partial void LogTorn(long octets);

    [LoggerMessage(EventId = 8102, Level = LogLevel.Information, Message = "The journal was written anew: {Before} octets became {After}")]
    private partial void LogCompacted(long before, long after);

    [LoggerMessage(EventId = 8103, Level = LogLevel.Error, Message = "The journal could not be written anew; the old one goes on")]
    private partial void LogNotCompacted(Exception exception);

    [LoggerMessage(EventId = 8104, Level = LogLevel.Critical, Message = "The journal was lost from sight by a failed write; it is written no more until the program starts anew")]
    private partial void LogBroken(Exception exception);
}
