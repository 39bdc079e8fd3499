using System.Globalization;
using Azure;
using Azure.Core;
using Shaken.Azure.Rest;

namespace Shaken.Azure.Blobs;

/// <summary>One container, by the REST interface, in the shape of the SDK's client. A refusal is a <see cref="RequestFailedException"/> with the service's code.</summary>
public sealed class BlobContainerClient
{
    private readonly BlobServiceClient _service;

    internal BlobContainerClient(BlobServiceClient service, string name)
    {
        if (name.Length is < 3 or > 63 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') || name[0] == '-' || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal))
            throw new ArgumentException("A container's name has 3 to 63 lower-case letters, digits and single hyphens.", nameof(name));
        (_service, Name) = (service, name);
    }

    public string Name { get; }

    /// <summary>Makes the container, private to the account, unless it is there.</summary>
    public async ValueTask CreateIfNotExistsAsync(CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Put, $"/{Name}");
        message.Request.Uri.AppendQuery("restype", "container");
        try
        {
            using var response = await _service.Rest.SendAsync(message, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeThere())
        {
            // Another was quicker, or this very request before its answer was lost.
        }
    }

    /// <summary>Writes a block blob whole. Refused with 409 BlobAlreadyExists or 412 ConditionNotMet where the condition fails.</summary>
    /// <param name="ifMatch">The version to replace; null: there must be none yet.</param>
    /// <param name="metadata">Names and values kept with it.</param>
    public async ValueTask<ETag> UploadBlobAsync(
        string name, ReadOnlyMemory<byte> content, string contentType, IReadOnlyDictionary<string, string> metadata, ETag? ifMatch, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Put, PathOf(name));
        var headers = message.Request.Headers;
        headers.SetValue("x-ms-blob-type", "BlockBlob");
        headers.SetValue("x-ms-blob-content-type", contentType);
        foreach (var (key, value) in metadata) headers.SetValue($"x-ms-meta-{key}", value);
        if (ifMatch is { } version) headers.SetValue("If-Match", version.ToString("H"));
        else headers.SetValue("If-None-Match", "*");

        headers.SetValue("Content-Type", "application/octet-stream");
        message.Request.Content = RequestContent.Create(content);
        using var response = await _service.Rest.SendAsync(message, cancellationToken, content.Length);
        return response.Headers.ETag ?? throw new RequestFailedException(response.Status, "The service gave no entity tag.");
    }

    /// <summary>The blob. Refused with 404 BlobNotFound where none is.</summary>
    /// <param name="maxOctets">A longer one is refused before it is read.</param>
    public async ValueTask<BlobDownload> DownloadBlobAsync(string name, long maxOctets, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Get, PathOf(name));

        // Read by ourselves into a buffer of the right size, after a look at the length.
        message.BufferResponse = false;
        using var response = await _service.Rest.SendAsync(message, cancellationToken);
        if (response.Headers.ContentLengthLong is not { } length || length > maxOctets) throw new RequestFailedException(response.Status, $"A blob of at most {maxOctets} octets was expected.");
        var octets = new byte[length];
        if (length > 0) await response.ContentStream!.ReadExactlyAsync(octets, cancellationToken);
        return new BlobDownload(octets, response.Headers.ContentType ?? "application/octet-stream", Properties(response));
    }

    /// <summary>What a blob is without its content. Refused with 404 where none is.</summary>
    public async ValueTask<BlobProperties> GetPropertiesAsync(string name, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Head, PathOf(name));
        using var response = await _service.Rest.SendAsync(message, cancellationToken);
        return Properties(response);
    }

    /// <summary>Removes a blob. Refused with 404 where none is.</summary>
    public async ValueTask DeleteBlobAsync(string name, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Delete, PathOf(name));
        using var response = await _service.Rest.SendAsync(message, cancellationToken);
    }

    /// <summary>A page of the names that begin with a prefix, in ordinal order. It may be empty before the end.</summary>
    public async ValueTask<BlobNamePage> GetBlobsAsync(string prefix, string? marker, int maxPerPage, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Get, $"/{Name}");
        var url = message.Request.Uri;
        url.AppendQuery("restype", "container");
        url.AppendQuery("comp", "list");
        url.AppendQuery("maxresults", maxPerPage.ToString(CultureInfo.InvariantCulture));
        if (prefix.Length > 0) url.AppendQuery("prefix", prefix);
        if (marker is not null) url.AppendQuery("marker", marker);
        using var response = await _service.Rest.SendAsync(message, cancellationToken);
        return BlobListing.Read(response.Content.ToStream(), "Blob");
    }

    private string PathOf(string name) => $"/{Name}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";

    private static BlobProperties Properties(Response response) => new(
        response.Headers.ETag ?? throw new RequestFailedException(response.Status, "The service gave no entity tag."),
        response.Headers.Where(header => header.Name.StartsWith("x-ms-meta-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Name["x-ms-meta-".Length..], header => header.Value, StringComparer.OrdinalIgnoreCase));
}

/// <summary>A version of a blob, and what is kept with it.</summary>
public sealed record BlobProperties(ETag ETag, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A blob whole.</summary>
public sealed record BlobDownload(ReadOnlyMemory<byte> Content, string ContentType, BlobProperties Properties);
