namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The key identifier has 160 bits.</summary>
internal sealed class SubjectKeyIdentifierHas160Bits : CertificateRule
{
    private const int Octets = 20;

    public override string Name => "e_atis_subject_key_identifier_size";

    public override string Clause => "ATIS-1000080 v004 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version4;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.SubjectKeyIdentifier is not { } identifier ? "no SubjectKeyIdentifier that can be read"
            : identifier.Length != Octets ? $"the SubjectKeyIdentifier has {identifier.Length} octets, not {Octets}"
            : null;
}
