namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of notBefore and notAfter.</summary>
internal static class ValidityRules
{
    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_rfc5280_validity_order", "RFC 5280 section 4.1.2.5",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.NotBefore < subject.Certificate.NotAfter ? null : "notAfter is not later than notBefore"),

        // The other fault, a UTCTime for a year after 2049, cannot be written: it has two digits for the year.
        new("e_rfc5280_time_form", "RFC 5280 section 4.1.2.5",
            new(RuleProfiles.NotPublished),
            subject => EncodedTime.Of(subject.Certificate).Any(time => time.IsGeneralized && time.Year < EncodedTime.FirstGeneralizedYear)
                ? "a time before 2050 is a GeneralizedTime"
                : null),

        new("e_rfc5280_time_fraction", "RFC 5280 section 4.1.2.5.2",
            new(RuleProfiles.NotPublished),
            subject => EncodedTime.Of(subject.Certificate).Any(time => time.HasFraction) ? "a time has a fraction of a second" : null),
    ];
}
