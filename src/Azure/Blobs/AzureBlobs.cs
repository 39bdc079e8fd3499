using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Shaken.Azure.Clients;
using Shaken.Azure.Versions;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using ETag = Shaken.Core.Storage.ETag;

namespace Shaken.Azure.Blobs;

/// <summary>Documents as block blobs, each written by one conditional request, so that a reader sees one whole or the other.</summary>
public sealed class AzureBlobs : IBlobs
{
    private const string WriteId = "writeid";
    private const string Replaced = "replaced";
    private const int CreationTries = 3;

    // The client cuts what is not smaller than this into blocks, each a request of its own.
    private static readonly StorageTransferOptions InOneRequest = new() { InitialTransferSize = StorageLimits.BlobOctets + 1L };

    private readonly BlobServiceClient _service;
    private readonly ContainerNaming _naming;
    private readonly IRandom _random;

    internal AzureBlobs(BlobServiceClient service, ContainerNaming naming, IRandom random) =>
        (_service, _naming, _random) = (service, naming, random);

    public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name);
        return Outage.GuardAsync("Reading a document", () => FindBlobAsync(name, cancellationToken), cancellationToken);
    }

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name, content);
        return Outage.GuardAsync("Writing a document", () => PutAsync(name, content, expected: null, cancellationToken), cancellationToken);
    }

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name, content);
        if (!WrittenVersion.TryRead(expected, out var version)) return new((ETag?)null);
        return Outage.GuardAsync("Replacing a document", () => PutAsync(name, content, version, cancellationToken), cancellationToken);
    }

    public async ValueTask DeleteAsync(BlobName name, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name);
        await Outage.GuardAsync("Removing a document", () => RemoveAsync(name, cancellationToken), cancellationToken);
    }

    public ValueTask<BlobPage> ListAsync(
        string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken)
    {
        StorageLimits.Check(new BlobName(container, container));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxNames, StorageLimits.Page);
        return Outage.GuardAsync(
            "Listing documents", () => ListPageAsync(container, prefix, continuation, maxNames, cancellationToken), cancellationToken);
    }

    private async ValueTask<Blob?> FindBlobAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await ClientOf(name).DownloadStreamingAsync(options: null, cancellationToken);
            using var download = answer.Value;
            var octets = await ReadAsync(download.Content, answer.GetRawResponse().Headers.ContentLengthLong, cancellationToken);
            var version = VersionOf(download.Details.Metadata, download.Details.ETag);
            return new Blob(name, new BlobContent(octets, download.Details.ContentType), version.ToETag());
        }
        catch (RequestFailedException refusal) when (refusal.IsAbsent())
        {
            return null;
        }
    }

    // The client reads whatever comes: the length is looked at first.
    private static async ValueTask<byte[]> ReadAsync(Stream content, long? length, CancellationToken cancellationToken)
    {
        if (length is not (>= 0 and <= StorageLimits.BlobOctets))
            throw new StorageException($"Reading a document failed: it has {length} octets, of at most {StorageLimits.BlobOctets}.");
        var octets = new byte[length.Value];
        await content.ReadExactlyAsync(octets, cancellationToken);
        return octets;
    }

    // Whether this request or an earlier one removed it makes no difference.
    private async ValueTask<bool> RemoveAsync(BlobName name, CancellationToken cancellationToken) =>
        await ClientOf(name).DeleteIfExistsAsync(DeleteSnapshotsOption.None, conditions: null, cancellationToken);

    private async ValueTask<ETag?> PutAsync(
        BlobName name, BlobContent content, WrittenVersion? expected, CancellationToken cancellationToken)
    {
        var blob = ClientOf(name);
        var marks = WriteMarks.New(_random, expected?.WriteId);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [WriteId] = marks.Id };
        if (marks.Replaced is { Length: > 0 } replaced) metadata[Replaced] = replaced;
        var options = new BlobUploadOptions
        {
            Conditions = expected is null ? new() { IfNoneMatch = global::Azure.ETag.All } : new() { IfMatch = new(expected.ServiceTag!) },
            HttpHeaders = new() { ContentType = content.ContentType },
            Metadata = metadata,
            TransferOptions = InOneRequest,
        };
        for (var tries = 1; ; tries++)
        {
            try
            {
                var written = await Tries.CountAsync(() => blob.UploadAsync(new BinaryData(content.Octets), options, cancellationToken));
                return new WrittenVersion(marks.Id, TagOf(written.Value.ETag)).ToETag();
            }
            catch (RequestFailedException refusal) when (refusal.IsHomeMissing() && expected is null && tries < CreationTries)
            {
                await ContainerOf(name.Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            }
            catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
            {
                return await JudgeAsync(blob, marks, refusal, cancellationToken);
            }
        }
    }

    private static async ValueTask<ETag?> JudgeAsync(
        BlobClient blob, WriteMarks write, RequestFailedException refusal, CancellationToken cancellationToken)
    {
        var found = await FindPropertiesAsync(blob, cancellationToken);
        return WriteFates.Judge(write, found is null ? null : MarksIn(found.Metadata), refusal.WasRetried()) switch
        {
            WriteFate.Won => VersionOf(found!.Metadata, found.ETag).ToETag(),
            WriteFate.WonAndReplaced => new WrittenVersion(write.Id, ServiceTag: null).ToETag(),
            WriteFate.Lost => null,
            WriteFate.Unknown =>
                throw new StorageException("Writing a document: an answer was lost, and others have written since.", refusal),
        };
    }

    private static async ValueTask<BlobProperties?> FindPropertiesAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(conditions: null, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.IsAbsent())
        {
            return null;
        }
    }

    private async ValueTask<BlobPage> ListPageAsync(
        string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken)
    {
        var documents = ContainerOf(container).GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken);
        try
        {
            var page = await documents.AsPages(continuation, maxNames).FirstAsync(cancellationToken);
            var next = page.ContinuationToken is { Length: > 0 } token ? token : null;
            return new BlobPage([.. page.Values.Select(blob => new BlobName(container, blob.Name))], next);
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
        {
            return new BlobPage([], null);
        }
    }

    private static WriteMarks MarksIn(IDictionary<string, string> metadata) =>
        new(metadata.TryGetValue(WriteId, out var id) ? id : "", metadata.TryGetValue(Replaced, out var replaced) ? replaced : null);

    private static WrittenVersion VersionOf(IDictionary<string, string> metadata, global::Azure.ETag tag) =>
        new(MarksIn(metadata).Id, TagOf(tag));

    // Some answers give it with its quotation marks, some without.
    private static string TagOf(global::Azure.ETag tag) => tag.ToString("H");

    private BlobContainerClient ContainerOf(string container) => _service.GetBlobContainerClient(_naming.ToAzure(container));

    private BlobClient ClientOf(BlobName name) => ContainerOf(name.Container).GetBlobClient(name.Name);
}
