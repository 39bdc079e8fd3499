using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of the TNAuthList of a provider's certificate, and of CAs, which have none.</summary>
internal static class TnAuthListRules
{
    private const int FrenchCodeLength = 6;

    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_tn_auth_list", "ATIS-1000080 v003 clause 6.4.1; RFC 8226 section 9",
            new(RuleProfiles.Shaken | RuleProfiles.France, CertificateKinds.Leaf, RuleDate.Version3),
            subject => subject.Extensions.Find(Oids.TnAuthList) is not { } found ? "no TNAuthList"
                : found.IsCritical ? "the TNAuthList is critical"
                : subject.SpcAsWritten is null ? "the TNAuthList is not exactly one SPC as RFC 8226 encodes it"
                : null),

        new("e_atis_tn_auth_list_ca", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.France, CertificateKinds.Ca, RuleDate.Version3),
            subject => subject.Has(Oids.TnAuthList) ? "a CA has a TNAuthList" : null),

        new("e_atis_tn_auth_list_spc_format", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Shaken | RuleProfiles.France, CertificateKinds.Leaf, RuleDate.Version5),
            subject => subject.SpcAsWritten is { Length: > 0 } spc && spc.All(one => char.IsAsciiLetterUpper(one) || char.IsAsciiDigit(one))
                ? null
                : "the SPC is not capital letters and digits alone"),

        new("e_fr_tn_auth_list_spc_length", "APNF MAN OpenAPI 1.8.0 section API BPCO",
            new(RuleProfiles.France, CertificateKinds.Leaf),
            subject => subject.SpcAsWritten is { Length: FrenchCodeLength } ? null : $"the SPC has not {FrenchCodeLength} characters"),
    ];
}
