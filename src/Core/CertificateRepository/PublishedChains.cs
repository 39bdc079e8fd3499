using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificateRepository;

/// <summary>A published chain, as the STI-CR serves it.</summary>
/// <param name="Pem">PEM, leaf first, root left out (application/pem-certificate-chain, RFC 8555 section 9.1).</param>
/// <param name="EntityTag">A strong entity tag, in its quotes.</param>
public sealed record PublishedChain(ReadOnlyMemory<byte> Pem, string EntityTag);

/// <summary>Some ids and where to go on; a null continuation is the end.</summary>
public sealed record PublishedPage(IReadOnlyList<string> Ids, string? Continuation);

/// <summary>What came of publishing a chain.</summary>
public enum PublicationOutcome
{
    /// <summary>It stands there now.</summary>
    Published,

    /// <summary>The same stood there before.</summary>
    StoodAlready,

    /// <summary>The leaf stands there with other intermediates, and keeps them.</summary>
    AnotherStands,
}

/// <summary>
/// The STI-CR: certificate chains under stable URLs, <c>/certificates/{id}.pem</c>. What stands under an id never changes, since the id is
/// the leaf's fingerprint: an x5u keeps its meaning for as long as calls are traced.
/// </summary>
public sealed class PublishedChains
{
    /// <summary>Media type of a chain.</summary>
    public const string MediaType = "application/pem-certificate-chain";

    private const string Container = "certificates";
    private const string Ending = ".pem";
    private const int IdLength = 64;

    private static readonly SearchValues<char> IdAlphabet = SearchValues.Create("0123456789abcdef");

    private readonly IBlobs _blobs;

    public PublishedChains(IBlobs blobs) => _blobs = blobs;

    /// <summary>Publishes the chain of a certificate; publishing it again changes nothing.</summary>
    /// <param name="chain">The leaf and its intermediates, leaf first. A root is left out.</param>
    /// <returns>The id: the SHA-256 of the leaf's DER, 64 hexadecimal digits in lower case.</returns>
    public async ValueTask<string> PublishAsync(IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        await _blobs.TryPutNewAsync(NameOf(chain[0].Fingerprint), ContentOf(chain), cancellationToken);
        return chain[0].Fingerprint;
    }

    /// <summary>Publishes a chain of somebody else's, and says what stands under its id then.</summary>
    public async ValueTask<PublicationOutcome> TryPublishAsync(IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        var (name, content) = (NameOf(chain[0].Fingerprint), ContentOf(chain));
        if (await _blobs.TryPutNewAsync(name, content, cancellationToken) is not null) return PublicationOutcome.Published;
        return await _blobs.FindAsync(name, cancellationToken) is { } stands
            && stands.Content.Octets.Span.SequenceEqual(content.Octets.Span)
            ? PublicationOutcome.StoodAlready
            : PublicationOutcome.AnotherStands;
    }

    /// <summary>The ids of published chains in their order; only a null continuation means the end.</summary>
    public async ValueTask<PublishedPage> ListAsync(string? continuation, int maxIds, CancellationToken cancellationToken)
    {
        var page = await _blobs.ListAsync(Container, prefix: "", continuation, maxIds, cancellationToken);
        return new PublishedPage([.. page.Names.Select(name => name.Name[..^Ending.Length])], page.Continuation);
    }

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && !text.AsSpan().ContainsAnyExcept(IdAlphabet);

    /// <summary>The chain under an id, or null. Text that is no id finds nothing.</summary>
    public async ValueTask<PublishedChain?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id)) return null;
        if (await _blobs.FindAsync(NameOf(id), cancellationToken) is not { } blob) return null;
        var tag = StrictBase64Url.Encode(SHA256.HashData(blob.Content.Octets.Span).AsSpan(0, 16));
        return new PublishedChain(blob.Content.Octets, $"\"{tag}\"");
    }

    private static BlobContent ContentOf(IReadOnlyList<StiCertificate> chain)
    {
        var pem = string.Join(
            '\n',
            chain.Where((certificate, index) => index == 0 || !certificate.IsSelfIssued).Select(certificate => certificate.ToPem())) + "\n";
        return new BlobContent(Encoding.ASCII.GetBytes(pem), MediaType);
    }

    private static BlobName NameOf(string id) => new(Container, id + Ending);
}
