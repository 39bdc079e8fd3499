namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A certificate is valid from one moment until a later one.</summary>
internal sealed class ValidityIsInOrder : CertificateRule
{
    public override string Name => "e_rfc5280_validity_order";

    public override string Clause => "RFC 5280 section 4.1.2.5";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.NotBefore < subject.Certificate.NotAfter ? null : "notAfter is not later than notBefore";
}
