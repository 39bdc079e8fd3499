namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Under a country's own policy C is that country.</summary>
internal sealed class SubjectCountryIsTheProfiles : CertificateRule
{
    public override string Name => "e_national_subject_c";

    public override string Clause => "ATIS-1000087 clause 4.3.1";

    public override RuleProfiles Profiles => RuleProfiles.National;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.Subject.Country == subject.Profile.Country ? null : $"the subject's C is not {subject.Profile.Country}";
}
