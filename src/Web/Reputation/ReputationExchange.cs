using System.Net.Http.Headers;
using System.Net.Mime;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Web.Reputation;

/// <summary>Another program that keeps reputation: an STI-PA, or the registry.</summary>
/// <param name="Key">The API key by which it knows this deployment.</param>
internal sealed record ReputationServer(Uri Url, SecretText Key);

/// <summary>Posts JSON to another program that keeps reputation.</summary>
internal sealed class ReputationExchange(ReputationServer server, HttpMessageInvoker http, TimeProvider time)
{
    private readonly OperatorExchange _exchange = new(http, time);
    private readonly string _base = server.Url.AbsoluteUri.TrimEnd('/');

    /// <param name="path">With its slash.</param>
    public async ValueTask<Outcome<OperatorReply, FetchRefusal>> PostAsync(
        string path, ReadOnlyMemory<byte> body, OperatorBounds bounds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _base + path) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Accept.ParseAdd(MediaTypeNames.Application.Json);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Key.Reveal());
        return await _exchange.SendAsync(request, bounds, cancellationToken);
    }
}
