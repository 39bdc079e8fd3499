namespace Shaken.Core.Pki.Lint;

/// <summary>How grave a violation is.</summary>
public enum LintLevel
{
    Warning,
    Error,
}

/// <summary>A rule of a certificate profile that a certificate breaks.</summary>
/// <param name="Rule">The rule's id: the published one, or one of our own.</param>
/// <param name="Detail">What is wrong in this certificate, in words.</param>
/// <param name="Clause">Where the rule stands.</param>
public sealed record LintFinding(string Rule, LintLevel Level, string Detail, string Clause)
{
    /// <summary>The published verdicts on certificates have the rule; false: it is ours.</summary>
    public bool IsPublished { get; init; }
}

/// <summary>A rule that findings may name.</summary>
/// <param name="Id">As a finding names it.</param>
/// <param name="IsPublished">The published verdicts on certificates have it; false: it is ours.</param>
public sealed record LintRule(string Id, string Clause, bool IsPublished);
