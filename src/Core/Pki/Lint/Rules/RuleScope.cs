namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Which certificates a rule binds.</summary>
/// <param name="Profiles">The profiles with the rule.</param>
/// <param name="Kinds">Leaves, intermediates, roots.</param>
/// <param name="Since">The first notBefore that the rule binds; the default binds every certificate.</param>
internal sealed record RuleScope(RuleProfiles Profiles, CertificateKinds Kinds = CertificateKinds.All, RuleDate Since = default)
{
    /// <param name="isIssuing">The certificate is ours and not signed yet: it must keep every rule, whatever its date.</param>
    public bool Binds(LintSubject subject, bool isIssuing) =>
        (Kinds & subject.Kind) != CertificateKinds.None
        && Profiles.Has(subject.Profile.Kind)
        && (isIssuing || subject.Profile.Kind != LintProfileKind.UnitedStates || Since.Binds(subject));
}
