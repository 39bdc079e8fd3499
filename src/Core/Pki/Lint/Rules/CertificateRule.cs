namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>One rule of a certificate profile: where it stands, whom it binds, and how to tell a breach.</summary>
internal abstract class CertificateRule
{
    /// <summary>The id, published or ours, without the suffix that some have on CA certificates.</summary>
    public abstract string Name { get; }

    /// <summary>The clause that says so.</summary>
    public abstract string Clause { get; }

    /// <summary>The profiles with this rule.</summary>
    public abstract RuleProfiles Profiles { get; }

    /// <summary>Which certificates it speaks of.</summary>
    public virtual CertificateKinds Kinds => CertificateKinds.All;

    /// <summary>From when on, by notBefore.</summary>
    public virtual RuleDate Since => RuleDate.Always;

    /// <summary>The published verdicts have this rule; else it is ours.</summary>
    public bool IsPublished => Profiles.HasFlag(RuleProfiles.UnitedStates) && !Profiles.HasFlag(RuleProfiles.Ours);

    /// <summary>Published verdicts on CA certificates carry the id with <c>_ca</c> behind it.</summary>
    public virtual bool HasNameForCa => false;

    /// <summary>What is wrong, in words; null where the rule is kept or has nothing to say.</summary>
    public abstract string? BreachIn(LintSubject subject);

    public virtual LintLevel LevelFor(LintSubject subject) => LintLevel.Error;

    /// <summary>The ids that findings of this rule carry.</summary>
    public IEnumerable<string> Ids => !HasNameForCa ? [Name] : Kinds.HasFlag(CertificateKinds.Leaf) ? [Name, NameForCa] : [NameForCa];

    private string NameForCa => Name + "_ca";

    public string NameFor(LintSubject subject) => HasNameForCa && subject.IsCa ? NameForCa : Name;

    /// <param name="isIssuing">The certificate is ours and not signed yet: dates excuse nothing.</param>
    public bool Binds(LintSubject subject, bool isIssuing) =>
        (Kinds & subject.Kind) != CertificateKinds.None
        && Profiles.Has(subject.Profile.Kind)
        && (isIssuing || subject.Profile.Kind != LintProfileKind.UnitedStates || Since.Binds(subject));
}
