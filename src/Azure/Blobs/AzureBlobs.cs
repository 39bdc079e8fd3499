using Azure;
using Shaken.Azure.Rest;
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

    private readonly BlobServiceClient _service;
    private readonly ContainerNaming _naming;
    private readonly IRandom _random;

    internal AzureBlobs(BlobServiceClient service, ContainerNaming naming) => (_service, _naming, _random) = (service, naming, service.Options.Random);

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

    public ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken)
    {
        StorageLimits.Check(new BlobName(container, container));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxNames, StorageLimits.Page);
        return Outage.GuardAsync("Listing documents", () => ListPageAsync(container, prefix, continuation, maxNames, cancellationToken), cancellationToken);
    }

    private async ValueTask<Blob?> FindBlobAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await ContainerOf(name).DownloadBlobAsync(name.Name, StorageLimits.BlobOctets, cancellationToken);
            return new Blob(name, new BlobContent(blob.Content, blob.ContentType), Version(blob.Properties).ToETag());
        }
        catch (RequestFailedException refusal) when (refusal.IsAbsent())
        {
            return null;
        }
    }

    // Whether this request or an earlier one removed it makes no difference.
    private async ValueTask<bool> RemoveAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            await ContainerOf(name).DeleteBlobAsync(name.Name, cancellationToken);
            return true;
        }
        catch (RequestFailedException refusal) when (refusal.IsAbsent())
        {
            return false;
        }
    }

    private async ValueTask<ETag?> PutAsync(BlobName name, BlobContent content, WrittenVersion? expected, CancellationToken cancellationToken)
    {
        var container = ContainerOf(name);
        var marks = WriteMarks.New(_random, expected?.WriteId);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [WriteId] = marks.Id };
        if (marks.Replaced is { Length: > 0 } replaced) metadata[Replaced] = replaced;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var tag = await container.UploadBlobAsync(name.Name, content.Octets, content.ContentType, metadata, expected is null ? null : new(expected.ServiceTag!), cancellationToken);
                return new WrittenVersion(marks.Id, tag.ToString()).ToETag();
            }
            catch (RequestFailedException refusal) when (refusal.IsHomeMissing() && expected is null && tries < CreationTries)
            {
                await container.CreateIfNotExistsAsync(cancellationToken);
            }
            catch (RequestFailedException refusal) when (refusal.IsConditionNotMet())
            {
                return await JudgeAsync(container, name, marks, refusal, cancellationToken);
            }
        }
    }

    private static async ValueTask<ETag?> JudgeAsync(BlobContainerClient container, BlobName name, WriteMarks write, RequestFailedException refusal, CancellationToken cancellationToken)
    {
        var found = await FindPropertiesAsync(container, name, cancellationToken);
        return WriteFates.Judge(write, found is null ? null : ReadMarks(found), refusal.WasRetried()) switch
        {
            WriteFate.Won => Version(found!).ToETag(),
            WriteFate.WonAndReplaced => new WrittenVersion(write.Id, ServiceTag: null).ToETag(),
            WriteFate.Lost => null,
            WriteFate.Unknown => throw new StorageException("Writing a document: an answer was lost, and others have written since.", refusal),
        };
    }

    private static async ValueTask<BlobProperties?> FindPropertiesAsync(BlobContainerClient container, BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            return await container.GetPropertiesAsync(name.Name, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.IsAbsent())
        {
            return null;
        }
    }

    private async ValueTask<BlobPage> ListPageAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken)
    {
        try
        {
            var page = await _service.GetBlobContainerClient(_naming.ToAzure(container)).GetBlobsAsync(prefix, continuation, maxNames, cancellationToken);
            return new BlobPage([.. page.Names.Select(name => new BlobName(container, name))], page.NextMarker);
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
        {
            return new BlobPage([], null);
        }
    }

    private static WriteMarks ReadMarks(BlobProperties properties) => new(properties.Metadata.GetValueOrDefault(WriteId, ""), properties.Metadata.GetValueOrDefault(Replaced));

    private static WrittenVersion Version(BlobProperties properties) => new(properties.Metadata.GetValueOrDefault(WriteId, ""), properties.ETag.ToString());

    private BlobContainerClient ContainerOf(BlobName name) => _service.GetBlobContainerClient(_naming.ToAzure(name.Container));
}
