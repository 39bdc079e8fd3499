using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Pki.Paths;

/// <summary>A root certificate that somebody with the authority to say so put on a list, and the country it stands for.</summary>
/// <param name="Certificate">Self-issued, a CA.</param>
/// <param name="Country">The C of its subject and issuer (ATIS-1000087 clause 4.3.1).</param>
public sealed record TrustedRoot(StiCertificate Certificate, CountryCode Country)
{
    /// <summary>
    /// Takes a certificate as a root: it names one country in subject and issuer, is a CA, and its own key signed it.
    /// </summary>
    public static bool TryCreate(
        StiCertificate certificate, [NotNullWhen(true)] out TrustedRoot? root, [NotNullWhen(false)] out string? failure)
    {
        if (!TryCreateVouched(certificate, out root, out failure)) return false;
        if (certificate.IsSignedBy(certificate.PublicKey)) return true;
        (root, failure) = (null, "its own key did not sign it");
        return false;
    }

    /// <summary>
    /// Takes a certificate that a verified list names, or that was checked before it was stored. Its own signature is not looked at: it
    /// adds nothing to what vouches for it already (RFC 5280 section 6.1), and is most of the work where countries have thousands of roots.
    /// </summary>
    public static bool TryCreateVouched(
        StiCertificate certificate, [NotNullWhen(true)] out TrustedRoot? root, [NotNullWhen(false)] out string? failure)
    {
        root = null;
        failure = certificate.Subject.Country is not { } country ? "the root names no ISO 3166-1 country in its subject"
            : certificate.Issuer.Country != country ? "the root's issuer names another country, or none"
            : !certificate.IsSelfIssued ? "the certificate is not self-issued"
            : !certificate.IsCa ? "the certificate is no CA"
            : certificate.PublicKey.PointFault is { } fault ? $"its key is {fault}"
            : null;
        if (failure is not null) return false;
        root = new TrustedRoot(certificate, certificate.Subject.Country!);
        return true;
    }
}
