using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Under policy v1.3 of the United States a provider's subject has a serialNumber; v1.4 leaves it open.</summary>
internal sealed class SubjectHasSerialNumber : CertificateRule
{
    public override string Name => "e_us_cp_subject_sn_shall";

    public override string Clause => "US SHAKEN CP v1.3 clause 3.1";

    public override RuleProfiles Profiles => RuleProfiles.UnitedStates;

    public override RuleDate Since => RuleDate.Policy13;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        if (!subject.Asserts(Oids.UnitedStatesPolicy13) || subject.Extensions.Find(Oids.TnAuthList) is null) return null;
        return subject.CountInSubject(Oids.NameSerialNumber) > 0 ? null : "the subject has no serialNumber";
    }
}
