namespace Shaken.Core.Pki.Der;

/// <summary>An extension of a certificate, a CSR, a CRL or one of its entries, as encoded.</summary>
/// <param name="Oid">Which one.</param>
/// <param name="IsCritical">A reader that does not know it must refuse the certificate (RFC 5280 section 4.2).</param>
/// <param name="Value">The DER within the OCTET STRING.</param>
public sealed record CertificateExtension(string Oid, bool IsCritical, ReadOnlyMemory<byte> Value);
