using System.Buffers.Binary;

namespace Shaken.Core.Numbering;

/// <summary>Writes sorted rows as segments, one after the other. Not for many threads.</summary>
/// <param name="kind">Of every segment.</param>
/// <param name="targetOctets">A segment is full when it has grown to about so much.</param>
/// <param name="rowsPerBlock">At most <see cref="SegmentFormat.RowsPerBlock"/>.</param>
internal sealed class SegmentWriter(SegmentKind kind, int targetOctets, int rowsPerBlock = SegmentFormat.RowsPerBlock)
{
    private readonly NumberRow[] _block = new NumberRow[rowsPerBlock];
    private readonly Dictionary<UInt128, int> _places = [];
    private readonly List<UInt128> _providers = [];
    private readonly List<(ulong FirstKey, int Offset)> _index = [];
    private readonly EnclosingPrefixes _enclosing = new();
    private readonly List<(int Length, PackedProvider Provider)> _enclosingBlock = [];
    private readonly SegmentBody _body = new(targetOctets);
    private int _inBlock;
    private int _rows;
    private UInt128 _lastProvider;
    private int _lastPlace = -1;

    /// <summary>Whether the next row belongs into the next segment.</summary>
    public bool IsFull => _inBlock == 0 && Octets >= targetOctets;

    public bool IsEmpty => _rows == 0;

    /// <summary>The key of the segment's first row.</summary>
    public ulong FirstKey { get; private set; }

    private int Octets => _body.Length + (_index.Count * SegmentFormat.IndexEntryOctets) + (_providers.Count * PackedProvider.Octets);

    /// <param name="row">Its key is higher than that of any row before.</param>
    public void Add(in NumberRow row)
    {
        if (_rows == 0) FirstKey = row.Key;
        if (kind == SegmentKind.Table)
        {
            _enclosing.Leave(row.Key);
            if (_inBlock == 0) _enclosing.CopyTo(_enclosingBlock);
            _enclosing.Enter(row);
        }

        _block[_inBlock++] = row;
        _rows++;
        if (_inBlock == _block.Length) WriteBlock();
    }

    /// <summary>The segment. The writer goes on with an empty one.</summary>
    public byte[] Finish()
    {
        if (_inBlock > 0) WriteBlock();
        var providersAt = SegmentFormat.HeaderOctets;
        var indexAt = providersAt + (_providers.Count * PackedProvider.Octets);
        var bodyAt = indexAt + (_index.Count * SegmentFormat.IndexEntryOctets);
        var segment = new byte[bodyAt + _body.Length + SegmentFormat.ChecksumOctets];
        WriteHeader(segment, indexAt, bodyAt);
        for (var place = 0; place < _providers.Count; place++)
        {
            Write(segment.AsSpan(providersAt + (place * PackedProvider.Octets)), _providers[place]);
        }

        for (var block = 0; block < _index.Count; block++)
        {
            var entry = segment.AsSpan(indexAt + (block * SegmentFormat.IndexEntryOctets));
            BinaryPrimitives.WriteUInt64LittleEndian(entry, _index[block].FirstKey);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], _index[block].Offset);
        }

        _body.Written.CopyTo(segment.AsSpan(bodyAt));
        SegmentFormat.WriteChecksum(segment);
        Clear();
        return segment;
    }

    private void WriteHeader(Span<byte> segment, int indexAt, int bodyAt)
    {
        SegmentFormat.Magic.CopyTo(segment);
        segment[SegmentFormat.KindAt] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(segment[SegmentFormat.RowsAt..], _rows);
        BinaryPrimitives.WriteInt32LittleEndian(segment[SegmentFormat.BlocksAt..], _index.Count);
        BinaryPrimitives.WriteInt32LittleEndian(segment[SegmentFormat.ProvidersAt..], _providers.Count);
        BinaryPrimitives.WriteInt32LittleEndian(segment[SegmentFormat.IndexAt..], indexAt);
        BinaryPrimitives.WriteInt32LittleEndian(segment[SegmentFormat.BodyAt..], bodyAt);
    }

    private static void Write(Span<byte> octets, UInt128 provider)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(octets, (ulong)(provider & ulong.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(octets[8..], (uint)(provider >> 64));
    }

    private void WriteBlock()
    {
        var rows = _block.AsSpan(0, _inBlock);
        _index.Add((rows[0].Key, _body.Length));
        _body.WriteOctet(_enclosingBlock.Count);
        foreach (var (length, provider) in _enclosingBlock)
        {
            _body.WriteOctet(length);
            _body.WriteVarint((ulong)PlaceOf(provider.Value));
        }

        var unused = UnusedIn(rows);
        _body.WriteOctet(unused);
        _body.WriteOctet(rows.Length);
        var step = NumberKey.Step(unused);
        var (path, line) = (NumberKey.PathOf(rows[0].Key), 0);
        foreach (ref readonly var row in rows)
        {
            var next = NumberKey.PathOf(row.Key);
            _body.WriteVarint((next - path) / step);
            _body.WriteVarint(((ulong)PlaceOf(row.Provider.Value) << 1) | (row.Key & 1));
            if (kind == SegmentKind.Run) _body.WriteSigned(row.Line - line);
            (path, line) = (next, row.Line);
        }

        _inBlock = 0;
        _enclosingBlock.Clear();
    }

    private static int UnusedIn(ReadOnlySpan<NumberRow> rows)
    {
        var unused = NumberKey.UnusedPlaces(NumberKey.PathOf(rows[0].Key));
        foreach (ref readonly var row in rows)
        {
            while (NumberKey.PathOf(row.Key) % NumberKey.Step(unused) != 0) unused--;
        }

        return unused;
    }

    private int PlaceOf(UInt128 provider)
    {
        if (_lastPlace >= 0 && provider == _lastProvider) return _lastPlace;
        if (!_places.TryGetValue(provider, out var place))
        {
            place = _providers.Count;
            _places.Add(provider, place);
            _providers.Add(provider);
        }

        (_lastProvider, _lastPlace) = (provider, place);
        return place;
    }

    private void Clear()
    {
        _places.Clear();
        _providers.Clear();
        _index.Clear();
        _body.Clear();
        (_rows, _lastPlace) = (0, -1);
    }
}
