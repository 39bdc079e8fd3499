using Shaken.Core.Reputation.Scoring;

namespace Shaken.Core.Reputation.Acting;

/// <summary>From when on something is recommended for a country.</summary>
/// <param name="Score">The least score, 0 to 100.</param>
/// <param name="Confidence">The least confidence, 0 to 100.</param>
public sealed record CountryThresholds(int Score, int Confidence)
{
    public static CountryThresholds Usual { get; } = new(Score: 70, Confidence: 80);
}

/// <summary>What is recommended for a country. A closed set: what the STI-GA makes of it is its own policy.</summary>
public enum CountryAdvice
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Believe its attestations one step less.</summary>
    LowerCeiling,
}

/// <summary>The rule of recommendations.</summary>
public static class CountryAdvices
{
    public static CountryAdvice AdviceOn(this CountryThresholds thresholds, CountryReputation country) =>
        country.Score is { } score && score.Value >= thresholds.Score && score.Confidence >= thresholds.Confidence
            ? CountryAdvice.LowerCeiling
            : CountryAdvice.None;
}
