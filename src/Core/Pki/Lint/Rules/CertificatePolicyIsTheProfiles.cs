namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The one policy asserted is the one that the policy administrator established, in a version that still stands.</summary>
internal sealed class CertificatePolicyIsTheProfiles : CertificateRule
{
    public override string Name => "e_shaken_certificate_policies_id";

    public override string Clause => "US SHAKEN CP v1.3 clause 1.3; v1.4 clause 1.2";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override CertificateKinds Kinds => CertificateKinds.BelowRoot;

    public override RuleDate Since => RuleDate.Policy13;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.CertificatePolicies is [var only] && subject.Profile.PolicyOids.Contains(only)
            ? null
            : $"CertificatePolicies does not assert one of {string.Join(", ", subject.Profile.PolicyOids)} alone";
}
