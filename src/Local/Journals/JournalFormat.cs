using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Local.Journals;

/// <summary>
/// What a journal begins with: its format's version and an id of its own, from which the chain of its frames starts. It is written as a
/// frame of the format before, with an edit that no program knows: one that is older than chained frames refuses the journal in words,
/// where it would cut off what it cannot read.
/// </summary>
internal static class JournalFormat
{
    /// <summary>Octets of the whole beginning.</summary>
    public const int Length = OldFrame.HeaderLength + PayloadLength;

    private const int IdLength = 16;
    private const int PayloadLength = 16 + IdLength;
    private const byte Version = 2;

    // In the place of a version: the journal was replaced by a compaction while a second process opened it.
    private const byte Replaced = 0xFF;

    // No version given, an edit of no known kind, three empty texts of a key.
    private static ReadOnlySpan<byte> Signature => [0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0];

    /// <summary>The beginning of a new journal.</summary>
    public static byte[] New(IRandom random)
    {
        var id = new byte[IdLength];
        random.Fill(id);
        return Write(Version, id);
    }

    /// <summary>Written into a journal that lost its name to a new one, for a process that still has the old one open.</summary>
    public static byte[] NewReplaced() => Write(Replaced, new byte[IdLength]);

    /// <summary>The chain that starts at this beginning, if the old frame is one.</summary>
    /// <exception cref="StorageException">It is one that this program does not read.</exception>
    public static bool TryRead(ReadOnlySpan<byte> frame, out FrameLink start)
    {
        start = default;
        if (frame.Length != Length || !frame[OldFrame.HeaderLength..].StartsWith(Signature)) return false;
        var version = frame[OldFrame.HeaderLength + Signature.Length];
        if (version == Replaced)
            throw new StorageException("The journal was replaced while it was opened: another process uses this folder.");
        if (version != Version)
            throw new StorageException($"The journal has the format {version}; this program reads up to {Version}: use a newer one.");
        start = new FrameLink(0, Frame.HashOf(frame));
        return true;
    }

    private static byte[] Write(byte version, ReadOnlySpan<byte> id)
    {
        var frame = new byte[Length];
        var payload = frame.AsSpan(OldFrame.HeaderLength);
        Signature.CopyTo(payload);
        payload[Signature.Length] = version;
        id.CopyTo(payload[(Signature.Length + 1)..]);
        OldFrame.WriteHeader(frame, payload);
        return frame;
    }
}
