using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of the extensions as a whole.</summary>
internal static class ExtensionRules
{
    private static readonly string[] Specified =
    [
        Oids.BasicConstraints, Oids.KeyUsage, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier, Oids.TnAuthList,
        Oids.CrlDistributionPoints, Oids.CertificatePolicies,
    ];

    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_ext_not_specified", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version5),
            subject => subject.Extensions.All.FirstOrDefault(extension => !IsSpecified(subject, extension.Oid)) is { } first
                ? $"the extension {first.Oid} is not specified"
                : null) { HasNameForCa = true },

        new("e_extension_malformed", "RFC 5280 section 4.2",
            new(RuleProfiles.NotPublished),
            subject => subject.Extensions.Malformed is [var first, ..] ? $"the extension {first} cannot be read" : null),
    ];

    // A delegate's leaf has claim constraints besides.
    private static bool IsSpecified(LintSubject subject, string oid) =>
        Specified.Contains(oid)
        || (subject.Profile.Kind == LintProfileKind.DelegateLeaf && !subject.IsCa
            && oid is Oids.JwtClaimConstraints or Oids.EnhancedJwtClaimConstraints);
}
