namespace Shaken.Core.Foundations;

/// <summary>
/// An immutable set of telephone numbers, equal by its members: sorted, disjoint, merged blocks of numbers of one length. Leading zeros
/// count, so <c>0100</c> and <c>100</c> are two numbers. Numbers with <c>*</c> or <c>#</c> belong to no block.
/// </summary>
/// <remarks>A look-up takes the logarithm of the count of blocks and allocates nothing. Personal data: the text counts only.</remarks>
public sealed class NumberSet : IEquatable<NumberSet>
{
    private readonly NumberSpan[] _spans;
    private readonly TelephoneNumber[] _symbols;
    private readonly HashSet<TelephoneNumber> _symbolSet;
    private IReadOnlyList<TelephoneNumberRange>? _ranges;
    private IReadOnlyList<TelephoneNumber>? _singles;

    private NumberSet(NumberSpan[] spans, IEnumerable<TelephoneNumber> symbols)
    {
        _spans = spans;
        _symbolSet = [.. symbols];
        _symbols = [.. _symbolSet.OrderBy(number => number.Value, StringComparer.Ordinal)];
    }

    public static NumberSet Empty { get; } = new([], []);

    public bool IsEmpty => _spans.Length == 0 && _symbols.Length == 0;

    /// <summary>How many numbers it has.</summary>
    public long Count => _spans.Sum(span => span.Count) + _symbols.Length;

    /// <summary>Its blocks of two numbers or more, shorter numbers first. One may end on the last number of its length.</summary>
    public IReadOnlyList<TelephoneNumberRange> Ranges =>
        _ranges ??= [.. _spans.Where(span => span.Count > 1).Select(span => span.ToRange())];

    /// <summary>Its numbers that have no neighbour in the set, and those with <c>*</c> or <c>#</c>, which come last.</summary>
    public IReadOnlyList<TelephoneNumber> Singles =>
        _singles ??= [.. _spans.Where(span => span.Count == 1).Select(span => NumberSpan.NumberOf(span.First)), .. _symbols];

    /// <summary>All these numbers; blocks and numbers may overlap, touch and repeat.</summary>
    public static NumberSet Of(IEnumerable<TelephoneNumberRange> ranges, IEnumerable<TelephoneNumber> singles)
    {
        List<NumberSpan> spans = [.. ranges.Select(NumberSpan.Of)];
        var symbols = new List<TelephoneNumber>();
        foreach (var number in singles)
        {
            if (NumberSpan.KeyOf(number) is { } key) spans.Add(new NumberSpan(key, key));
            else symbols.Add(number);
        }

        return New(NumberSpans.Merge(spans), symbols);
    }

    public bool Contains(TelephoneNumber number) => NumberSpan.KeyOf(number) is { } key
        ? NumberSpans.Cover(_spans, new NumberSpan(key, key))
        : _symbolSet.Contains(number);

    /// <summary>Whether it has every number of the block.</summary>
    public bool Contains(TelephoneNumberRange range) => NumberSpans.Cover(_spans, NumberSpan.Of(range));

    /// <summary>Whether it has every number of the other set.</summary>
    public bool Contains(NumberSet other) =>
        other._spans.All(span => NumberSpans.Cover(_spans, span)) && other._symbols.All(_symbolSet.Contains);

    /// <summary>Whether both have a number in common.</summary>
    public bool Overlaps(NumberSet other) =>
        NumberSpans.Intersect(_spans, other._spans).Length > 0 || other._symbols.Any(_symbolSet.Contains);

    public NumberSet Union(NumberSet other) =>
        New(NumberSpans.Merge([.. _spans, .. other._spans]), _symbols.Concat(other._symbols));

    public NumberSet Intersect(NumberSet other) =>
        New(NumberSpans.Intersect(_spans, other._spans), _symbols.Where(other._symbolSet.Contains));

    /// <summary>The numbers of this set that the other does not have.</summary>
    public NumberSet Except(NumberSet other) =>
        New(NumberSpans.Except(_spans, other._spans), _symbols.Where(number => !other._symbolSet.Contains(number)));

    public bool Equals(NumberSet? other) =>
        other is not null && _spans.AsSpan().SequenceEqual(other._spans) && _symbols.AsSpan().SequenceEqual(other._symbols);

    public override bool Equals(object? obj) => Equals(obj as NumberSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var span in _spans) hash.Add(span);
        foreach (var number in _symbols) hash.Add(number);
        return hash.ToHashCode();
    }

    /// <summary>How many numbers and blocks; never a number.</summary>
    public override string ToString() => $"{Count} numbers in {_spans.Length + _symbols.Length} blocks";

    private static NumberSet New(NumberSpan[] spans, IEnumerable<TelephoneNumber> symbols)
    {
        var set = new NumberSet(spans, symbols);
        return set.IsEmpty ? Empty : set;
    }
}
