namespace Shaken.Web.Shared.Configuration;

/// <summary>The server's certificate for TLS, and the files that it is read from again when they change.</summary>
/// <param name="CertificateFile">PEM: the certificate, then its intermediates.</param>
/// <param name="KeyFile">PEM: its private key.</param>
/// <param name="Certificate">As both files were at the start.</param>
public sealed record TlsSettings(string CertificateFile, string KeyFile, TlsCertificate Certificate)
{
    internal static TlsSettings? Read(SettingsReader reader)
    {
        var certificate = reader.Text(ListenSetting.TlsCertificate);
        var key = reader.Text(ListenSetting.TlsKey);
        if (certificate is null || key is null)
        {
            reader.Refuse("Shaken:Tls", "a port for TLS takes Certificate and Key, two PEM files");
            return null;
        }

        if (reader.FileOctets(ListenSetting.TlsCertificate, certificate) is not { } chain
            || reader.FileOctets(ListenSetting.TlsKey, key) is not { } keyOctets)
            return null;
        if (TlsCertificate.TryParse(chain, keyOctets, out var read, out var fault)) return new TlsSettings(certificate, key, read);
        reader.Refuse(
            fault.IsOfKey ? ListenSetting.TlsKey : ListenSetting.TlsCertificate,
            $"\"{(fault.IsOfKey ? key : certificate)}\" {fault.Detail}");
        return null;
    }
}
