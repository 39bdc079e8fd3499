using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A CA has no TNAuthList.</summary>
internal sealed class TnAuthListNotInCa : CertificateRule
{
    public override string Name => "e_atis_tn_auth_list_ca";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override CertificateKinds Kinds => CertificateKinds.Ca;

    public override RuleDate Since => RuleDate.Version3;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.TnAuthList) is null ? null : "a CA has a TNAuthList";
}
