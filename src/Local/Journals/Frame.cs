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
        if (octets.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(octets) != Mark) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(octets[4..]);
        if (length is < 0 or > MaxPayload || length > octets.Length - HeaderLength) return false;
        payload = octets.Slice(HeaderLength, length);
        return Checksum(payload) == BinaryPrimitives.ReadUInt32LittleEndian(octets[8..]);
    }

    /// <summary>Where the next sound frame starts at or after an offset, or -1: with one behind a broken frame, the break is no torn end.</summary>
    public static int Find(ReadOnlySpan<byte> octets, int from)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        while (from < octets.Length)
        {
            var next = octets[from..].IndexOf(mark);
            if (next < 0) return -1;
            from += next;
            if (TryRead(octets[from..], out _)) return from;
            from++;
        }

        return -1;
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
