using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A delegate's certificate excludes the claims attest and origid: it signs no shaken PASSporT.</summary>
internal sealed class DelegateMayNotAttest : CertificateRule
{
    private static readonly string[] Excluded = ["attest", "origid"];

    public override string Name => "e_delegate_claim_constraints";

    public override string Clause => "RFC 9118 section 3; RFC 8226 section 8";

    public override RuleProfiles Profiles => RuleProfiles.DelegateLeaf;

    public override CertificateKinds Kinds => CertificateKinds.Leaf;

    public override string? BreachIn(LintSubject subject) =>
        subject.Extensions.Find(Oids.EnhancedJwtClaimConstraints) is not { } found ? "no EnhancedJWTClaimConstraints"
            : found.IsCritical ? "EnhancedJWTClaimConstraints is critical"
            : subject.Extensions.Find(Oids.JwtClaimConstraints) is not null ? "JWTClaimConstraints stands beside EnhancedJWTClaimConstraints"
            : subject.Extensions.ClaimConstraints is not { } constraints ? "EnhancedJWTClaimConstraints cannot be read, or counts as absent"
            : Excluded.Except(constraints.MustExclude).FirstOrDefault() is { } missing ? $"the claim {missing} is not excluded"
            : null;
}
