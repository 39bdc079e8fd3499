using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The subject has exactly one C and exactly one CN.</summary>
internal sealed class SubjectHasOneCountryAndCommonName : CertificateRule
{
    public override string Name => "e_atis_subject_dn";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var (countries, names) = (subject.CountInSubject(Oids.Country), subject.CountInSubject(Oids.CommonName));
        return (countries, names) == (1, 1) ? null : $"the subject has {countries} C and {names} CN";
    }
}
