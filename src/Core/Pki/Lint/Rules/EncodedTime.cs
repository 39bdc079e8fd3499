using System.Formats.Asn1;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A time of a certificate's validity as it is encoded. Both forms of DER begin with the year and end with Z.</summary>
internal readonly record struct EncodedTime(bool IsGeneralized, int Year, bool HasFraction)
{
    /// <summary>Earlier years have two digits, as UTCTime.</summary>
    public const int FirstGeneralizedYear = 2050;

    /// <summary>notBefore and notAfter.</summary>
    public static IEnumerable<EncodedTime> Of(StiCertificate certificate)
    {
        var validity = new AsnReader(certificate.Validity, AsnEncodingRules.DER).ReadSequence();
        EncodedTime[] both = [Read(validity, certificate.NotBefore), Read(validity, certificate.NotAfter)];
        return both;
    }

    private static EncodedTime Read(AsnReader validity, DateTimeOffset value)
    {
        var isGeneralized = validity.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime);
        return new EncodedTime(isGeneralized, value.Year, validity.ReadEncodedValue().Span.Contains((byte)'.'));
    }
}
