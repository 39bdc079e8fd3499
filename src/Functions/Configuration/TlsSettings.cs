using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shaken.Functions.Configuration;

/// <summary>The server's certificate for TLS, and the files that it is read from again when they change.</summary>
/// <param name="CertificateFile">PEM: the certificate, then its intermediates.</param>
/// <param name="KeyFile">PEM: its private key.</param>
/// <param name="Certificate">As both files were at the start.</param>
public sealed record TlsSettings(string CertificateFile, string KeyFile, TlsCertificate Certificate)
{
    internal static TlsSettings? Read(SettingsReader reader)
    {
        var certificate = reader.Text("Shaken:Tls:Certificate");
        var key = reader.Text("Shaken:Tls:Key");
        if (certificate is null || key is null)
        {
            reader.Refuse("Shaken:Tls", "a port for TLS takes Certificate and Key, two PEM files");
            return null;
        }

        if (reader.FileText("Shaken:Tls:Certificate", certificate) is not { } chain || reader.FileText("Shaken:Tls:Key", key) is not { } keyText) return null;
        if (TlsCertificate.TryParse(chain, keyText, out var read, out var failure)) return new TlsSettings(certificate, key, read);
        reader.Refuse("Shaken:Tls", $"certificate and key cannot be read or do not belong together: {failure}");
        return null;
    }
}

/// <summary>A certificate with its private key, and the intermediates that are sent with it.</summary>
public sealed record TlsCertificate(X509Certificate2 Certificate, X509Certificate2Collection Intermediates)
{
    /// <summary>Reads both PEM texts; fails where the key is not the certificate's.</summary>
    public static bool TryParse(string chain, string key, [NotNullWhen(true)] out TlsCertificate? certificate, [NotNullWhen(false)] out string? failure)
    {
        certificate = null;
        failure = null;
        try
        {
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPem(chain);
            if (intermediates.Count > 0) intermediates.RemoveAt(0);
            certificate = new TlsCertificate(ForServer(X509Certificate2.CreateFromPem(chain, key)), intermediates);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            failure = exception.Message;
            return false;
        }
    }

    // Windows does not take a key for TLS that exists in memory only.
    private static X509Certificate2 ForServer(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null) : certificate;
}
