namespace Shaken.Core.Numbering;

/// <summary>The rows of one part, as they were read and then in order.</summary>
/// <param name="mostRows">More never come.</param>
internal sealed class PartRows(int mostRows)
{
    private readonly ulong[] _keys = new ulong[mostRows];
    private readonly int[] _order = new int[mostRows];
    private readonly int[] _places = new int[mostRows];
    private readonly int[] _lines = new int[mostRows];
    private readonly List<PackedProvider> _providers = [];
    private readonly Dictionary<PackedProvider, int> _placeOf = [];
    private bool _isSorted = true;

    public int Count { get; private set; }

    public int LineCount { get; set; }

    public int EmptyLines { get; set; }

    public bool HasByteOrderMark { get; set; }

    /// <summary>Rows that repeat an earlier one.</summary>
    public int Repeated { get; private set; }

    /// <summary>The line of the first such row, or 0.</summary>
    public int FirstRepeated { get; private set; }

    public RowErrorList Errors { get; } = new();

    public void Add(in NumberRow row)
    {
        if (Count > 0 && row.Key <= _keys[Count - 1]) _isSorted = false;
        _keys[Count] = row.Key;
        _order[Count] = Count;
        _lines[Count] = row.Line;
        _places[Count] = PlaceOf(row.Provider);
        Count++;
    }

    /// <summary>Sorts the rows by key and leaves each once; rows that contradict an earlier one become errors.</summary>
    public void Sort()
    {
        if (_isSorted) return;
        Array.Sort(_keys, _order, 0, Count);
        var kept = 0;
        for (int start = 0, end; start < Count; start = end)
        {
            for (end = start + 1; end < Count && _keys[end] == _keys[start];) end++;
            if (end - start > 1) Judge(_order.AsSpan(start, end - start));
            (_keys[kept], _order[kept]) = (_keys[start], _order[start]);
            kept++;
        }

        Count = kept;
    }

    public NumberRow RowAt(int index) => new(_keys[index], _providers[_places[_order[index]]], _lines[_order[index]]);

    // The order in which rows were read is the order of their lines.
    private void Judge(Span<int> same)
    {
        same.Sort();
        foreach (var one in same[1..])
        {
            if (_places[one] != _places[same[0]])
            {
                Errors.Add(new RowError(_lines[one], RowFault.Conflict, _lines[same[0]]));
                continue;
            }

            Repeated++;
            FirstRepeated = FirstRepeated == 0 ? _lines[one] : Math.Min(FirstRepeated, _lines[one]);
        }
    }

    private int PlaceOf(PackedProvider provider)
    {
        if (Count > 0 && _providers[_places[Count - 1]] == provider) return _places[Count - 1];
        if (_placeOf.TryGetValue(provider, out var place)) return place;
        place = _providers.Count;
        _providers.Add(provider);
        _placeOf.Add(provider, place);
        return place;
    }
}
