using System.Globalization;
using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Lists;

/// <summary>Every list ever published, each a blob of its own that is written once.</summary>
internal sealed class TrustListFiles(IBlobs blobs, string name)
{
    private const string Container = "trust-lists";

    public async ValueTask<PublishedTrustList?> FindAsync(long sequence, CancellationToken cancellationToken)
    {
        if (await blobs.FindAsync(NameOf(sequence), cancellationToken) is not { } blob) return null;
        var document = JsonSerializer.Deserialize(blob.Content.Octets.Span, TrustListJson.Default.TrustListFileDocument);
        return document?.Sequence == sequence
            ? new PublishedTrustList(document)
            : throw new StorageException($"The trusted-CA list {sequence} cannot be read.");
    }

    /// <summary>Puts a list at its sequence. False: one is there.</summary>
    public async ValueTask<bool> TryPutAsync(TrustListFileDocument list, CancellationToken cancellationToken)
    {
        var content =
            new BlobContent(JsonSerializer.SerializeToUtf8Bytes(list, TrustListJson.Default.TrustListFileDocument), "application/json");
        return await blobs.TryPutNewAsync(NameOf(list.Sequence), content, cancellationToken) is not null;
    }

    private BlobName NameOf(long sequence) => new(Container, string.Create(CultureInfo.InvariantCulture, $"{name}/{sequence:D12}.json"));
}
