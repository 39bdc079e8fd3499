using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// The certificates behind one URL, in the order they were served: PEM (<c>application/pem-certificate-chain</c>, RFC 8555
/// section 9.1) with any text between, or one certificate in DER.
/// </summary>
public static class CertificateBundle
{
    /// <summary>Reads 1 to <see cref="Limits.CertificatesPerBundle"/> certificates; repeated ones count once.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> octets,
        [NotNullWhen(true)] out IReadOnlyList<StiCertificate>? certificates,
        [NotNullWhen(false)] out string? failure)
    {
        certificates = null;
        if (!PemText.IsIn(octets.Span))
        {
            if (!StiCertificate.TryRead(octets, out var single, out failure)) return false;
            certificates = [single];
            return true;
        }

        if (!PemText.TryRead(octets.Span, out var blocks, out failure)) return false;
        var list = new List<StiCertificate>();
        foreach (var block in blocks.Where(block => block.Label == "CERTIFICATE"))
        {
            if (!TryAdd(list, block.TryDecode(out var der) ? der : null, out failure)) return false;
        }

        failure = list.Count == 0 ? "no certificate stands in the PEM text" : null;
        certificates = list;
        return failure is null;
    }

    /// <summary>Whether a private key, encrypted or not, lies beside the certificates: everybody who fetches them has it.</summary>
    public static bool HoldsPrivateKey(ReadOnlySpan<byte> octets) => octets.IndexOf("PRIVATE KEY-----"u8) >= 0;

    /// <summary>Reads an x5c: base64 of the DER of each (RFC 7515 section 4.1.6).</summary>
    public static bool TryReadBase64(
        IReadOnlyList<string> encoded,
        [NotNullWhen(true)] out IReadOnlyList<StiCertificate>? certificates,
        [NotNullWhen(false)] out string? failure)
    {
        certificates = null;
        failure = encoded.Count == 0 ? "no certificate" : null;
        var list = new List<StiCertificate>();
        foreach (var base64 in encoded)
        {
            var der = new byte[Math.Min(base64.Length, Limits.CertificateOctets * 2)];
            if (!TryAdd(list, Convert.TryFromBase64Chars(base64, der, out var written) ? der[..written] : null, out failure)) return false;
        }

        certificates = list;
        return failure is null;
    }

    // Null where the base64 is broken.
    private static bool TryAdd(List<StiCertificate> list, byte[]? der, [NotNullWhen(false)] out string? failure)
    {
        failure = list.Count == Limits.CertificatesPerBundle
            ? $"more than {Limits.CertificatesPerBundle} certificates"
            : der is null ? "a certificate's base64 is broken" : null;
        if (failure is not null || !StiCertificate.TryRead(der, out var certificate, out failure)) return false;
        if (!list.Exists(other => other.Fingerprint == certificate.Fingerprint)) list.Add(certificate);
        return true;
    }
}
