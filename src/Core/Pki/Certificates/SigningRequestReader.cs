using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>Takes a PKCS#10 request apart (RFC 2986 section 4) and verifies that its key signed it.</summary>
internal static class SigningRequestReader
{
    /// <summary>Octets of the longest request that is read.</summary>
    public const int MaxOctets = 16 * 1024;

    // PKCS #9, RFC 2985 section 5.4.2.
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";
    private const int MaxAttributes = 16;

    private static readonly Asn1Tag AttributesTag = DerTags.ContextConstructed(0);

    public static bool TryRead(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SigningRequest? request, [NotNullWhen(false)] out SigningRequestRefusal? refusal)
    {
        request = null;
        if (der.Length > MaxOctets)
        {
            refusal = new SigningRequestRefusal(SigningRequestFailure.Malformed, $"the CSR is longer than {MaxOctets} octets");
            return false;
        }

        try
        {
            refusal = Read(der, out request);
            return refusal is null && request is not null;
        }
        catch (AsnContentException exception)
        {
            refusal = new SigningRequestRefusal(SigningRequestFailure.Malformed, $"not a CSR in DER: {exception.Message}");
            return false;
        }
    }

    private static SigningRequestRefusal? Read(ReadOnlyMemory<byte> der, out SigningRequest? request)
    {
        request = null;
        var (toBeSigned, algorithm, signature) = SignedEncoding.Read(der);
        var body = DerReading.OpenSequence(toBeSigned);
        if (!body.TryReadInt32(out var version) || version != 0) throw new AsnContentException("The version is not 0.");
        var subject = DistinguishedName.Read(body.ReadEncodedValue());
        var publicKey = SubjectPublicKey.Read(body.ReadEncodedValue());
        var extensions = ExtensionsReader.Read(ReadExtensions(body));
        body.ThrowIfNotEmpty();

        if (!publicKey.TryToP256(out var key)) return KeyRefusalOf(publicKey);
        if (PublishedKeys.SourceOf(publicKey.Point.Span) is { } source)
            return new SigningRequestRefusal(SigningRequestFailure.KeyIsPublished, $"the private key is printed in {source}");
        if (algorithm.Oid != Oids.EcdsaWithSha256)
            return new SigningRequestRefusal(SigningRequestFailure.AlgorithmNotAllowed, "the CSR is not signed with ecdsa-with-SHA256");

        // A CSR names its algorithm once, outside the signed part: only one encoding is taken.
        if (algorithm.HasParameters)
            return new SigningRequestRefusal(
                SigningRequestFailure.AlgorithmNotAllowed, "ecdsa-with-SHA256 has parameters; leave them out (RFC 5758 section 3.2)");
        if (!publicKey.Verifies(toBeSigned.Span, signature.Span, algorithm.Oid))
            return new SigningRequestRefusal(SigningRequestFailure.SignatureMismatch, "the key did not sign the CSR");
        if (extensions.Malformed.Count > 0)
            return new SigningRequestRefusal(
                SigningRequestFailure.ExtensionMalformed, $"the extension {extensions.Malformed[0]} cannot be read");
        request = new SigningRequest(der, subject, publicKey, key, extensions);
        return null;
    }

    private static SigningRequestRefusal KeyRefusalOf(SubjectPublicKey key) =>
        key.Algorithm == Oids.Rsa ? new SigningRequestRefusal(
            SigningRequestFailure.KeyIsRsa, "the key is RSA; SHAKEN signs with P-256 alone")
        : key.Algorithm == Oids.EcPublicKey && key.Curve != Oids.P256
            ? new SigningRequestRefusal(
                SigningRequestFailure.KeyOnAnotherCurve,
                $"the key is on {key.Curve ?? "a curve without a name"}, not on P-256, the only curve of SHAKEN")
        : new SigningRequestRefusal(SigningRequestFailure.KeyNotAllowed, $"the key is {key.PointFault ?? SubjectPublicKey.NoPoint}");

    private static List<CertificateExtension> ReadExtensions(AsnReader body)
    {
        var extensions = new List<CertificateExtension>();

        // Mandatory by the standard, left out by some clients that have nothing to say in it.
        if (!body.HasData) return extensions;
        var attributes = body.ReadSetOf(skipSortOrderValidation: true, AttributesTag);
        for (var count = 0; attributes.HasData; count++)
        {
            if (count == MaxAttributes) throw new AsnContentException("The CSR has too many attributes.");
            var attribute = attributes.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            attribute.ThrowIfNotEmpty();
            if (oid != ExtensionRequest) continue;
            if (extensions.Count > 0) throw new AsnContentException("Extensions are asked for twice.");
            var list = values.ReadSequence();
            values.ThrowIfNotEmpty();
            list.ReadExtensionsInto(extensions);
        }

        return extensions;
    }
}
