using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>RFC 5280 advises a SubjectKeyIdentifier in a leaf.</summary>
internal sealed class SubjectKeyIdentifierIsAdvised : CertificateRule
{
    public override string Name => "w_ext_subject_key_identifier_missing_sub_cert";

    public override string Clause => "RFC 5280 section 4.2.1.2";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.Leaf;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.SubjectKeyIdentifier) is null ? "no SubjectKeyIdentifier" : null;

    public override LintLevel LevelFor(LintSubject subject) =>
        LintLevel.Warning;
}
