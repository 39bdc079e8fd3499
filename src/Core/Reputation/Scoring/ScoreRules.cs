namespace Shaken.Core.Reputation.Scoring;

/// <summary>The constants of the score; docs/operations/reputation.md has the formula.</summary>
/// <param name="HalfLifeDays">After so many days an observation counts half.</param>
/// <param name="ReporterCap">The most weight of one reporter, however much it sends.</param>
/// <param name="PriorWeight">How much weight speaks for <paramref name="Prior"/> before anybody reports.</param>
/// <param name="Prior">The share of unwanted calls that is assumed of a subject that nobody knows, 0 to 1.</param>
/// <param name="LeastWeight">With less weight of all reporters together there is no score.</param>
/// <param name="LeastReporters">With fewer reporters there is no score, so that none shows what one reporter said.</param>
public sealed record ScoreRules(
    double HalfLifeDays, double ReporterCap, double PriorWeight, double Prior, double LeastWeight, int LeastReporters)
{
    /// <summary>For numbers and origins, which are scored anew each month.</summary>
    public static ScoreRules OfCallers { get; } = new(
        HalfLifeDays: 14, ReporterCap: 10, PriorWeight: 10, Prior: 0.1, LeastWeight: 5, LeastReporters: 3);

    /// <summary>For providers and countries.</summary>
    public static ScoreRules OfSigners { get; } = OfCallers with { HalfLifeDays = 30 };

    /// <summary>
    /// By how many points one reporter can move a score at most, whatever it sends and whatever others sent:
    /// 100 · cap / (prior weight + cap).
    /// </summary>
    public double MostPointsOfOneReporter => 100 * ReporterCap / (PriorWeight + ReporterCap);
}
