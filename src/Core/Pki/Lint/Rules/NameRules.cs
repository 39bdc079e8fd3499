using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of issuer and subject.</summary>
internal static class NameRules
{
    // The upper bound of CN, O and serialNumber alike.
    private const int MaxTextLength = 64;

    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        // They would tell two holders of one name apart, but no name is given to a second holder.
        new("e_rfc5280_unique_identifiers", "RFC 5280 section 4.1.2.8",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.HasUniqueIdentifier ? "a unique identifier is present" : null),

        new("e_issuer_root", "RFC 5280 section 3.2",
            new(RuleProfiles.Every, CertificateKinds.Root),
            subject => subject.Certificate.IsSelfIssued ? null : "issuer and subject of a root differ"),

        new("e_atis_subject_dn", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version3),
            subject => subject.CountInSubject(Oids.Country) is var countries && subject.CountInSubject(Oids.CommonName) is var names
                && (countries, names) == (1, 1)
                ? null
                : $"the subject has {countries} C and {names} CN") { HasNameForCa = true },

        // As ISO 3166-1 alpha-2 writes countries.
        new("e_atis_subject_c_iso", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version5),
            subject => Countries(subject) is [{ Length: 2 } only] && only.All(char.IsAsciiLetterUpper)
                ? null
                : "the subject has not exactly one C of two capital letters") { HasNameForCa = true },

        new("e_atis_subject_c_us", "US SHAKEN CP v1.4 clause 3.1",
            new(RuleProfiles.UnitedStates, Since: RuleDate.Policy14),
            subject => !subject.IsUnderLatestPolicy || Countries(subject) is ["US"] ? null : "the subject's C is not US")
        { HasNameForCa = true },

        new("e_national_subject_c", "ATIS-1000087 clause 4.3.1",
            new(RuleProfiles.National | RuleProfiles.France),
            subject => subject.Certificate.Subject.Country == subject.Profile.Country
                ? null
                : $"the subject's C is not {subject.Profile.Country}"),

        // The legal name of the CA or of the provider.
        new("e_atis_subject_o_required", "ATIS-1000080 v004 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version4),
            subject => subject.CountInSubject(Oids.Organization) is var count and not 1 ? $"the subject has {count} O" : null)
        { HasNameForCa = true },

        new("e_rfc5280_name_length", "RFC 5280 section A.1",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.Subject.Attributes.FirstOrDefault(one => one.Text.Length is < 1 or > MaxTextLength) is { } first
                ? $"the text of {first.Type} has {first.Text.Length} characters"
                : null),

        new("e_atis_subject_cn", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.France, Since: RuleDate.Version3),
            subject => subject.CommonName.HasWord("SHAKEN") ? null : "the CN does not contain the word SHAKEN") { HasNameForCa = true },

        // In any case.
        new("e_atis_subject_cn_root", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.France, CertificateKinds.Root, RuleDate.Version5),
            subject => subject.CommonName.ToUpperInvariant().HasWord("ROOT") ? null : "the CN does not contain the word ROOT"),

        new("e_atis_subject_cn_spc", "ATIS-1000080 v004 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.France, CertificateKinds.Leaf, RuleDate.Version4),
            subject => subject.SpcAsWritten is not { } spc ? "the TNAuthList has no SPC that the CN could name"
                : subject.CommonName.HasWord($"SHAKEN {spc}") ? null
                : $"the CN does not contain SHAKEN {spc}"),

        // A provider's subject under policy v1.3; v1.4 leaves it open.
        new("e_us_cp_subject_sn_shall", "US SHAKEN CP v1.3 clause 3.1",
            new(RuleProfiles.UnitedStates, Since: RuleDate.Policy13),
            subject => subject.Asserts(Oids.UnitedStatesPolicy13) && subject.Has(Oids.TnAuthList)
                && subject.CountInSubject(Oids.NameSerialNumber) == 0
                ? "the subject has no serialNumber"
                : null) { HasNameForCa = true },
    ];

    private static List<string> Countries(LintSubject subject) => [.. subject.Certificate.Subject.Values(Oids.Country)];
}
