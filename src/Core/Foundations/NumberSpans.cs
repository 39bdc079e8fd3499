namespace Shaken.Core.Foundations;

/// <summary>Arithmetic of lists of spans that are sorted, disjoint and do not touch: each method takes such lists and gives one.</summary>
internal static class NumberSpans
{
    /// <summary>Sorts any spans, and joins those that overlap or touch.</summary>
    public static NumberSpan[] Merge(List<NumberSpan> spans)
    {
        spans.Sort(static (left, right) => left.First.CompareTo(right.First));
        var merged = new List<NumberSpan>(spans.Count);
        foreach (var span in spans)
        {
            if (merged.Count > 0 && span.First <= merged[^1].Last + 1)
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, span.Last) };
            else
                merged.Add(span);
        }

        return [.. merged];
    }

    /// <summary>Whether one span of the list has all these numbers.</summary>
    public static bool Cover(NumberSpan[] spans, NumberSpan numbers)
    {
        var before = LastAtOrBefore(spans, numbers.First);
        return before >= 0 && numbers.Last <= spans[before].Last;
    }

    public static NumberSpan[] Intersect(NumberSpan[] left, NumberSpan[] right)
    {
        var common = new List<NumberSpan>();
        for (int one = 0, other = 0; one < left.Length && other < right.Length;)
        {
            var (first, last) = (Math.Max(left[one].First, right[other].First), Math.Min(left[one].Last, right[other].Last));
            if (first <= last) common.Add(new NumberSpan(first, last));
            if (left[one].Last < right[other].Last) one++;
            else other++;
        }

        return [.. common];
    }

    public static NumberSpan[] Except(NumberSpan[] from, NumberSpan[] without)
    {
        var rest = new List<NumberSpan>(from.Length);
        var next = 0;
        foreach (var span in from)
        {
            var first = span.First;
            while (next < without.Length && without[next].Last < first) next++;

            // A span that is taken away may reach into the next span too, so the outer index stays at it.
            for (var cut = next; cut < without.Length && without[cut].First <= span.Last && first <= span.Last; cut++)
            {
                if (without[cut].First > first) rest.Add(new NumberSpan(first, without[cut].First - 1));
                first = without[cut].Last + 1;
            }

            if (first <= span.Last) rest.Add(span with { First = first });
        }

        return [.. rest];
    }

    private static int LastAtOrBefore(NumberSpan[] spans, long key)
    {
        var (low, high) = (0, spans.Length - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (spans[middle].First <= key) low = middle + 1;
            else high = middle - 1;
        }

        return high;
    }
}
