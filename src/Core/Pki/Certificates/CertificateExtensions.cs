using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// The extensions of a certificate: all as encoded, and those of the SHAKEN profile with their meaning. One that is absent is
/// null; one whose octets make no sense is null too and named in <see cref="Malformed"/>.
/// </summary>
public sealed class CertificateExtensions
{
    public required IReadOnlyList<CertificateExtension> All { get; init; }

    /// <summary>OIDs of extensions that are known here and cannot be read.</summary>
    public required IReadOnlyList<string> Malformed { get; init; }

    public required BasicConstraints? BasicConstraints { get; init; }

    public required KeyUsage? KeyUsage { get; init; }

    /// <summary>The key identifier, 20 octets as the profile has it.</summary>
    public required ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; init; }

    public required AuthorityKeyIdentifier? AuthorityKeyIdentifier { get; init; }

    /// <summary>The policies' OIDs.</summary>
    public required IReadOnlyList<string>? CertificatePolicies { get; init; }

    public required IReadOnlyList<CrlDistributionPoint>? CrlDistributionPoints { get; init; }

    /// <summary>Bounds on the names below a CA (RFC 5280 section 4.2.1.10).</summary>
    public required NameConstraints? NameConstraints { get; init; }

    public required TnAuthList? TnAuthList { get; init; }

    /// <summary>Where a TNAuthList by reference is (RFC 8226 section 10.1); null: nowhere.</summary>
    public required string? TnAuthListUrl { get; init; }

    /// <summary>From RFC 8226 section 8 or RFC 9118; a certificate with both is malformed.</summary>
    public required ClaimConstraints? ClaimConstraints { get; init; }

    /// <summary>The extension of that OID, or null.</summary>
    public CertificateExtension? Find(string oid) => All.FirstOrDefault(extension => extension.Oid == oid);
}

/// <summary>RFC 5280 section 4.2.1.9.</summary>
/// <param name="PathLength">How many CA certificates may follow below; null: any number.</param>
public sealed record BasicConstraints(bool IsCa, int? PathLength);

/// <summary>RFC 5280 section 4.2.1.3.</summary>
/// <param name="IsDer">The BIT STRING has no trailing zero bits and the right count of unused ones (X.690 section 11.2.2).</param>
public sealed record KeyUsage(KeyUsages Bits, bool IsDer);

/// <summary>The bits of KeyUsage, in the order of their encoding.</summary>
[Flags]
public enum KeyUsages
{
    None = 0,
    DigitalSignature = 1 << 0,
    NonRepudiation = 1 << 1,
    KeyEncipherment = 1 << 2,
    DataEncipherment = 1 << 3,
    KeyAgreement = 1 << 4,
    KeyCertSign = 1 << 5,
    CrlSign = 1 << 6,
    EncipherOnly = 1 << 7,
    DecipherOnly = 1 << 8,
}

/// <summary>RFC 5280 section 4.2.1.1.</summary>
/// <param name="KeyIdentifier">The issuer's SubjectKeyIdentifier; null where only name and serial number stand.</param>
public sealed record AuthorityKeyIdentifier(ReadOnlyMemory<byte>? KeyIdentifier);

/// <summary>RFC 5280 section 4.2.1.13.</summary>
/// <param name="HasFullName">The distributionPoint field is a fullName.</param>
/// <param name="Urls">The URIs of the full name.</param>
/// <param name="CrlIssuers">Who signs the CRL where that is not the certificate's issuer.</param>
public sealed record CrlDistributionPoint(bool HasFullName, IReadOnlyList<string> Urls, IReadOnlyList<DistinguishedName> CrlIssuers);
