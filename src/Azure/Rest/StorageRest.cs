using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Shaken.Azure.Rest;

/// <summary>The pipeline to one service of a storage account: retries, then on each try its credential. Answers that are errors are thrown.</summary>
internal sealed class StorageRest
{
    private const string Scope = "https://storage.azure.com/.default";

    // How much slower than this a large transfer may not be.
    private const int LeastOctetsPerSecond = 512 * 1024;

    private readonly HttpPipeline _pipeline;
    private readonly string _version;
    private readonly TimeSpan _tryTimeout;

    private StorageRest(Uri endpoint, string version, StorageRestOptions options, HttpPipelinePolicy credential)
    {
        (Endpoint, _version, _tryTimeout) = (endpoint.AbsoluteUri.TrimEnd('/'), version, options.Retry.NetworkTimeout);
        var pipeline = new HttpPipelineOptions(options) { RequestFailedDetailsParser = StorageErrorParser.Instance };
        pipeline.PerRetryPolicies.Add(credential);
        _pipeline = HttpPipelineBuilder.Build(pipeline);
    }

    /// <param name="credential">Used where the connection has no key.</param>
    public static StorageRest Tables(StorageConnection connection, TokenCredential? credential, StorageRestOptions options) =>
        new(connection.Tables, "2020-12-06", options, connection.Key is { } key ? new TablesKeyPolicy(key, options.Time) : Token(credential));

    /// <param name="credential">Used where the connection has no key.</param>
    public static StorageRest Blobs(StorageConnection connection, TokenCredential? credential, StorageRestOptions options) =>
        new(connection.Blobs, "2024-11-04", options, connection.Key is { } key ? new BlobsKeyPolicy(key, options.Time) : Token(credential));

    /// <summary>Where the service answers, without a slash at its end.</summary>
    public string Endpoint { get; }

    /// <param name="path">Below the endpoint, escaped, beginning with a slash.</param>
    public HttpMessage NewMessage(RequestMethod method, string path)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Endpoint + path));
        message.Request.Headers.SetValue("x-ms-version", _version);
        return message;
    }

    /// <summary>Sends, and gives the answer if it is none of an error.</summary>
    /// <param name="transfer">Octets that go or may come, for which a try gets more time.</param>
    /// <exception cref="RequestFailedException">The service refused, with its code, or it could not be reached.</exception>
    public async ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken, long transfer = 0)
    {
        message.NetworkTimeout = _tryTimeout + TimeSpan.FromSeconds(transfer / LeastOctetsPerSecond);
        await _pipeline.SendAsync(message, cancellationToken);
        var response = message.Response;
        if (!response.IsError) return response;
        using (response) throw new RequestFailedException(response).After(message.ProcessingContext.RetryNumber);
    }

    private static RenewingTokenPolicy Token(TokenCredential? credential) =>
        new(credential ?? throw new ArgumentException("A connection without a key takes a credential.", nameof(credential)), Scope);
}
