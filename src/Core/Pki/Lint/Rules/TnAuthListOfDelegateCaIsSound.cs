namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A delegating CA has a TNAuthList, not critical and encoded without any fault: it limits what is below.</summary>
internal sealed class TnAuthListOfDelegateCaIsSound : CertificateRule
{
    public override string Name => "e_delegate_ca_tn_auth_list";

    public override string Clause => "RFC 9060 section 4; RFC 8226 section 9";

    public override RuleProfiles Profiles => RuleProfiles.DelegateCa;

    public override string? BreachIn(LintSubject subject) => subject.FaultInTnAuthList();
}
