using System.Buffers.Binary;
using System.Numerics;

namespace Shaken.Local.Journals;

/// <summary>
/// A frame of journals before frames were chained: a mark, the payload's length and its CRC-32C, 4 octets each, little-endian, then the
/// payload. Read to upgrade such a journal; written once at the start of every journal, see <see cref="JournalFormat"/>.
/// </summary>
internal readonly struct OldFrame : IFrameForm
{
    public const int HeaderLength = 12;

    /// <summary>Octets of the largest payload.</summary>
    public const int MaxPayload = 512 * 1024 * 1024;

    private const uint Mark = 0x4E52_4A53; // "SJRN"

    static int IFrameForm.HeaderLength => HeaderLength;

    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Checksum(payload));
    }

    public static bool IsSound(ReadOnlySpan<byte> frame) =>
        Checksum(frame[HeaderLength..]) == BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]);

    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Mark && length is >= 0 and <= MaxPayload;
    }

    public static int FindMark(ReadOnlySpan<byte> octets)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        return octets.IndexOf(mark);
    }

    private static uint Checksum(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        while (octets.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[8..];
        }

        foreach (var octet in octets) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
