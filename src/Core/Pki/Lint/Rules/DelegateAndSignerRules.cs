using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>
/// Rules of profiles that no published verdict knows: delegates of numbers (RFC 9060) and the policy administrator's signers.
/// </summary>
internal static class DelegateAndSignerRules
{
    // A delegate signs no shaken PASSporT.
    private static readonly string[] ClaimsToExclude = ["attest", "origid"];

    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        // The list of a delegating CA limits the certificates below it.
        new("e_delegate_ca_tn_auth_list", "RFC 9060 section 4; RFC 8226 section 9",
            new(RuleProfiles.DelegateCa),
            FaultInTnAuthList),

        new("e_delegate_leaf_tn_auth_list", "RFC 9060 section 4; RFC 8226 section 9",
            new(RuleProfiles.DelegateLeaf),
            subject => FaultInTnAuthList(subject)
                ?? (subject.Extensions.TnAuthList is { HasCode: true } ? "a delegate's TNAuthList has an SPC" : null)),

        new("e_delegate_claim_constraints", "RFC 9118 section 3; RFC 8226 section 8",
            new(RuleProfiles.DelegateLeaf, CertificateKinds.Leaf),
            FaultInClaimConstraints),

        new("e_profile_kind", "RFC 9060 section 4; RFC 5280 section 4.2.1.9",
            new(RuleProfiles.Delegate | RuleProfiles.CrlSigner),
            subject => KindsOf(subject.Profile.Kind) is var allowed && allowed.HasFlag(subject.Kind)
                ? null
                : $"the certificate is not of the kind {allowed}"),

        // They give no authority over numbers.
        new("e_pa_tn_auth_list", "RFC 8226 section 9",
            new(RuleProfiles.PolicyAdministrator),
            subject => subject.Has(Oids.TnAuthList) ? "a policy administrator's certificate has a TNAuthList" : null),
    ];

    // Includes what readers forgive and an issuer must not write.
    private static string? FaultInTnAuthList(LintSubject subject) =>
        subject.Extensions.Find(Oids.TnAuthList) is not { } found ? "no TNAuthList"
        : found.IsCritical ? "the TNAuthList is critical"
        : subject.Extensions.TnAuthList is not { } list ? "the TNAuthList cannot be read"
        : list.Findings is [var first, ..] ? first.Detail
        : null;

    private static string? FaultInClaimConstraints(LintSubject subject) =>
        subject.Extensions.Find(Oids.EnhancedJwtClaimConstraints) is not { } found ? "no EnhancedJWTClaimConstraints"
        : found.IsCritical ? "EnhancedJWTClaimConstraints is critical"
        : subject.Has(Oids.JwtClaimConstraints) ? "JWTClaimConstraints stands beside EnhancedJWTClaimConstraints"
        : subject.Extensions.ClaimConstraints is not { } constraints ? "EnhancedJWTClaimConstraints cannot be read, or counts as absent"
        : ClaimsToExclude.Except(constraints.MustExclude).FirstOrDefault() is { } missing ? $"the claim {missing} is not excluded"
        : null;

    // A CRL signer may be a CA, since some verifiers take a CRL from a CA only.
    private static CertificateKinds KindsOf(LintProfileKind profile) => profile switch
    {
        LintProfileKind.DelegateCa => CertificateKinds.Intermediate,
        LintProfileKind.CrlSigner => CertificateKinds.BelowRoot,
        LintProfileKind.DelegateLeaf or LintProfileKind.UnitedStates or LintProfileKind.National
            or LintProfileKind.France or LintProfileKind.PolicyAdministratorSigner => CertificateKinds.Leaf,
    };
}
