namespace Shaken.Core.Reputation.Scoring;

/// <summary>Weight of tracebacks, which is the authority's own knowledge and no reporter's.</summary>
/// <param name="Good">Of those that were answered and led to enforcement.</param>
/// <param name="Bad">Of the others that are decided.</param>
public readonly record struct TracebackWeight(double Good, double Bad);

/// <summary>How likely calls of a subject are unwanted, with what stands behind the figure.</summary>
/// <param name="Value">0 (wanted) to 100.</param>
/// <param name="Confidence">0 to 100: the share of the evidence in the score, beside the prior.</param>
/// <param name="Reporters">Reporters whose word still counts.</param>
/// <param name="LastOn">The day of the latest observation.</param>
public sealed record ReputationScore(int Value, int Confidence, int Reporters, DateOnly LastOn)
{
    // What a reporter said long ago does not make a score that fewer than the least reporters stand behind.
    private const double LeastOfReporter = 0.5;

    /// <summary>The score of a subject on a day; null: too little is known, or too few reporters know it.</summary>
    /// <param name="tracebacks">Of the subject; they weigh in beside the reporters.</param>
    public static ReputationScore? Of(
        IReadOnlyList<ReporterEvidence> evidence, TracebackWeight tracebacks, DateOnly today, ScoreRules rules)
    {
        var (reporters, last) = (0, 0);
        foreach (var one in evidence)
        {
            var (good, bad) = one.On(today.DayNumber, rules.HalfLifeDays);
            if (good + bad < LeastOfReporter) continue;
            reporters++;
            last = Math.Max(last, one.Day);
        }

        var (_, weight) = SumOf(evidence, today, rules);
        if (reporters < rules.LeastReporters || weight < rules.LeastWeight) return null;
        var all = weight + tracebacks.Good + tracebacks.Bad;
        return new ReputationScore(
            (int)Math.Round(PointsOf(evidence, tracebacks, today, rules), MidpointRounding.AwayFromZero),
            (int)Math.Round(100 * all / (all + rules.PriorWeight), MidpointRounding.AwayFromZero),
            reporters, DateOnly.FromDayNumber(last));
    }

    /// <summary>The points without rounding and without the least evidence: what the promises on the formula are stated on.</summary>
    public static double PointsOf(
        IReadOnlyList<ReporterEvidence> evidence, TracebackWeight tracebacks, DateOnly today, ScoreRules rules)
    {
        var (bad, weight) = SumOf(evidence, today, rules);
        return 100 * (bad + tracebacks.Bad + (rules.Prior * rules.PriorWeight))
            / (weight + tracebacks.Good + tracebacks.Bad + rules.PriorWeight);
    }

    // What a reporter sends beyond its cap changes the share of good and bad in its word, not how much its word counts.
    private static (double Bad, double Weight) SumOf(IReadOnlyList<ReporterEvidence> evidence, DateOnly today, ScoreRules rules)
    {
        var (badSum, weightSum) = (0.0, 0.0);
        foreach (var one in evidence)
        {
            var (good, bad) = one.On(today.DayNumber, rules.HalfLifeDays);
            var said = good + bad;
            if (said <= 0) continue;
            var counted = Math.Min(said, rules.ReporterCap);
            badSum += bad * counted / said;
            weightSum += counted;
        }

        return (badSum, weightSum);
    }
}
