using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>Collects errors; keeps the first and counts all.</summary>
internal sealed class RowErrorList
{
    private readonly List<RowError> _first = [];

    public long Count { get; private set; }

    public void Add(RowError error)
    {
        Count++;
        if (_first.Count < Limits.NumberRowErrors) _first.Add(error);
    }

    public RowErrors ToErrors() => new([.. _first.OrderBy(error => error.Line)], Count);
}
