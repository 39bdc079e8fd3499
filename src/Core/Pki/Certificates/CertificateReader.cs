using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>Takes the DER of a certificate apart (RFC 5280 section 4.1).</summary>
internal static class CertificateReader
{
    public static bool TryRead(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out StiCertificate? certificate, [NotNullWhen(false)] out string? failure)
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
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var certificate = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var toBeSigned = certificate.ReadEncodedValue();
        var algorithm = AlgorithmIdentifier.Read(certificate);
        var signature = certificate.ReadBitString(out var unused);
        certificate.ThrowIfNotEmpty();
        if (unused != 0) throw new AsnContentException("The signature is not whole octets.");

        var body = new AsnReader(toBeSigned, AsnEncodingRules.DER).ReadSequence();
        var version = ReadVersion(body);
        var serialNumber = body.ReadIntegerBytes();
        var signedAlgorithm = AlgorithmIdentifier.Read(body);
        var issuer = DistinguishedName.Read(body.ReadEncodedValue());
        var encodedValidity = body.PeekEncodedValue();
        var validity = body.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();
        var subject = DistinguishedName.Read(body.ReadEncodedValue());
        var publicKey = ReadPublicKey(body.ReadEncodedValue());
        var hasUniqueIdentifier = SkipUniqueIdentifier(body, 1) | SkipUniqueIdentifier(body, 2);
        var extensions = ReadExtensions(body);
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
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (body.PeekTag() != tag) return 1;
        var wrapper = body.ReadSequence(tag);
        if (!wrapper.TryReadInt32(out var version) || version is < 0 or > 2) throw new AsnContentException("The version is none of 1, 2 and 3.");
        wrapper.ThrowIfNotEmpty();
        return version + 1;
    }

    private static DateTimeOffset ReadTime(AsnReader validity) =>
        validity.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? validity.ReadUtcTime(2049) : validity.ReadGeneralizedTime();

    internal static SubjectPublicKey ReadPublicKey(ReadOnlyMemory<byte> der)
    {
        var info = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var curve = algorithm.HasData && algorithm.PeekTag() == Asn1Tag.ObjectIdentifier ? algorithm.ReadObjectIdentifier() : null;
        if (curve is not null) algorithm.ThrowIfNotEmpty();
        var point = info.ReadBitString(out var unused);
        info.ThrowIfNotEmpty();
        if (unused != 0) throw new AsnContentException("The public key is not whole octets.");
        return new SubjectPublicKey(der, oid, curve, point);
    }

    private static bool SkipUniqueIdentifier(AsnReader body, int number)
    {
        if (!body.HasData || !body.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, number))) return false;
        body.ReadEncodedValue();
        return true;
    }

    private static List<CertificateExtension> ReadExtensions(AsnReader body)
    {
        var list = new List<CertificateExtension>();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true);
        if (!body.HasData || body.PeekTag() != tag) return list;
        var wrapper = body.ReadSequence(tag);
        var sequence = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        ReadExtensions(sequence, list);
        return list;
    }

    /// <summary>Reads the SEQUENCE OF Extension of a certificate or of a CSR that asks for them.</summary>
    internal static void ReadExtensions(AsnReader sequence, List<CertificateExtension> list)
    {
        while (sequence.HasData)
        {
            if (list.Count == Limits.ExtensionsPerCertificate) throw new AsnContentException("There are too many extensions.");
            var extension = ReadExtension(sequence.ReadSequence());
            if (list.Exists(other => other.Oid == extension.Oid)) throw new AsnContentException("An extension stands twice.");
            list.Add(extension);
        }
    }

    private static CertificateExtension ReadExtension(AsnReader extension)
    {
        var oid = extension.ReadObjectIdentifier();
        var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
        var value = extension.ReadOctetString();
        extension.ThrowIfNotEmpty();
        return new CertificateExtension(oid, isCritical, value);
    }
}
