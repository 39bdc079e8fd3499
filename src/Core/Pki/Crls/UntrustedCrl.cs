using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>A CRL taken apart, believed by nobody; its entries are not looked at yet.</summary>
public sealed class UntrustedCrl
{
    internal UntrustedCrl()
    {
    }

    /// <summary>The whole CertificateList.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The encoded TBSCertList.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    public required string SignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>1 or 2.</summary>
    public required int Version { get; init; }

    public required DistinguishedName Issuer { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>Null where a list promises no next one, which RFC 5280 section 5.1.2.5 forbids.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>RFC 5280 section 5.2.3.</summary>
    public required BigInteger? Number { get; init; }

    public required ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; init; }

    public required IssuingDistributionPoint? DistributionPoint { get; init; }

    /// <summary>Where the signer's certificate is said to be (RFC 5280 section 5.2.7).</summary>
    public required IReadOnlyList<string> SignerUrls { get; init; }

    public required IReadOnlyList<CertificateExtension> Extensions { get; init; }

    /// <summary>The entries, encoded, without the SEQUENCE around them.</summary>
    public required ReadOnlyMemory<byte> Entries { get; init; }

    /// <summary>revokedCertificates stands there, empty or not.</summary>
    public required bool HasEntries { get; init; }

    /// <summary>Whether it says that entries may be those of other issuers.</summary>
    public bool IsIndirect => DistributionPoint is { IsIndirect: true };

    /// <summary>A list that promises no next one ends as it begins.</summary>
    internal CrlMark Mark => new(Number, ThisUpdate, NextUpdate ?? ThisUpdate);

    /// <summary>Reads one CRL, DER or PEM (label X509 CRL), of at most <see cref="Limits.CrlOctets"/>.</summary>
    /// <param name="failure">What is wrong, in words.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure)
    {
        crl = null;
        return CrlPem.TryDecode(octets, out var der, out failure) && CrlReader.TryRead(der, out crl, out failure);
    }

    /// <summary>Reads what is about to be signed.</summary>
    internal static bool TryReadToBeSigned(
        ReadOnlyMemory<byte> toBeSigned, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure) =>
        CrlReader.TryReadToBeSigned(toBeSigned, out crl, out failure);
}

/// <summary>RFC 5280 section 5.2.5.</summary>
/// <param name="Urls">The URIs of the full name.</param>
/// <param name="DirectoryNames">The directoryNames of the full name.</param>
/// <param name="HasName">A distributionPoint stands there, of whatever form.</param>
/// <param name="OnlyUserCertificates">Covers end entities only.</param>
/// <param name="OnlyCaCertificates">Covers CAs only.</param>
/// <param name="OnlySomeReasons">Covers some reasons only: nobody may conclude from it that a certificate is not revoked.</param>
/// <param name="IsIndirect">Entries may be those of other issuers.</param>
/// <param name="OnlyAttributeCertificates">Speaks of no certificate that we know.</param>
public sealed record IssuingDistributionPoint(
    IReadOnlyList<string> Urls, IReadOnlyList<DistinguishedName> DirectoryNames, bool HasName, bool OnlyUserCertificates,
    bool OnlyCaCertificates, bool OnlySomeReasons, bool IsIndirect,
    bool OnlyAttributeCertificates);
