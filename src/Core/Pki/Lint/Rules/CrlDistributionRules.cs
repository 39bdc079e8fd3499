using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of CRLDistributionPoints.</summary>
internal static class CrlDistributionRules
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_ext_crl_distribution", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.France | RuleProfiles.Delegate, CertificateKinds.BelowRoot, RuleDate.Version3),
            subject => subject.Extensions.CrlDistributionPoints is not { } points ? "no CRLDistributionPoints that can be read"
                : points is not [var point] ? $"{points.Count} distribution points, not one"
                : point.Urls is not [var url] ? $"{point.Urls.Count} URLs in the distribution point, not one"
                : !IsHttp(url) ? "the distribution point is no http URL"
                : null) { HasNameForCa = true },

        // Certificates under an older policy need not name the signer of the indirect CRL.
        new("e_atis_ext_crl_distribution_struct", "ATIS-1000080 v004 clause 6.4.1; RFC 5280 section 4.2.1.13",
            new(RuleProfiles.Shaken | RuleProfiles.France | RuleProfiles.Delegate, CertificateKinds.BelowRoot, RuleDate.Version4),
            subject => !subject.IsUnderLatestPolicy ? null
                : subject.Extensions.CrlDistributionPoints is not [var point] ? "no single distribution point that can be read"
                : !point.HasFullName ? "the distribution point has no fullName"
                : point.CrlIssuers.Count == 0 ? "the distribution point has no cRLIssuer"
                : null) { HasNameForCa = true },

        new("e_atis_ext_crl_distribution_root", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Every, CertificateKinds.Root, RuleDate.Version5),
            subject => subject.Has(Oids.CrlDistributionPoints) ? "a root has CRLDistributionPoints" : null),
    ];

    private static bool IsHttp(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
