namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A root names itself as its issuer.</summary>
internal sealed class IssuerOfRootIsItself : CertificateRule
{
    public override string Name => "e_issuer_root";

    public override string Clause => "RFC 5280 section 3.2";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.Root;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.IsSelfIssued ? null : "issuer and subject of a root differ";
}
