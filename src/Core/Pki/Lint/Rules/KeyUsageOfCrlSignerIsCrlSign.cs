using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The KeyUsage of a CRL signer is cRLSign alone, whether it is a CA or not: its key issues nothing.</summary>
internal sealed class KeyUsageOfCrlSignerIsCrlSign : CertificateRule
{
    public override string Name => "e_crl_signer_key_usage";

    public override string Clause => "RFC 5280 section 4.2.1.3";

    public override RuleProfiles Profiles => RuleProfiles.CrlSigner;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.KeyUsage) is null || subject.Extensions.KeyUsage is { Bits: KeyUsages.CrlSign } ? null : "KeyUsage is not cRLSign alone";
}
