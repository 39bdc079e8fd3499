using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A leaf's TNAuthList is present, not critical, and exactly one SPC.</summary>
internal sealed class TnAuthListIsOneSpc : CertificateRule
{
    public override string Name => "e_atis_tn_auth_list";

    public override string Clause => "ATIS-1000080 v003 clause 6.4.1; RFC 8226 section 9";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override CertificateKinds Kinds => CertificateKinds.Leaf;

    public override RuleDate Since => RuleDate.Version3;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.TnAuthList) is not { } found ? "no TNAuthList"
            : found.IsCritical ? "the TNAuthList is critical"
            : subject.SpcAsWritten is null ? "the TNAuthList is not exactly one SPC as RFC 8226 encodes it"
            : null;
}
