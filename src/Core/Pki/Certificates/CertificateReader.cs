using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>Takes the DER of a certificate apart (RFC 5280 section 4.1).</summary>
internal static class CertificateReader
{
    private static readonly Asn1Tag VersionTag = DerTags.ContextConstructed(0);
    private static readonly Asn1Tag ExtensionsTag = DerTags.ContextConstructed(3);

    public static bool TryRead(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out StiCertificate? certificate, [NotNullWhen(false)] out string? failure)
    {
        certificate = null;
        if (der.Length > Limits.CertificateOctets)
        {
            failure = $"a certificate is longer than {Limits.CertificateOctets} octets";
            return false;
        }

        try
        {
            certificate = Read(der);
            failure = null;
            return true;
        }
        catch (AsnContentException exception)
        {
            failure = $"not a certificate in DER: {exception.Message}";
            return false;
        }
    }

    private static StiCertificate Read(ReadOnlyMemory<byte> der)
    {
        var (toBeSigned, algorithm, signature) = SignedEncoding.Read(der);
        var body = DerReading.OpenSequence(toBeSigned);
        var version = ReadVersion(body);
        var serialNumber = body.ReadIntegerBytes();
        var signedAlgorithm = AlgorithmIdentifier.Read(body);
        var issuer = DistinguishedName.Read(body.ReadEncodedValue());
        var encodedValidity = body.PeekEncodedValue();
        var validity = body.ReadSequence();
        var notBefore = validity.ReadTime();
        var notAfter = validity.ReadTime();
        validity.ThrowIfNotEmpty();
        var subject = DistinguishedName.Read(body.ReadEncodedValue());
        var publicKey = SubjectPublicKey.Read(body.ReadEncodedValue());
        var hasUniqueIdentifier = SkipUniqueIdentifier(body, 1) | SkipUniqueIdentifier(body, 2);
        var extensions = body.ReadExtensions(ExtensionsTag);
        body.ThrowIfNotEmpty();

        return new StiCertificate(der)
        {
            ToBeSigned = toBeSigned,
            Version = version,
            SerialNumber = serialNumber,
            SignatureAlgorithm = algorithm.Oid,
            AlgorithmsAgree = algorithm.IsSameAs(signedAlgorithm),
            Signature = signature,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Validity = encodedValidity,
            HasUniqueIdentifier = hasUniqueIdentifier,
            PublicKey = publicKey,
            Extensions = ExtensionsReader.Read(extensions),
        };
    }

    private static int ReadVersion(AsnReader body)
    {
        if (!body.HasNext(VersionTag)) return 1;
        var wrapper = body.ReadSequence(VersionTag);
        if (!wrapper.TryReadInt32(out var version) || version is < 0 or > 2)
            throw new AsnContentException("The version is none of 1, 2 and 3.");
        wrapper.ThrowIfNotEmpty();
        return version + 1;
    }

    private static bool SkipUniqueIdentifier(AsnReader body, int number)
    {
        if (!body.HasData || !body.PeekTag().HasSameClassAndValue(DerTags.Context(number))) return false;
        body.ReadEncodedValue();
        return true;
    }
}
