namespace Shaken.Core.Certificates;

/// <summary>How grave a breach is.</summary>
public enum LintLevel
{
    Warning,
    Error,
}

/// <summary>A rule of a certificate profile that a certificate breaks.</summary>
/// <param name="Rule">The rule's published id, or one of our own where a profile has no published verdicts.</param>
/// <param name="Detail">What is wrong in this certificate, in words.</param>
/// <param name="Clause">Where the rule stands.</param>
public sealed record LintFinding(string Rule, LintLevel Level, string Detail, string Clause);

/// <summary>A rule as it is published.</summary>
/// <param name="Id">As a finding names it.</param>
public sealed record LintRule(string Id, string Clause);
