using System.Globalization;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>What one CRL said of one certificate.</summary>
/// <param name="Certificate">SHA-256 of the certificate, 64 hexadecimal digits in lower case.</param>
/// <param name="Issuer">Who signs the CRL, as a name.</param>
/// <param name="Number">The CRL's number in decimal digits; null: it has none.</param>
/// <param name="ThisUpdate">When the CRL was made.</param>
/// <param name="NextUpdate">When it must have been replaced.</param>
/// <param name="Digest">SHA-256 of the CRL's octets, 64 hexadecimal digits in lower case.</param>
/// <param name="Entry">Its entry for the certificate; null: it has none.</param>
public sealed record RevocationFact(
    string Certificate, string Issuer, string? Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, string Digest,
    RevokedCertificate? Entry)
{
    internal static RevocationFact Of(StiCertificate certificate, VerifiedCrl list) => new(
        certificate.Fingerprint, list.Issuer.ToString(), list.Number?.ToString(CultureInfo.InvariantCulture), list.ThisUpdate,
        list.NextUpdate, list.Digest, list.Index.Find(certificate));
}
