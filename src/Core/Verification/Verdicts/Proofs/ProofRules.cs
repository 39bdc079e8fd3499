using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>The rules as a proof has them; durations in milliseconds.</summary>
internal sealed record ProofRules(
    bool RequireIdentity,
    string Anonymous,
    string Difference,
    bool RefusesStaleDate,
    string Dialect,
    long Window,
    long Ahead,
    long Diverted,
    string? Home = null)
{
    private const long LongestMilliseconds = 3660L * 24 * 60 * 60 * 1000;

    public static ProofRules Of(VerificationRules rules, CallFreshness freshness) => new(
        rules.RequireIdentity,
        KebabCase.Of(rules.Anonymous),
        KebabCase.Of(rules.Difference),
        rules.RefusesStaleDate,
        KebabCase.Of(rules.Dialect),
        (long)freshness.Window.TotalMilliseconds,
        (long)freshness.Ahead.TotalMilliseconds,
        (long)freshness.Diverted.TotalMilliseconds,
        rules.Home?.Value);

    public bool TryRead([NotNullWhen(true)] out VerificationRules? rules, [NotNullWhen(true)] out CallFreshness? freshness)
    {
        (rules, freshness) = (null, null);
        CountryCode? home = null;
        if (Home is not null && !CountryCode.TryParse(Home, out home)) return false;
        if (!KebabCase.TryParse<AnonymousCallers>(Anonymous, out var anonymous)
            || !KebabCase.TryParse<HeldDifference>(Difference, out var difference)
            || !KebabCase.TryParse<CodeDialect>(Dialect, out var dialect))
            return false;
        if (!IsDuration(Window) || !IsDuration(Ahead) || !IsDuration(Diverted)) return false;
        rules = new VerificationRules
        {
            RequireIdentity = RequireIdentity,
            Anonymous = anonymous,
            Difference = difference,
            RefusesStaleDate = RefusesStaleDate,
            Dialect = dialect,
            Home = home,
        };
        freshness = new CallFreshness(
            TimeSpan.FromMilliseconds(Window), TimeSpan.FromMilliseconds(Ahead), TimeSpan.FromMilliseconds(Diverted));
        return true;
    }

    private static bool IsDuration(long milliseconds) => milliseconds is >= 0 and <= LongestMilliseconds;
}
