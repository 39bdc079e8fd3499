using Azure.Core;
using Shaken.Azure.Rest;

namespace Shaken.Azure.Blobs;

/// <summary>The Blob service of an account, by its REST interface, in the shape of the SDK's client.</summary>
public sealed class BlobServiceClient
{
    /// <param name="credential">Used where the connection has no key.</param>
    public BlobServiceClient(StorageConnection connection, TokenCredential? credential, StorageRestOptions options) =>
        (Rest, Options) = (StorageRest.Blobs(connection, credential, options), options);

    internal StorageRest Rest { get; }

    internal StorageRestOptions Options { get; }

    /// <param name="name">3 to 63 lower-case letters, digits and single hyphens.</param>
    public BlobContainerClient GetBlobContainerClient(string name) => new(this, name);

    /// <summary>A page of the names of containers that begin with a prefix. It may be empty before the end.</summary>
    public async ValueTask<BlobNamePage> GetBlobContainersAsync(string prefix, string? marker, CancellationToken cancellationToken)
    {
        using var message = Rest.NewMessage(RequestMethod.Get, "/");
        var url = message.Request.Uri;
        url.AppendQuery("comp", "list");
        url.AppendQuery("prefix", prefix);
        if (marker is not null) url.AppendQuery("marker", marker);
        using var response = await Rest.SendAsync(message, cancellationToken);
        return BlobListing.Read(response.Content.ToStream(), "Container");
    }
}

/// <summary>Some names, and where to go on; a null marker is the end.</summary>
public sealed record BlobNamePage(IReadOnlyList<string> Names, string? NextMarker);
