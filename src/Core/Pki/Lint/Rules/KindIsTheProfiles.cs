
namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>
/// A delegating CA is an intermediate and a delegate that signs is a leaf. A signer of CRLs stands below its root, as a CA or not: some
/// verifiers take a CRL of a CA only.
/// </summary>
internal sealed class KindIsTheProfiles : CertificateRule
{
    public override string Name => "e_profile_kind";

    public override string Clause => "RFC 9060 section 4; RFC 5280 section 4.2.1.9";

    public override RuleProfiles Profiles => RuleProfiles.Delegate | RuleProfiles.CrlSigner;

    public override string? BreachIn(LintSubject subject)
    {
        var allowed = subject.Profile.Kind switch
        {
            LintProfileKind.DelegateCa => CertificateKinds.Intermediate,
            LintProfileKind.CrlSigner => CertificateKinds.BelowRoot,
            LintProfileKind.DelegateLeaf or LintProfileKind.UnitedStates or LintProfileKind.National
                or LintProfileKind.PolicyAdministratorSigner => CertificateKinds.Leaf,
        };
        return allowed.HasFlag(subject.Kind) ? null : $"the certificate is not of the kind {allowed}";
    }
}
