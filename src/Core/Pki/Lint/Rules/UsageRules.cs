using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of BasicConstraints and KeyUsage: what the certificate's key may do.</summary>
internal static class UsageRules
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_ext_basic_constraints", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version3WithoutGrace),
            subject => subject.Extensions.Find(Oids.BasicConstraints) is not { } found ? "no BasicConstraints"
                : !found.IsCritical ? "BasicConstraints is not critical"
                : subject.Extensions.BasicConstraints is null ? "BasicConstraints cannot be read"
                : null),

        new("e_rfc5280_path_length", "RFC 5280 section 4.2.1.9",
            new(RuleProfiles.NotPublished),
            subject => subject.Extensions.BasicConstraints switch
            {
                { PathLength: not null, IsCa: false } => "a path length stands in a certificate that is no CA",
                { PathLength: not null } when subject.Extensions.KeyUsage is { } usage && !usage.Bits.HasFlag(KeyUsages.KeyCertSign) =>
                    "a path length stands in a certificate whose key may not sign certificates",
                _ => null,
            }),

        new("e_atis_ext_key_usage", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version3WithoutGrace),
            subject => subject.Extensions.Find(Oids.KeyUsage) is not { } found ? "no KeyUsage"
                : !found.IsCritical ? "KeyUsage is not critical"
                : null),

        // These three judge a KeyUsage that is present; its absence breaks the rule above alone.
        new("e_atis_ext_key_usage_ee", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every & ~RuleProfiles.CrlSigner, CertificateKinds.Leaf, RuleDate.Version3),
            subject => IsAbsentOr(subject, KeyUsages.DigitalSignature) ? null : "KeyUsage is not digitalSignature alone"),

        // A CRL signer's key issues nothing, whether its certificate is a CA or not.
        new("e_crl_signer_key_usage", "RFC 5280 section 4.2.1.3",
            new(RuleProfiles.CrlSigner),
            subject => IsAbsentOr(subject, KeyUsages.CrlSign) ? null : "KeyUsage is not cRLSign alone"),

        new("e_atis_ext_key_usage_ca", "ATIS-1000080 v003 clause 6.4.1; v005 clause 6.4.1",
            new(RuleProfiles.Every & ~RuleProfiles.CrlSigner, CertificateKinds.Ca, RuleDate.Version3),
            UsageOfCa),

        // No trailing zero bits, and the right count of unused ones.
        new("e_incorrect_ku_encoding", "RFC 5280 section 4.2.1.3; X.690 clause 11.2.2",
            new(RuleProfiles.Every),
            subject => subject.Extensions.KeyUsage is { IsDer: false } ? "the BIT STRING of KeyUsage is not DER" : null),
    ];

    private static bool IsAbsentOr(LintSubject subject, KeyUsages only) =>
        !subject.Has(Oids.KeyUsage) || subject.Extensions.KeyUsage?.Bits == only;

    // Policies before the latest allow digitalSignature and cRLSign beside keyCertSign.
    private static string? UsageOfCa(LintSubject subject)
    {
        if (!subject.Has(Oids.KeyUsage)) return null;
        var bits = subject.Extensions.KeyUsage?.Bits ?? KeyUsages.None;
        if (!bits.HasFlag(KeyUsages.KeyCertSign)) return "KeyUsage has no keyCertSign";
        var allowed = subject.IsUnderLatestPolicy ? KeyUsages.None : KeyUsages.DigitalSignature | KeyUsages.CrlSign;
        var others = bits & ~KeyUsages.KeyCertSign & ~allowed;
        return others == KeyUsages.None ? null : $"KeyUsage has {others} besides keyCertSign";
    }
}
