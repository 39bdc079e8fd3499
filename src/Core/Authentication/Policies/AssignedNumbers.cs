using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// The number table of a tenant: which numbers its customers may use. The narrowest block that a number lies in decides; blocks lie within
/// each other or apart. Never changes, takes no lock, and a look-up costs a binary search.
/// </summary>
public sealed class AssignedNumbers
{
    /// <summary>A table without rows.</summary>
    public static AssignedNumbers None { get; } = new([], new Intervals([], []), []);

    // Rows sorted by block, so that those of one block stand together.
    private readonly Assignment[] _rows;
    private readonly Intervals _intervals;

    // The first row of the block around each row's, or -1.
    private readonly int[] _around;

    private AssignedNumbers(Assignment[] rows, Intervals intervals, int[] around)
    {
        (_rows, _intervals, _around) = (rows, intervals, around);
        Customers = rows.Select(row => row.Customer).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The rows in the order of their numbers, wider blocks first.</summary>
    public IReadOnlyList<Assignment> Rows => _rows;

    /// <summary>The customers that rows name.</summary>
    public IReadOnlySet<string> Customers { get; }

    /// <summary>Makes a table. The failure is the line of a row whose block overlaps another's in part, and the other's line.</summary>
    public static Outcome<AssignedNumbers, OverlappingRows> Of(IReadOnlyList<Assignment> assignments)
    {
        var rows = assignments.OrderBy(row => row.Block.Start).ThenByDescending(row => row.Block.End)
            .ThenByDescending(row => row.Block.IsPrefix).ThenBy(row => row.Block.First.Value.Length).ThenBy(row => row.Line).ToArray();
        var around = new int[rows.Length];
        var intervals = new IntervalsBuilder(rows.Length);
        var open = new Stack<int>();
        for (var index = 0; index < rows.Length; index++)
        {
            var block = rows[index].Block;
            if (index > 0 && rows[index - 1].Block == block)
            {
                around[index] = around[index - 1];
                continue;
            }

            while (open.TryPeek(out var last) && rows[last].Block.End <= block.Start)
            {
                open.Pop();
                intervals.Begin(rows[last].Block.End, open.TryPeek(out var outer) ? outer : -1);
            }

            around[index] = open.TryPeek(out var enclosing) ? enclosing : -1;
            if (around[index] >= 0 && rows[enclosing].Block.End < block.End)
                return new OverlappingRows(rows[index].Line, rows[enclosing].Line);
            open.Push(index);
            intervals.Begin(block.Start, index);
        }

        while (open.TryPop(out var last)) intervals.Begin(rows[last].Block.End, open.TryPeek(out var outer) ? outer : -1);
        return new AssignedNumbers(rows, intervals.Finish(), around);
    }

    /// <summary>
    /// The row that lets a customer's call use a number: one of the narrowest block around the number, whose evidence holds, and which is
    /// the customer's or everybody's. Null: there is none.
    /// </summary>
    /// <param name="customer">Null: it is not known whose call it is.</param>
    public Assignment? Find(TelephoneNumber number, string? customer, DateTimeOffset now)
    {
        if (!NumberKey.TryGetPath(number, out var path)) return null;
        var first = _intervals.Find(path);
        while (first >= 0 && !_rows[first].Block.HasLength(number.Value.Length)) first = _around[first];
        for (var index = first; index >= 0 && index < _rows.Length && _rows[index].Block == _rows[first].Block; index++)
        {
            var row = _rows[index];
            if ((row.Customer is null || row.Customer == customer) && row.Evidence.HoldsAt(now)) return row;
        }

        return null;
    }

    // Which block begins or goes on at a path; -1: none.
    private sealed record Intervals(ulong[] Starts, int[] Blocks)
    {
        public int Find(ulong path)
        {
            var at = Starts.AsSpan().BinarySearch(path);
            if (at < 0) at = ~at - 1;
            return at < 0 ? -1 : Blocks[at];
        }
    }

    private sealed class IntervalsBuilder(int rows)
    {
        private readonly List<ulong> _starts = new(2 * rows);
        private readonly List<int> _blocks = new(2 * rows);

        // What begins later at the same place counts: the narrower block, or what is left after an end.
        public void Begin(ulong start, int block)
        {
            if (_starts.Count > 0 && _starts[^1] == start) _blocks[^1] = block;
            else
            {
                _starts.Add(start);
                _blocks.Add(block);
            }
        }

        public Intervals Finish() => new([.. _starts], [.. _blocks]);
    }
}

/// <summary>Two rows whose blocks overlap, and neither lies within the other.</summary>
public sealed record OverlappingRows(int Line, int OtherLine);
