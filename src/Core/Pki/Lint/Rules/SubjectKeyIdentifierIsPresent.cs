using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>SubjectKeyIdentifier is present.</summary>
internal sealed class SubjectKeyIdentifierIsPresent : CertificateRule
{
    public override string Name => "e_atis_subject_key_identifier";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.SubjectKeyIdentifier) is null ? "no SubjectKeyIdentifier" : null;
}
