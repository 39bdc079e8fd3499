using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of the subject's public key.</summary>
internal static class PublicKeyRules
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        // Policy v1.4 of the United States allows P-384 to a CA that asserts it. A root asserts no policy, so since that policy its P-384
        // key gets a warning only.
        new("e_atis_subject_public_key", "ATIS-1000080 v003 clause 6.4.1; US SHAKEN CP v1.4 clause 6.1.5",
            new(RuleProfiles.Every, Since: RuleDate.Version3),
            subject => IsAllowed(subject)
                ? null
                : $"the key is {subject.Certificate.PublicKey.Algorithm} {subject.Certificate.PublicKey.Curve}".TrimEnd())
        {
            HasNameForCa = true,
            LevelFor = subject => HasP384(subject) && subject.Kind == CertificateKinds.Root && RuleDate.Policy14.Binds(subject)
                ? LintLevel.Warning
                : LintLevel.Error,
        },

        new("e_rfc5480_public_key_point", "RFC 5480 section 2.2",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.PublicKey.PointFault is { } fault ? $"the key is {fault}" : null),
    ];

    private static bool IsAllowed(LintSubject subject) =>
        subject.Certificate.PublicKey is { Algorithm: Oids.EcPublicKey, Curve: Oids.P256 }
        || (HasP384(subject) && subject.IsCa && subject.Asserts(Oids.UnitedStatesPolicy14));

    private static bool HasP384(LintSubject subject) =>
        subject.Certificate.PublicKey is { Algorithm: Oids.EcPublicKey, Curve: Oids.P384 };
}
