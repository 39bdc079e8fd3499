namespace Shaken.Core.Reputation.Scoring;

/// <summary>What one reporter said of one subject, faded to a day.</summary>
/// <param name="Reporter">Which reporter; see <see cref="ReporterId"/>.</param>
/// <param name="Good">Weight of what speaks for the subject.</param>
/// <param name="Bad">Weight of what speaks against it.</param>
/// <param name="Day">The day of the latest observation, as <see cref="DateOnly.DayNumber"/>.</param>
public readonly record struct ReporterEvidence(ReporterId Reporter, float Good, float Bad, int Day)
{
    // A flood beyond it changes nothing, and a float still tells one observation from none.
    private const float MostKept = 1_000_000;

    /// <summary>Good and bad together.</summary>
    public double Weight => (double)Good + Bad;

    /// <summary>The weights as they count on a later day; on an earlier one they are as they are.</summary>
    public (double Good, double Bad) On(int day, double halfLifeDays)
    {
        var factor = FactorOf(day - Day, halfLifeDays);
        return (Good * factor, Bad * factor);
    }

    /// <summary>This and what the same reporter said on another day, in either order.</summary>
    public ReporterEvidence Plus(float good, float bad, int day, double halfLifeDays)
    {
        var latest = Math.Max(Day, day);
        var (mine, its) = (FactorOf(latest - Day, halfLifeDays), FactorOf(latest - day, halfLifeDays));
        return new ReporterEvidence(
            Reporter, Bounded((Good * mine) + (good * its)), Bounded((Bad * mine) + (bad * its)), latest);
    }

    private static double FactorOf(int days, double halfLifeDays) => days <= 0 ? 1 : Math.Pow(0.5, days / halfLifeDays);

    private static float Bounded(double weight) => (float)Math.Min(weight, MostKept);
}
