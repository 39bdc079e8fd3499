using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// The last good CRL of each URL in storage, with the certificates that its signer was found by, so that a restart has it at once and knows
/// its number. Instances share one copy, which makes way for a later list only (<see cref="CrlOrder"/>).
/// </summary>
internal sealed class KeptCrls(IBlobs blobs)
{
    private const string Container = "crl-kept";
    private const int MaxTries = 8;

    /// <summary>The list and the certificates beside it, or null.</summary>
    public async ValueTask<(
        UntrustedCrl Crl, IReadOnlyList<StiCertificate> Certificates)?> FindAsync(string url, CancellationToken cancellationToken)
    {
        if (await blobs.FindAsync(NameOf(url, "crl"), cancellationToken) is not { } blob
            || !UntrustedCrl.TryRead(blob.Content.Octets, out var crl, out _))
            return null;
        var beside = await blobs.FindAsync(NameOf(url, "pem"), cancellationToken);
        return (
            crl, beside is not null && CertificateBundle.TryRead(beside.Content.Octets, out var certificates, out _) ? certificates : []);
    }

    /// <summary>Keeps a list that was verified, unless a later one is kept already.</summary>
    public async ValueTask KeepAsync(string url, UnkeptCrl list, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = NameOf(url, "crl");
        var content = new BlobContent(list.Crl.Der, PublishedCrl.MediaType);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var there = await blobs.FindAsync(name, cancellationToken);
            if (there is not null && IsLater(there, list.Crl, now)) return;

            // The certificates first: without them the list of a restart would have no signer.
            if (attempt == 0) await PutCertificatesAsync(url, list, cancellationToken);
            var version = there is null
                ? await blobs.TryPutNewAsync(name, content, cancellationToken)
                : await blobs.TryReplaceAsync(name, content, there.ETag, cancellationToken);
            if (version is not null) return;
        }
    }

    private static bool IsLater(Blob there, UntrustedCrl crl, DateTimeOffset now) =>
        there.Content.Octets.Span.SequenceEqual(crl.Der.Span)
        || (
            UntrustedCrl.TryRead(there.Content.Octets, out var other, out _)
                && CrlOrder.From(other.Mark, crl.Mark, now) is CrlStep.WentBack or CrlStep.Reused);

    private async ValueTask PutCertificatesAsync(string url, UnkeptCrl list, CancellationToken cancellationToken)
    {
        var others = list.Certificates.Where(other => other.Fingerprint != list.Signer.Fingerprint);
        StiCertificate[] beside = [list.Signer, .. others.Take(Foundations.Limits.CertificatesPerBundle - 1)];
        var pem = string.Join('\n', beside.Select(certificate => certificate.ToPem()));
        var content = new BlobContent(Encoding.ASCII.GetBytes(pem), "application/x-pem-file");
        var name = NameOf(url, "pem");
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var there = await blobs.FindAsync(name, cancellationToken);
            if (there is not null && there.Content.Octets.Span.SequenceEqual(content.Octets.Span)) return;
            var version = there is null
                ? await blobs.TryPutNewAsync(name, content, cancellationToken)
                : await blobs.TryReplaceAsync(name, content, there.ETag, cancellationToken);
            if (version is not null) return;
        }
    }

    private static BlobName NameOf(string url, string ending) =>
        new(Container, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ComparableUri.Of(url))))}.{ending}");
}
