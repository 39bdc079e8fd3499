using System.Numerics;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Rules of version and serial number.</summary>
internal static class VersionAndSerialRules
{
    private const int MinSerialBits = 64;

    public static IReadOnlyList<CertificateRule> All { get; } =
    [
        new("e_atis_version", "ATIS-1000080 v003 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version3),
            subject => subject.Certificate.Version == 3 ? null : $"the version is {subject.Certificate.Version}") { HasNameForCa = true },

        new("e_rfc5280_extensions_version", "RFC 5280 section 4.1.2.9",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.Version != 3 && subject.Extensions.All.Count > 0
                ? $"a certificate of version {subject.Certificate.Version} has extensions"
                : null),

        new("e_atis_serial_number", "ATIS-1000080 v005 clause 6.4.1; RFC 5280 section 4.1.2.2",
            new(RuleProfiles.Every, Since: RuleDate.Version3),
            subject => SerialNumber(subject).Sign > 0 ? null : "the serial number is not positive") { HasNameForCa = true },

        // Long enough for 64 random bits; leading zero bits do not count.
        new("e_atis_serial_number_size", "ATIS-1000080 v005 clause 6.4.1",
            new(RuleProfiles.Every, Since: RuleDate.Version5),
            subject => BigInteger.Abs(SerialNumber(subject)).GetBitLength() is var bits && bits >= MinSerialBits
                ? null
                : $"the serial number has {bits} bits, not {MinSerialBits}") { HasNameForCa = true },

        new("e_rfc5280_serial_number_octets", "RFC 5280 section 4.1.2.2",
            new(RuleProfiles.NotPublished),
            subject => subject.Certificate.SerialNumber.Length <= CertificateSerial.MaxOctets
                ? null
                : $"the serial number has {subject.Certificate.SerialNumber.Length} octets"),
    ];

    private static BigInteger SerialNumber(LintSubject subject) => new(subject.Certificate.SerialNumber.Span, isBigEndian: true);
}
