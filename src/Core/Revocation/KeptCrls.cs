using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Certificates;
using Shaken.Core.Storage;

namespace Shaken.Core.Revocation;

/// <summary>
/// The last good CRL of each URL in storage, with the certificates that its signer was found by, so that a restart has it at once and knows its number.
/// Instances share one copy: the higher number stays.
/// </summary>
internal sealed class KeptCrls(IBlobs blobs)
{
    private const string Container = "crl-kept";
    private const int MaxTries = 8;

    /// <summary>The list and the certificates beside it, or null.</summary>
    public async ValueTask<(UntrustedCrl Crl, IReadOnlyList<StiCertificate> Certificates)?> FindAsync(string url, CancellationToken cancellationToken)
    {
        if (await blobs.FindAsync(NameOf(url, "crl"), cancellationToken) is not { } blob || !UntrustedCrl.TryRead(blob.Content.Octets, out var crl, out _)) return null;
        var beside = await blobs.FindAsync(NameOf(url, "pem"), cancellationToken);
        return (crl, beside is not null && CertificateBundle.TryRead(beside.Content.Octets, out var certificates, out _) ? certificates : []);
    }

    /// <summary>Keeps a list that was verified.</summary>
    public async ValueTask KeepAsync(string url, UntrustedCrl crl, StiCertificate signer, IReadOnlyList<StiCertificate> certificates, CancellationToken cancellationToken)
    {
        StiCertificate[] beside = [signer, .. certificates.Where(other => other.Fingerprint != signer.Fingerprint).Take(Foundations.Limits.CertificatesPerBundle - 1)];
        var pem = Encoding.ASCII.GetBytes(string.Join('\n', beside.Select(certificate => certificate.ToPem())));
        await PutAsync(NameOf(url, "pem"), new BlobContent(pem, "application/x-pem-file"), _ => false, cancellationToken);
        await PutAsync(
            NameOf(url, "crl"), new BlobContent(crl.Der, PublishedCrl.MediaType), there => UntrustedCrl.TryRead(there, out var other, out _) && other.Number > crl.Number, cancellationToken);
    }

    private async ValueTask PutAsync(BlobName name, BlobContent content, Func<ReadOnlyMemory<byte>, bool> isNewer, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await blobs.FindAsync(name, cancellationToken) is not { } there)
            {
                if (await blobs.TryPutNewAsync(name, content, cancellationToken) is not null) return;
                continue;
            }

            if (isNewer(there.Content.Octets) || there.Content.Octets.Span.SequenceEqual(content.Octets.Span)) return;
            if (await blobs.TryReplaceAsync(name, content, there.ETag, cancellationToken) is not null) return;
        }
    }

    private static BlobName NameOf(string url, string ending) => new(Container, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))}.{ending}");
}
