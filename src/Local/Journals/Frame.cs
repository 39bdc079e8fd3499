using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Shaken.Local.Journals;

/// <summary>The end of a chain of frames: how many there are, and a hash over all of them.</summary>
/// <param name="Hash">The first 16 octets of a SHA-256: accidents do not repeat it. It keeps no attacker off, who can hash as well.</param>
internal readonly record struct FrameLink(long Sequence, UInt128 Hash);

/// <summary>
/// A frame of a journal: a mark (4 octets); the frame's hash (16), over all that follows; the payload's length (4), the frame's number in
/// its journal (8) and the hash of the frame before (16), little-endian; then the payload. A frame is written whole and flushed, so only
/// the last one can be torn, and one that was dropped, doubled or moved breaks the chain.
/// </summary>
internal readonly struct Frame : IFrameForm
{
    public const int HeaderLength = HashedFrom + 28;

    private const int HashedFrom = 20;
    private const uint Mark = 0x3252_4A53; // "SJR2"

    static int IFrameForm.HeaderLength => HeaderLength;

    /// <summary>Completes a frame whose payload is in its place, as the next one of a chain.</summary>
    /// <returns>The chain with this frame.</returns>
    public static FrameLink Complete(Span<byte> frame, FrameLink before)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(frame[HashedFrom..], frame.Length - HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(frame[(HashedFrom + 4)..], before.Sequence + 1);
        BinaryPrimitives.WriteUInt128LittleEndian(frame[(HashedFrom + 12)..], before.Hash);
        var hash = HashOf(frame[HashedFrom..]);
        BinaryPrimitives.WriteUInt128LittleEndian(frame[4..], hash);
        return new FrameLink(before.Sequence + 1, hash);
    }

    /// <summary>Whether a sound frame is the next one of a chain.</summary>
    public static bool Follows(ReadOnlySpan<byte> frame, FrameLink before, out FrameLink after)
    {
        after = LinkOf(frame);
        return after.Sequence == before.Sequence + 1 && BinaryPrimitives.ReadUInt128LittleEndian(frame[(HashedFrom + 12)..]) == before.Hash;
    }

    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(header[HashedFrom..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Mark && length is >= 0 and <= OldFrame.MaxPayload;
    }

    public static bool IsSound(ReadOnlySpan<byte> frame) =>
        HashOf(frame[HashedFrom..]) == BinaryPrimitives.ReadUInt128LittleEndian(frame[4..]);

    public static int FindMark(ReadOnlySpan<byte> octets)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        return octets.IndexOf(mark);
    }

    /// <summary>The hash that starts or continues a chain.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> octets)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    private static FrameLink LinkOf(ReadOnlySpan<byte> frame) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(frame[(HashedFrom + 4)..]), BinaryPrimitives.ReadUInt128LittleEndian(frame[4..]));
}
