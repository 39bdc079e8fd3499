using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Certificates;

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
        if (octets.Span.IndexOf("-----BEGIN"u8) < 0)
        {
            if (!StiCertificate.TryRead(octets, out var single, out failure)) return false;
            certificates = [single];
            return true;
        }

        var list = new List<StiCertificate>();
        ReadOnlySpan<char> rest = Encoding.Latin1.GetString(octets.Span);
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is "CERTIFICATE" && !TryAdd(list, rest[fields.Base64Data], fields.DecodedDataLength, out failure)) return false;
            rest = rest[fields.Location.End..];
        }

        failure = list.Count == 0 ? "no certificate stands in the PEM text" : null;
        certificates = list;
        return failure is null;
    }

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
            if (!TryAdd(list, base64, Math.Min(base64.Length, Limits.CertificateOctets * 2), out failure)) return false;
        }

        certificates = list;
        return failure is null;
    }

    private static bool TryAdd(List<StiCertificate> list, ReadOnlySpan<char> base64, int length, [NotNullWhen(false)] out string? failure)
    {
        if (list.Count == Limits.CertificatesPerBundle)
        {
            failure = $"more than {Limits.CertificatesPerBundle} certificates";
            return false;
        }

        var der = new byte[length];
        if (!Convert.TryFromBase64Chars(base64, der, out var written))
        {
            failure = "a certificate's base64 is broken";
            return false;
        }

        if (!StiCertificate.TryRead(der.AsMemory(0, written), out var certificate, out failure)) return false;
        if (!list.Exists(other => other.Fingerprint == certificate.Fingerprint)) list.Add(certificate);
        return true;
    }
}
