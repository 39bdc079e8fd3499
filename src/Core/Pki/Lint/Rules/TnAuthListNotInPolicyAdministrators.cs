using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A policy administrator's certificates give no authority over numbers.</summary>
internal sealed class TnAuthListNotInPolicyAdministrators : CertificateRule
{
    public override string Name => "e_pa_tn_auth_list";

    public override string Clause => "RFC 8226 section 9";

    public override RuleProfiles Profiles => RuleProfiles.PolicyAdministrator;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.TnAuthList) is null ? null : "a policy administrator's certificate has a TNAuthList";
}
