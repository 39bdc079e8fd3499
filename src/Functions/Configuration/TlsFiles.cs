using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Foundations;

namespace Shaken.Functions.Configuration;

/// <summary>Certificates and keys of TLS in PEM files: of any algorithm that the platform serves, unlike the keys of SHAKEN.</summary>
internal static class TlsFiles
{
    private const string CertificateName = "Shaken:Tls:Certificate";
    private const string KeyName = "Shaken:Tls:Key";

    /// <summary>Reads the server's certificate with its key, or refuses the setting that is at fault.</summary>
    /// <param name="intermediates">Gets what stands after the certificate.</param>
    public static bool TryRead(
        SettingsReader reader,
        string certificatePath,
        string keyPath,
        X509Certificate2Collection intermediates,
        [NotNullWhen(true)] out X509Certificate2? served)
    {
        served = null;
        var chain = Certificates(reader, CertificateName, certificatePath);
        if (!TryReadKey(reader, keyPath, out var keyPem) || chain.Length == 0) return false;
        intermediates.AddRange(chain[1..]);
        try
        {
            served = X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), keyPem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            reader.Refuse(KeyName, $"\"{keyPath}\" is not the key of the certificate in \"{certificatePath}\", or it is damaged: {exception.Message}");
        }

        return served is not null;
    }

    /// <summary>The certificates of a PEM file; empty, and refused, where there is none.</summary>
    public static X509Certificate2[] Certificates(SettingsReader reader, string name, string path)
    {
        if (!TryReadBlocks(reader, name, path, out var blocks)) return [];
        var certificates = new List<X509Certificate2>();
        try
        {
            foreach (var block in blocks.Where(block => block.Label == "CERTIFICATE"))
                certificates.Add(X509CertificateLoader.LoadCertificate(block.TryDecode(out var der) ? der : []));
            if (certificates.Count == 0) reader.Refuse(name, $"\"{path}\" holds no certificate in PEM");
            return [.. certificates];
        }
        catch (CryptographicException exception)
        {
            reader.Refuse(name, $"\"{path}\" holds a certificate that cannot be read: {exception.Message}");
            return [];
        }
    }

    private static bool TryReadKey(SettingsReader reader, string path, [NotNullWhen(true)] out string? pem)
    {
        pem = null;
        if (!TryReadBlocks(reader, KeyName, path, out var blocks)) return false;
        var keys = blocks.Where(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)).ToList();
        if (FaultOf(blocks, keys) is { } fault) reader.Refuse(KeyName, $"\"{path}\" {fault}");
        else pem = $"-----BEGIN {keys[0].Label}-----{keys[0].Body}-----END {keys[0].Label}-----";
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

    private static bool TryReadBlocks(
        SettingsReader reader, string name, string path, [NotNullWhen(true)] out IReadOnlyList<PemBlock>? blocks)
    {
        blocks = null;
        if (reader.FileOctets(name, path) is not { } octets) return false;
        if (PemText.TryRead(octets, out blocks, out var failure)) return true;
        reader.Refuse(name, $"\"{path}\" cannot be read as PEM: {failure}");
        return false;
    }
}
