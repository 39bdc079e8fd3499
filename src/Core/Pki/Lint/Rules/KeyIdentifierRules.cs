using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of SubjectKeyIdentifier and AuthorityKeyIdentifier.</summary>
internal static class KeyIdentifierRules
{
    private const int Octets = 20;

    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_subject_key_identifier", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version3),
            subject => subject.Has(Oids.SubjectKeyIdentifier) ? null : "no SubjectKeyIdentifier") { HasNameForCa = true },

        new("e_atis_subject_key_identifier_size", "ATIS-1000080 v004 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version4),
            subject => subject.Extensions.SubjectKeyIdentifier is not { } identifier ? "no SubjectKeyIdentifier that can be read"
                : identifier.Length != Octets ? $"the SubjectKeyIdentifier has {identifier.Length} octets, not {Octets}"
                : null) { HasNameForCa = true },

        new("e_atis_ext_authority_key_identifier", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, CertificateKinds.BelowRoot, RuleDate.Version3),
            subject => subject.Has(Oids.AuthorityKeyIdentifier) ? null : "no AuthorityKeyIdentifier") { HasNameForCa = true },

        // A root may leave it out.
        new("e_atis_ext_authority_key_identifier_root", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, CertificateKinds.Root, RuleDate.Version3),
            subject => !subject.Has(Oids.AuthorityKeyIdentifier) || NamesItself(subject)
                ? null
                : "the AuthorityKeyIdentifier is not the root's own key"),

        new("e_ext_authority_key_identifier_missing", "RFC 5280 section 4.2.1.1",
            new(RuleProfiles.Every, CertificateKinds.BelowRoot),
            subject => subject.Has(Oids.AuthorityKeyIdentifier) ? null : "no AuthorityKeyIdentifier"),

        // Issuer's name and serial number, the other content that RFC 5280 allows, are not enough.
        new("e_ext_authority_key_identifier_no_key_identifier", "RFC 5280 section 4.2.1.1",
            new(RuleProfiles.Every, CertificateKinds.BelowRoot),
            subject => subject.Extensions.AuthorityKeyIdentifier is { KeyIdentifier.Length: > 0 }
                ? null
                : "no keyIdentifier of the issuer's key"),

        new("w_ext_subject_key_identifier_missing_sub_cert", "RFC 5280 section 4.2.1.2",
            new(RuleProfiles.Every, CertificateKinds.Leaf),
            subject => subject.Has(Oids.SubjectKeyIdentifier) ? null : "no SubjectKeyIdentifier") { LevelFor = _ => LintLevel.Warning },
    ];

    private static bool NamesItself(LintSubject subject) =>
        subject.Extensions is { AuthorityKeyIdentifier.KeyIdentifier: { } authority, SubjectKeyIdentifier: { } own }
        && authority.Span.SequenceEqual(own.Span);
}
