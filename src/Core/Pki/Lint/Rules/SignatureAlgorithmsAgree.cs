namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The signature algorithm is the same within the signed part and outside.</summary>
internal sealed class SignatureAlgorithmsAgree : CertificateRule
{
    public override string Name => "e_rfc5280_signature_algorithms_agree";

    public override string Clause => "RFC 5280 section 4.1.1.2";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.AlgorithmsAgree
            ? null
            : "the signature algorithm outside the signed part is not the one within, octet for octet";
}
