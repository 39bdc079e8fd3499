using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Foundations;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Why certificate and key of TLS cannot be used.</summary>
/// <param name="IsOfKey">The fault is in the key's file, else in the certificate's.</param>
/// <param name="Detail">What is wrong, in words that follow the file's name.</param>
public sealed record TlsFault(bool IsOfKey, string Detail);

/// <summary>
/// A certificate of TLS with its private key, and the intermediates that are sent with it: of any algorithm that the platform serves, unlike the keys of SHAKEN.
/// </summary>
public sealed record TlsCertificate(X509Certificate2 Certificate, X509Certificate2Collection Intermediates)
{
    /// <summary>Reads the content of both PEM files; fails where the key is not the certificate's.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> chain,
        ReadOnlyMemory<byte> key,
        [NotNullWhen(true)] out TlsCertificate? certificate,
        [NotNullWhen(false)] out TlsFault? fault)
    {
        certificate = null;
        fault = null;
        if (!TryReadCertificates(chain, out var certificates, out var failure)) fault = new TlsFault(IsOfKey: false, failure);
        else if (!TryReadKey(key, out var keyPem, out failure)) fault = new TlsFault(IsOfKey: true, failure);
        else
        {
            try
            {
                var served = ForServer(X509Certificate2.CreateFromPem(certificates[0].ExportCertificatePem(), keyPem));
                certificate = new TlsCertificate(served, [.. certificates[1..]]);
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                fault = new TlsFault(IsOfKey: true, $"is not the key of the certificate, or it is damaged: {exception.Message}");
            }
        }

        return certificate is not null;
    }

    /// <summary>The certificates of a PEM text, one or more.</summary>
    internal static bool TryReadCertificates(
        ReadOnlyMemory<byte> pem, [NotNullWhen(true)] out X509Certificate2[]? certificates, [NotNullWhen(false)] out string? failure)
    {
        certificates = null;
        if (!PemText.TryRead(pem.Span, out var blocks, out failure))
        {
            failure = $"cannot be read as PEM: {failure}";
            return false;
        }

        try
        {
            certificates = [.. blocks.Where(block => block.Label == "CERTIFICATE")
                .Select(block => X509CertificateLoader.LoadCertificate(block.TryDecode(out var der) ? der : []))];
            failure = certificates.Length == 0 ? "holds no certificate in PEM" : null;
        }
        catch (CryptographicException exception)
        {
            failure = $"holds a certificate that cannot be read: {exception.Message}";
        }

        return failure is null;
    }

    private static bool TryReadKey(ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out string? pem, [NotNullWhen(false)] out string? failure)
    {
        pem = null;
        if (!PemText.TryRead(octets.Span, out var blocks, out failure))
        {
            failure = $"cannot be read as PEM: {failure}";
            return false;
        }

        var keys = blocks.Where(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)).ToList();
        failure = FaultOf(blocks, keys);
        if (failure is null) pem = $"-----BEGIN {keys[0].Label}-----{keys[0].Body}-----END {keys[0].Label}-----";
        return pem is not null;
    }

    private static string? FaultOf(IReadOnlyList<PemBlock> blocks, List<PemBlock> keys) => keys switch
    {
        [] when blocks.Any(block => block.Label.EndsWith("PUBLIC KEY", StringComparison.Ordinal)) => "holds a public key, no private key",
        [] => "holds no private key in PEM",
        [_, _, ..] => $"holds {keys.Count} private keys: keep the one that belongs to the certificate",
        [var only] when only.Label.StartsWith("ENCRYPTED", StringComparison.Ordinal)
            || only.Body.Span.Contains("ENCRYPTED", StringComparison.Ordinal) =>
            "is encrypted: decrypt it with openssl pkey -in FILE -out NEW-FILE into a file that only its owner may read",
        [_] => null,
    };

    // Windows does not take a key for TLS that exists in memory only.
    private static X509Certificate2 ForServer(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null) : certificate;
}
