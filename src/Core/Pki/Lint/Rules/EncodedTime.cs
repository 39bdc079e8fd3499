using System.Formats.Asn1;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A time of a certificate's validity as it is encoded. Both forms of DER begin with the year and end with Z.</summary>
internal readonly record struct EncodedTime(bool IsGeneralized, int Year, bool HasFraction)
{
    /// <summary>Earlier years have two digits, as UTCTime.</summary>
    public const int FirstGeneralizedYear = DerTime.LastYearOfUtcTime + 1;

    /// <summary>notBefore and notAfter.</summary>
    public static IEnumerable<EncodedTime> Of(StiCertificate certificate)
    {
        var validity = DerReading.OpenSequence(certificate.Validity);
        EncodedTime[] both = [Read(validity, certificate.NotBefore), Read(validity, certificate.NotAfter)];
        return both;
    }

    private static EncodedTime Read(AsnReader validity, DateTimeOffset value)
    {
        var isGeneralized = validity.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime);
        return new EncodedTime(isGeneralized, value.Year, validity.ReadEncodedValue().Span.Contains((byte)'.'));
    }
}
