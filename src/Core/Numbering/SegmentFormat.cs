using System.Security.Cryptography;

namespace Shaken.Core.Numbering;

/// <summary>
/// The layout of a segment: sorted rows in one blob. Numbers are little-endian.
/// <code>
/// header      magic "SNS1", kind, rows, blocks, providers, offset of the index, offset of the blocks
/// providers   12 octets each (PackedProvider)
/// index       for each block: key of its first row (8 octets), offset of the block (4 octets)
/// blocks      at most 64 rows each
/// checksum    the first 8 octets of the SHA-256 of all that is before
/// </code>
/// A block begins with the prefixes that cover its first row and come before it (count, then length and provider of each), so that a
/// longest match needs no other block. Then the places that no row of it uses, its count of rows, and the rows: how many steps after the
/// row before (a varint; none for the first row), twice the provider's place plus the bit of the key (a varint), and in a run the line,
/// as a signed difference.
/// </summary>
internal static class SegmentFormat
{
    public const int RowsPerBlock = 64;
    public const int HeaderOctets = 28;
    public const int IndexEntryOctets = 12;
    public const int ChecksumOctets = 8;

    public const int KindAt = 4;
    public const int RowsAt = 8;
    public const int BlocksAt = 12;
    public const int ProvidersAt = 16;
    public const int IndexAt = 20;
    public const int BodyAt = 24;

    public static ReadOnlySpan<byte> Magic => "SNS1"u8;

    public static void WriteChecksum(Span<byte> segment)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(segment[..^ChecksumOctets], hash);
        hash[..ChecksumOctets].CopyTo(segment[^ChecksumOctets..]);
    }

    public static bool HasChecksum(ReadOnlySpan<byte> segment)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(segment[..^ChecksumOctets], hash);
        return hash[..ChecksumOctets].SequenceEqual(segment[^ChecksumOctets..]);
    }
}

/// <summary>What a segment is part of.</summary>
internal enum SegmentKind : byte
{
    /// <summary>A table in force: rows that are looked up, each block with the prefixes that cover it.</summary>
    Table = 1,

    /// <summary>A sorted part of an import: each row with its line, read once from end to end.</summary>
    Run = 2,
}

/// <summary>A row of a table or an import.</summary>
/// <param name="Key">Of the number or prefix.</param>
/// <param name="Provider">Whom it belongs to.</param>
/// <param name="Line">Within its part, from 1; 0 for a row of a table.</param>
internal readonly record struct NumberRow(ulong Key, PackedProvider Provider, int Line);
