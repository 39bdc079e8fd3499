using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Operators.Access;

/// <summary>
/// The client certificate of a request: of its TLS connection, or of the header in which a configured platform passes it on. It counts
/// by its SHA-256 and its validity; no chain is built, so nothing is fetched that a stranger's certificate names.
/// </summary>
internal sealed class ClientCertificates(IOptions<AccessSettings> settings, ClientAddress addresses, TimeProvider time)
{
    private const int MaxHeaderText = Limits.CertificateOctets * 2;

    /// <summary>Makes a TLS port ask for a certificate, and take any or none.</summary>
    public static void Ask(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = static (certificate, chain, _) =>
        {
            PresentedCertificates.Keep(certificate, chain);
            return true;
        };
    }

    /// <summary>How the server looks at a client's chain during the handshake: not at all, and without a fetch.</summary>
    public static X509ChainPolicy ChainPolicy() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
    };

    /// <summary>
    /// The SHA-256 of the request's certificate, 64 hexadecimal digits in lower case; null: there is none that is valid now.
    /// </summary>
    public string? FindFingerprint(HttpContext context)
    {
        if (context.Connection.ClientCertificate is { } certificate) return FingerprintOf(certificate);
        if (FindForwarded(context) is not { } der) return null;
        try
        {
            using var forwarded = X509CertificateLoader.LoadCertificate(der);
            return FingerprintOf(forwarded);
        }
        catch (CryptographicException)
        {
            // Not a certificate, so none was sent.
            return null;
        }
    }

    /// <summary>
    /// The request's certificate, whose key the client has proven, and those that it sent along; not judged, not even by their validity.
    /// Null: there is none. Empty: there is one that cannot be read.
    /// </summary>
    public IReadOnlyList<StiCertificate>? FindChain(HttpContext context)
    {
        if (context.Connection.ClientCertificate is { } certificate)
            return Read(certificate.RawData, PresentedCertificates.FindOthers(certificate));
        return FindForwarded(context) is { } der ? Read(der, []) : null;
    }

    private static List<StiCertificate> Read(byte[] leaf, IReadOnlyList<byte[]> others)
    {
        var read = new List<StiCertificate>();
        if (!StiCertificate.TryRead(leaf, out var first, out _)) return read;
        read.Add(first);
        foreach (var octets in others)
        {
            if (StiCertificate.TryRead(octets, out var other, out _) && !read.Exists(one => one.Fingerprint == other.Fingerprint))
                read.Add(other);
        }

        return read;
    }

    private byte[]? FindForwarded(HttpContext context)
    {
        if (settings.Value.CertificateHeader is not { } header
            || context.Request.Headers[header] is not [{ Length: > 0 and <= MaxHeaderText } text])
            return null;
        if (context.Connection.RemoteIpAddress is not { } peer || !addresses.IsProxy(peer)) return null;
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var written) ? octets[..written] : null;
    }

    private string? FingerprintOf(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(certificate.NotBefore) <= now && now <= new DateTimeOffset(certificate.NotAfter)
            ? certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()
            : null;
    }
}
