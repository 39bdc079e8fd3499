namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>One rule of a certificate profile. Each topic has a table of them.</summary>
/// <param name="Name">The id, published or ours, without the suffix that some have on CA certificates.</param>
/// <param name="Clause">The clause that sets the rule.</param>
/// <param name="Scope">Which certificates the rule binds.</param>
/// <param name="FindViolation">What is wrong, in words; null where the certificate keeps the rule.</param>
internal sealed record CertificateRule(string Name, string Clause, RuleScope Scope, Func<LintSubject, string?> FindViolation)
{
    /// <summary>Published verdicts on CA certificates carry the id with <c>_ca</c> behind it.</summary>
    public bool HasNameForCa { get; init; }

    public Func<LintSubject, LintLevel> LevelFor { get; init; } = _ => LintLevel.Error;

    /// <summary>The published verdicts have this rule; false: it is ours.</summary>
    public bool IsPublished => Scope.Profiles.HasFlag(RuleProfiles.UnitedStates) && !Scope.Profiles.HasFlag(RuleProfiles.Ours);

    /// <summary>The ids that findings of this rule carry.</summary>
    public IEnumerable<string> Ids =>
        !HasNameForCa ? [Name] : Scope.Kinds.HasFlag(CertificateKinds.Leaf) ? [Name, NameForCa] : [NameForCa];

    private string NameForCa => Name + "_ca";

    public string NameFor(LintSubject subject) => HasNameForCa && subject.IsCa ? NameForCa : Name;
}
