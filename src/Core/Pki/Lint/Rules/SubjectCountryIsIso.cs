using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The subject's one C is two capital letters, as ISO 3166-1 alpha-2 writes countries.</summary>
internal sealed class SubjectCountryIsIso : CertificateRule
{
    public override string Name => "e_atis_subject_c_iso";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version5;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.Subject.Values(Oids.Country).ToList() is [{ Length: 2 } only] && only.All(char.IsAsciiLetterUpper)
            ? null
            : "the subject has not exactly one C of two capital letters";
}
