using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Under policy v1.4 of the United States C is US.</summary>
internal sealed class SubjectCountryIsUnitedStates : CertificateRule
{
    public override string Name => "e_atis_subject_c_us";

    public override string Clause => "US SHAKEN CP v1.4 clause 3.1";

    public override RuleProfiles Profiles => RuleProfiles.UnitedStates;

    public override RuleDate Since => RuleDate.Policy14;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        !subject.IsUnderLatestPolicy || subject.Certificate.Subject.Values(Oids.Country).ToList() is ["US"] ? null : "the subject's C is not US";
}
