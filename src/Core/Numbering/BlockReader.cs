namespace Shaken.Core.Numbering;

/// <summary>Reads one block of a segment from its beginning: the enclosing prefixes, all of them, then the rows.</summary>
internal ref struct BlockReader
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly bool _withLines;
    private int _at;
    private int _enclosingLeft;
    private int _rowsLeft = -1;
    private ulong _path;
    private ulong _step;

    /// <param name="block">From the block's first octet on.</param>
    /// <param name="firstKey">Of its first row, from the index.</param>
    public BlockReader(ReadOnlySpan<byte> block, ulong firstKey, bool withLines)
    {
        _block = block;
        _withLines = withLines;
        _path = NumberKey.PathOf(firstKey);
        _enclosingLeft = block[_at++];
    }

    /// <summary>The key of the row that was read.</summary>
    public ulong Key { get; private set; }

    /// <summary>The place of its provider in the segment's list.</summary>
    public int Place { get; private set; }

    /// <summary>Its line, in a run.</summary>
    public int Line { get; private set; }

    public bool TryReadEnclosing(out int length, out int place)
    {
        (length, place) = (0, 0);
        if (_enclosingLeft-- <= 0) return false;
        length = _block[_at++];
        place = (int)ReadVarint();
        return true;
    }

    public bool TryReadRow()
    {
        if (_rowsLeft < 0)
        {
            _step = NumberKey.Step(_block[_at++]);
            _rowsLeft = _block[_at++];
        }

        if (_rowsLeft-- == 0)
        {
            _rowsLeft = 0;
            return false;
        }

        _path += ReadVarint() * _step;
        var value = ReadVarint();
        Key = (_path << 1) | (value & 1);
        Place = (int)(value >> 1);
        if (_withLines) Line += ReadSigned();
        return true;
    }

    private int ReadSigned()
    {
        var value = ReadVarint();
        return (value & 1) == 0 ? (int)(value >> 1) : -(int)(value >> 1) - 1;
    }

    private ulong ReadVarint()
    {
        var octet = _block[_at++];
        if (octet < 0x80) return octet;
        var value = (ulong)(octet & 0x7F);
        for (var shift = 7; ; shift += 7)
        {
            octet = _block[_at++];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return value;
        }
    }
}
