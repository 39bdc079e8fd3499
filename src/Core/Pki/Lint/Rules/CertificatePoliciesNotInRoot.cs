using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A root has no CertificatePolicies.</summary>
internal sealed class CertificatePoliciesNotInRoot : CertificateRule
{
    public override string Name => "e_atis_ext_certificate_policies_root";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override CertificateKinds Kinds => CertificateKinds.Root;

    public override RuleDate Since => RuleDate.Version5;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.CertificatePolicies) is null ? null : "a root has CertificatePolicies";
}
