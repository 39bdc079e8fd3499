using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>A segment as it lies in memory: its octets, read in place. See <see cref="SegmentFormat"/>.</summary>
internal sealed class NumberSegment
{
    private readonly ReadOnlyMemory<byte> _octets;
    private readonly int _indexAt;
    private readonly int _bodyAt;

    private NumberSegment(ReadOnlyMemory<byte> octets)
    {
        var span = octets.Span;
        _octets = octets;
        Kind = (SegmentKind)span[SegmentFormat.KindAt];
        RowCount = BinaryPrimitives.ReadInt32LittleEndian(span[SegmentFormat.RowsAt..]);
        BlockCount = BinaryPrimitives.ReadInt32LittleEndian(span[SegmentFormat.BlocksAt..]);
        _indexAt = BinaryPrimitives.ReadInt32LittleEndian(span[SegmentFormat.IndexAt..]);
        _bodyAt = BinaryPrimitives.ReadInt32LittleEndian(span[SegmentFormat.BodyAt..]);
    }

    public SegmentKind Kind { get; }

    public int RowCount { get; }

    public int BlockCount { get; }

    /// <summary>What it takes in memory.</summary>
    public int Octets => _octets.Length;

    /// <summary>False: this is no segment, or was damaged. The checksum is compared here, once; what follows relies on it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out NumberSegment? segment)
    {
        var span = octets.Span;
        var isSound = span.Length >= SegmentFormat.HeaderOctets + SegmentFormat.ChecksumOctets
            && span.StartsWith(SegmentFormat.Magic) && SegmentFormat.HasChecksum(span);
        segment = isSound ? new NumberSegment(octets) : null;
        return isSound;
    }

    /// <summary>Reads a segment of a store.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public static NumberSegment Read(Blob blob) => TryRead(blob.Content.Octets, out var segment)
        ? segment
        : throw new StorageException($"The document {blob.Name.Container}/{blob.Name.Name} is damaged: import the whole table again.");

    public PackedProvider ProviderAt(int place)
    {
        var octets = _octets.Span[(SegmentFormat.HeaderOctets + (place * PackedProvider.Octets))..];
        return new PackedProvider(
            new UInt128(BinaryPrimitives.ReadUInt32LittleEndian(octets[8..]), BinaryPrimitives.ReadUInt64LittleEndian(octets)));
    }

    /// <summary>The longest match of a number, as the key of the row and its provider; null: no row covers it.</summary>
    /// <param name="path">Of a number that is not before the segment's first row.</param>
    public (ulong Key, PackedProvider Provider)? Find(ulong path)
    {
        var wanted = NumberKey.Of(path, isPrefix: false);
        var block = BlockOf(wanted);
        if (block < 0) return null;
        var reader = new BlockReader(_octets.Span[(_bodyAt + OffsetOf(block))..], FirstKeyOf(block), withLines: false);
        var (foundKey, foundPlace) = (0UL, -1);
        var first = NumberKey.PathOf(FirstKeyOf(block));
        while (reader.TryReadEnclosing(out var length, out var place))
        {
            var prefix = NumberKey.Truncate(first, length);
            if (NumberKey.Covers(prefix, length, path)) (foundKey, foundPlace) = (NumberKey.Of(prefix, isPrefix: true), place);
        }

        // Prefixes of the number rise with their length, as the rows do: one pass over both finds every match, the last is the longest.
        Span<ulong> prefixes = stackalloc ulong[Limits.TelephoneNumberLength + 1];
        var last = NumberKey.LengthOf(path);
        for (var length = 1; length <= last; length++) prefixes[length] = NumberKey.Of(NumberKey.Truncate(path, length), isPrefix: true);
        var at = 1;
        while (reader.TryReadRow() && reader.Key <= wanted)
        {
            if (reader.Key == wanted) return (wanted, ProviderAt(reader.Place));
            while (at <= last && prefixes[at] < reader.Key) at++;
            if (at <= last && prefixes[at] == reader.Key) (foundKey, foundPlace) = (reader.Key, reader.Place);
        }

        return foundPlace < 0 ? null : (foundKey, ProviderAt(foundPlace));
    }

    /// <summary>The key of the first row after a number's own place; null: the segment has none.</summary>
    public ulong? FindNextKey(ulong path)
    {
        var own = NumberKey.Of(path, isPrefix: false);
        var block = BlockOf(own);
        if (block >= 0)
        {
            var reader = OpenBlock(block);
            while (reader.TryReadRow())
            {
                if (reader.Key > own) return reader.Key;
            }
        }

        return block + 1 < BlockCount ? FirstKeyOf(block + 1) : null;
    }

    /// <summary>A reader at the first row of a block.</summary>
    public BlockReader OpenBlock(int block)
    {
        var reader = new BlockReader(_octets.Span[(_bodyAt + OffsetOf(block))..], FirstKeyOf(block), Kind == SegmentKind.Run);
        while (reader.TryReadEnclosing(out _, out _))
        {
        }

        return reader;
    }

    /// <summary>The last block that begins at or before the key, or -1.</summary>
    private int BlockOf(ulong key)
    {
        var (low, high) = (0, BlockCount);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (FirstKeyOf(middle) <= key) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    private ulong FirstKeyOf(int block) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_octets.Span[(_indexAt + (block * SegmentFormat.IndexEntryOctets))..]);

    private int OffsetOf(int block) =>
        BinaryPrimitives.ReadInt32LittleEndian(_octets.Span[(_indexAt + (block * SegmentFormat.IndexEntryOctets) + 8)..]);
}
