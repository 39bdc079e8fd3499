using System.Buffers.Binary;
using Shaken.Core.Storage;
using Shaken.Local.Records;

namespace Shaken.Local.Journals;

/// <summary>What a journal was found to be.</summary>
internal enum JournalState
{
    /// <summary>Nothing, or the torn beginning of a first write.</summary>
    Empty,

    /// <summary>Of the format before frames were chained.</summary>
    Old,

    /// <summary>Of today's format.</summary>
    Current,
}

/// <summary>A journal, replayed.</summary>
/// <param name="SoundLength">Octets up to the end of the last whole frame; what follows was torn by a crash.</param>
/// <param name="Last">The end of the chain.</param>
internal sealed record ReplayedJournal(JournalState State, RecordSet Records, long SoundLength, FrameLink Last);

/// <summary>Replays a journal: what it says is the case, or why it cannot be believed.</summary>
internal sealed class JournalReplay
{
    private readonly IJournalFile _file;
    private readonly string _path;
    private readonly RecordSet _records = new();
    private readonly RecordDraft _draft;

    private JournalReplay(IJournalFile file, string path) => (_file, _path, _draft) = (file, path, new RecordDraft(_records));

    /// <exception cref="StorageException">It is damaged, or frames are missing: data that was acknowledged would be lost by going
    /// on.</exception>
    public static ReplayedJournal Run(IJournalFile file, string path) => new JournalReplay(file, path).Run();

    private ReplayedJournal Run()
    {
        var old = new JournalReader<OldFrame>(_file);
        if (old.TryRead(0, out var first)) return JournalFormat.TryRead(first, out var start) ? RunChained(start) : RunOld(old);

        // Only the first write of all can leave a journal without a sound frame.
        RefuseIfSoundBehind(old, 0);
        RefuseIfSoundBehind(new JournalReader<Frame>(_file), 0);
        return new ReplayedJournal(JournalState.Empty, _records, 0, default);
    }

    private ReplayedJournal RunChained(FrameLink last)
    {
        var reader = new JournalReader<Frame>(_file);
        long offset = JournalFormat.Length;
        while (offset < reader.Length)
        {
            if (!reader.TryRead(offset, out var frame))
            {
                RefuseIfSoundBehind(reader, offset);
                break;
            }

            if (!Frame.Follows(frame, last, out var next))
                throw OutOfOrder(offset, next.Sequence, last.Sequence + 1);
            last = next;
            Apply(frame[Frame.HeaderLength..], offset);
            offset += frame.Length;
        }

        return new ReplayedJournal(JournalState.Current, _records, offset, last);
    }

    private ReplayedJournal RunOld(JournalReader<OldFrame> reader)
    {
        long offset = 0;
        while (offset < reader.Length)
        {
            if (!reader.TryRead(offset, out var frame))
            {
                RefuseIfSoundBehind(reader, offset);
                break;
            }

            Apply(frame[OldFrame.HeaderLength..], offset);
            offset += frame.Length;
        }

        return new ReplayedJournal(JournalState.Old, _records, offset, default);
    }

    private void RefuseIfSoundBehind<TForm>(JournalReader<TForm> reader, long offset)
        where TForm : IFrameForm
    {
        if (reader.Find(offset + 1) is >= 0 and var next)
        {
            throw new StorageException(
                $"The journal {_path} is damaged between octets {offset} and {next}, with sound data behind: restore it from a copy.");
        }
    }

    private StorageException OutOfOrder(long offset, long found, long expected) => new(
        $"The journal {_path} has frame {found} at octet {offset}, where frame {expected} belongs: "
        + "whole frames were dropped, doubled or moved. Restore it from a copy.");

    private void Apply(ReadOnlySpan<byte> payload, long offset)
    {
        try
        {
            _draft.SkipVersions(BinaryPrimitives.ReadInt64LittleEndian(payload));
            payload = payload[8..];
            while (payload.Length > 0) _draft.Apply(RecordOctets.Read(ref payload));
            _draft.Commit();
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw new StorageException($"The journal's frame at octet {offset} is of another format: was it written by another version?",
                exception);
        }
    }
}
