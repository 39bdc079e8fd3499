using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Fetching;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Reads client certificates for TLS.</summary>
internal static class ClientIdentitySettings
{
    /// <summary>A certificate with its intermediates and its key, two PEM files; null: neither is set, or one is wrong.</summary>
    public static ClientIdentity? ReadClientIdentity(
        this SettingsReader reader, Setting certificateSetting, SecretFileSetting keySetting)
    {
        var (certificate, key) = (reader.Text(certificateSetting), reader.Text(keySetting));
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null)
        {
            reader.Refuse(certificateSetting, $"a client certificate needs {certificateSetting} and {keySetting}, two PEM files");
            return null;
        }

        if (reader.Secret(keySetting, key) is not { } secret || reader.FileText(certificateSetting, certificate) is not { } chain)
            return null;
        try
        {
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPem(chain);
            if (intermediates.Count > 0) intermediates.RemoveAt(0);
            return new ClientIdentity(ForClient(X509Certificate2.CreateFromPem(chain, secret.Reveal())), intermediates);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            reader.Refuse(
                certificateSetting, $"certificate and key cannot be read or do not belong together: {exception.Message}");
            return null;
        }
    }

    // Some platforms' TLS takes no key that lives in memory alone.
    private static X509Certificate2 ForClient(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null) : certificate;
}
