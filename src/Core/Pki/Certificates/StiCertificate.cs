using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// An X.509 certificate taken apart, believed by nobody: an STI certificate, one of its issuers, or whatever a stranger
/// served in its place. What an extension says stands in <see cref="Extensions"/>.
/// </summary>
public sealed class StiCertificate
{
    internal StiCertificate(ReadOnlyMemory<byte> der) => (Der, Fingerprint) = (der, Convert.ToHexStringLower(SHA256.HashData(der.Span)));

    /// <summary>The whole certificate.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>SHA-256 of the DER, 64 hexadecimal digits in lower case: the certificate's identity.</summary>
    public string Fingerprint { get; }

    /// <summary>The encoded TBSCertificate: what the issuer signed.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    /// <summary>1, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>The content octets of the serialNumber INTEGER, big-endian, two's complement.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>OID of the signature algorithm, outside the signed part.</summary>
    public required string SignatureAlgorithm { get; init; }

    /// <summary>
    /// The AlgorithmIdentifier outside the signed part is octet for octet the one within (RFC 5280 section 4.1.1.2). Without this check
    /// anyone can change the outer one and give a good certificate another fingerprint.
    /// </summary>
    public required bool AlgorithmsAgree { get; init; }

    /// <summary>The signature: for ECDSA a DER SEQUENCE of r and s.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DistinguishedName Subject { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The encoded Validity: readers take more forms of time than RFC 5280 section 4.1.2.5 has.</summary>
    public required ReadOnlyMemory<byte> Validity { get; init; }

    /// <summary>issuerUniqueID or subjectUniqueID is present, which RFC 5280 section 4.1.2.8 forbids to write.</summary>
    public required bool HasUniqueIdentifier { get; init; }

    public required SubjectPublicKey PublicKey { get; init; }

    public required CertificateExtensions Extensions { get; init; }

    /// <summary>A CA by BasicConstraints (RFC 5280 section 4.2.1.9).</summary>
    public bool IsCa => Extensions.BasicConstraints is { IsCa: true };

    /// <summary>A CA whose key may sign certificates (RFC 5280 section 4.2.1.3): KeyUsage has keyCertSign, or is absent.</summary>
    public bool MayIssue => IsCa && Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.KeyCertSign) != false;

    /// <summary>Issuer and subject are one name.</summary>
    public bool IsSelfIssued => Issuer.Matches(Subject);

    /// <summary>The serial number in hexadecimal digits, as OpenSSL prints it.</summary>
    public string SerialNumberText => Convert.ToHexString(SerialNumber.Span);

    /// <summary>Reads one certificate in DER. False for anything that is not exactly one.</summary>
    /// <param name="failure">What is wrong, in words fit for a problem document.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out StiCertificate? certificate, [NotNullWhen(false)] out string? failure) =>
        CertificateReader.TryRead(der, out certificate, out failure);

    /// <summary>Whether the key signed this certificate, and with the algorithm that the signed part names.</summary>
    public bool IsSignedBy(SubjectPublicKey key) => AlgorithmsAgree && key.Verifies(ToBeSigned.Span, Signature.Span, SignatureAlgorithm);

    /// <summary>Whether the moment lies in the certificate's validity, both ends counted.</summary>
    public bool IsValidAt(DateTimeOffset moment) => moment >= NotBefore && moment <= NotAfter;

    /// <summary>PEM with the label CERTIFICATE.</summary>
    public string ToPem() => PemEncoding.WriteString("CERTIFICATE", Der.Span);
}
