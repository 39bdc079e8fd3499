using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// The last good CRL of each country and URL in storage, with the certificates that its signer was found by, so that a restart has it at
/// once and knows its number. Instances share one copy, which makes way for a later list only (<see cref="CrlOrder"/>).
/// </summary>
internal sealed class KeptCrls(IBlobs blobs)
{
    private const string Container = "crl-kept";
    private const int MaxTries = 8;

    /// <summary>The list and the certificates beside it, or null.</summary>
    public async ValueTask<(
        UntrustedCrl Crl, IReadOnlyList<StiCertificate> Certificates)?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (await blobs.FindAsync(NameOf(name, "crl"), cancellationToken) is not { } blob
            || !UntrustedCrl.TryRead(blob.Content.Octets, out var crl, out _))
            return null;
        var beside = await blobs.FindAsync(NameOf(name, "pem"), cancellationToken);
        return (
            crl, beside is not null && CertificateBundle.TryRead(beside.Content.Octets, out var certificates, out _) ? certificates : []);
    }

    /// <summary>Keeps a list that was verified, unless a later one is kept already.</summary>
    public async ValueTask KeepAsync(string name, UnkeptCrl list, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var blobName = NameOf(name, "crl");
        var content = new BlobContent(list.Crl.Der, PublishedCrl.MediaType);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var there = await blobs.FindAsync(blobName, cancellationToken);
            if (there is not null && IsLater(there, list.Crl, now)) return;

            // The certificates first: without them the list of a restart would have no signer.
            if (attempt == 0) await PutCertificatesAsync(name, list, cancellationToken);
            var version = there is null
                ? await blobs.TryPutNewAsync(blobName, content, cancellationToken)
                : await blobs.TryReplaceAsync(blobName, content, there.ETag, cancellationToken);
            if (version is not null) return;
        }
    }

    private static bool IsLater(Blob there, UntrustedCrl crl, DateTimeOffset now) =>
        there.Content.Octets.Span.SequenceEqual(crl.Der.Span)
        || (
            UntrustedCrl.TryRead(there.Content.Octets, out var other, out _)
                && CrlOrder.From(other.Mark, crl.Mark, now) is CrlStep.WentBack or CrlStep.Reused);

    private async ValueTask PutCertificatesAsync(string name, UnkeptCrl list, CancellationToken cancellationToken)
    {
        var others = list.Certificates.Where(other => other.Fingerprint != list.Signer.Fingerprint);
        StiCertificate[] beside = [list.Signer, .. others.Take(Foundations.Limits.CertificatesPerBundle - 1)];
        var pem = string.Join('\n', beside.Select(certificate => certificate.ToPem()));
        var content = new BlobContent(Encoding.ASCII.GetBytes(pem), "application/x-pem-file");
        var blobName = NameOf(name, "pem");
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var there = await blobs.FindAsync(blobName, cancellationToken);
            if (there is not null && there.Content.Octets.Span.SequenceEqual(content.Octets.Span)) return;
            var version = there is null
                ? await blobs.TryPutNewAsync(blobName, content, cancellationToken)
                : await blobs.TryReplaceAsync(blobName, content, there.ETag, cancellationToken);
            if (version is not null) return;
        }
    }

    private static BlobName NameOf(string name, string ending) =>
        new(Container, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}.{ending}");
}
