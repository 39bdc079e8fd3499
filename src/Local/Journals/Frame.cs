using System.Buffers.Binary;
using System.Numerics;

namespace Shaken.Local.Journals;

/// <summary>
/// A journal is frames one after another: a mark, the payload's length and its CRC-32C, 4 octets each, little-endian, then the payload. A frame is
/// written whole and flushed, so only the last one can be torn.
/// </summary>
internal static class Frame
{
    public const int HeaderLength = 12;

    /// <summary>Octets of the largest payload.</summary>
    public const int MaxPayload = 512 * 1024 * 1024;

    private const uint Mark = 0x4E52_4A53; // "SJRN"

    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Checksum(payload));
    }

    /// <summary>The payload of the frame at the start of the octets, if a whole and sound one stands there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (octets.Length < HeaderLength || !TryReadLength(octets, out var length) || length > octets.Length - HeaderLength) return false;
        payload = octets.Slice(HeaderLength, length);
        return Checksum(payload) == BinaryPrimitives.ReadUInt32LittleEndian(octets[8..]);
    }

    /// <summary>The payload's length that a header states, if it is one.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Mark && length is >= 0 and <= MaxPayload;
    }

    /// <summary>Where the octets have a frame's mark first, or -1.</summary>
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
