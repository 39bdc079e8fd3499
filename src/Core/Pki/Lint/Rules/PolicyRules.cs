using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of CertificatePolicies.</summary>
internal static class PolicyRules
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_ext_certificate_policies", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.Delegate, CertificateKinds.BelowRoot, RuleDate.Version3),
            subject => subject.Extensions.Find(Oids.CertificatePolicies) is not { } found ? "no CertificatePolicies"
                : found.IsCritical ? "CertificatePolicies is critical"
                : subject.Extensions.CertificatePolicies is not { Count: 1 } ? "CertificatePolicies does not assert exactly one policy"
                : null) { HasNameForCa = true },

        // The policy that the policy administrator established, in a version that is still in force.
        new("e_shaken_certificate_policies_id", "US SHAKEN CP v1.3 clause 1.3; v1.4 clause 1.2",
            new(RuleProfiles.Shaken, CertificateKinds.BelowRoot, RuleDate.Policy13),
            subject => subject.Extensions.CertificatePolicies is [var only] && subject.Profile.PolicyOids.Contains(only)
                ? null
                : $"CertificatePolicies does not assert one of {string.Join(", ", subject.Profile.PolicyOids)} alone")
        { HasNameForCa = true },

        new("e_fr_ext_certificate_policies", "APNF MAN OpenAPI 1.8.0 section API BPCO",
            new(RuleProfiles.France, CertificateKinds.BelowRoot),
            subject => subject.Has(Oids.CertificatePolicies) ? "CertificatePolicies is present" : null),

        new("e_atis_ext_certificate_policies_root", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Every, CertificateKinds.Root, RuleDate.Version5),
            subject => subject.Has(Oids.CertificatePolicies) ? "a root has CertificatePolicies" : null),
    ];
}
