namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A delegate's TNAuthList is numbers and blocks of them, not critical and encoded without any fault.</summary>
internal sealed class TnAuthListOfDelegateHasNumbers : CertificateRule
{
    public override string Name => "e_delegate_leaf_tn_auth_list";

    public override string Clause => "RFC 9060 section 4; RFC 8226 section 9";

    public override RuleProfiles Profiles => RuleProfiles.DelegateLeaf;

    public override string? BreachIn(LintSubject subject) =>
        subject.FaultInTnAuthList()
            ?? (subject.Extensions.TnAuthList is { HasCode: true } ? "a delegate's TNAuthList has an SPC" : null);
}
