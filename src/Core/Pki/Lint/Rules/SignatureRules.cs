using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of the signature's algorithm.</summary>
internal static class SignatureRules
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        // A root, or a certificate under policy v1.4 of the United States, may be signed with SHA-384 too.
        new("e_atis_signature_algorithm", "ATIS-1000080 v003 clause 6.4.1; US SHAKEN CP v1.4 clause 6.1.5",
            new(RuleProfiles.Every, Since: RuleDate.Version3),
            subject => IsAllowed(subject) ? null : $"the signature algorithm is {subject.Certificate.SignatureAlgorithm}")
        { HasNameForCa = true },

        new("e_rfc5280_signature_algorithms_agree", "RFC 5280 section 4.1.1.2",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.AlgorithmsAgree
                ? null
                : "the signature algorithm outside the signed part is not the one within, octet for octet"),
    ];

    private static bool IsAllowed(LintSubject subject) => subject.Certificate.SignatureAlgorithm switch
    {
        Oids.EcdsaWithSha256 => true,
        Oids.EcdsaWithSha384 => subject.Asserts(Oids.UnitedStatesPolicy14) || subject.Kind == CertificateKinds.Root,
        _ => false,
    };
}
