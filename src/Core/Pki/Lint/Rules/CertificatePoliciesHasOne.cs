using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>CertificatePolicies is present below a root, not critical, and asserts exactly one policy.</summary>
internal sealed class CertificatePoliciesHasOne : CertificateRule
{
    public override string Name => "e_atis_ext_certificate_policies";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken | RuleProfiles.Delegate;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.CertificatePolicies) is not { } found ? "no CertificatePolicies"
            : found.IsCritical ? "CertificatePolicies is critical"
            : subject.Extensions.CertificatePolicies is not { Count: 1 } ? "CertificatePolicies does not assert exactly one policy"
            : null;
}
