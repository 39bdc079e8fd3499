namespace Shaken.Core.Verification.Statistics;

/// <summary>Adds counts up, in at most so many sets of labels: the smallest of the rest become "other".</summary>
internal sealed class CallTotals
{
    private readonly Dictionary<CallLabels, long> _calls = [];

    public void Add(IEnumerable<CallCount> counts)
    {
        foreach (var (labels, calls) in counts) _calls[labels] = _calls.GetValueOrDefault(labels) + calls;
    }

    /// <summary>The counts, the largest first.</summary>
    public IReadOnlyList<CallCount> Within(int most)
    {
        // Labels decide between equal counts, so that the same minutes always make the same day.
        var ordered = _calls.Select(row => new CallCount(row.Key, row.Value))
            .OrderByDescending(count => count.Calls).ThenBy(count => count.Labels.ToString(), StringComparer.Ordinal).ToList();
        if (ordered.Count <= most) return ordered;

        // One set of "other" for each side.
        var kept = ordered.Take(most - Enum.GetValues<CallSide>().Length).ToList();
        var totals = new CallTotals();
        totals.Add(kept);
        totals.Add(ordered.Skip(kept.Count).Select(count => count with { Labels = CallLabels.OthersOf(count.Labels.Side) }));
        return [.. totals._calls.Select(row => new CallCount(row.Key, row.Value))];
    }
}
