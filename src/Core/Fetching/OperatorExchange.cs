using System.Net;
using System.Net.Http.Headers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>How long an exchange may take, and how much of an answer is read.</summary>
/// <param name="Timeout">From the first attempt to connect to the last octet of the answer.</param>
/// <param name="MaxOctets">Of the answer's body; 0: the body is not read.</param>
public sealed record OperatorBounds(TimeSpan Timeout, int MaxOctets);

/// <summary>What a host answered.</summary>
/// <param name="Body">Not longer than the bound; empty when it was not read.</param>
public sealed record OperatorReply(HttpStatusCode Status, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>When the host changed the document last, by its own word; null: it did not say.</summary>
    public DateTimeOffset? LastModified { get; init; }
}

/// <summary>
/// Requests to hosts that the operator named, bounded in time and size. A host that does not answer is a value, whatever exception
/// the HTTP client reports it by.
/// </summary>
/// <param name="http">Made by <see cref="OperatorClient"/>.</param>
public sealed class OperatorExchange(HttpMessageInvoker http, TimeProvider time)
{
    private const int ReadOctets = 16 * 1024;

    /// <summary>Sends a request once; the caller disposes it.</summary>
    /// <returns>The answer, whatever its status, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    public async Task<Outcome<OperatorReply, FetchRefusal>> SendAsync(
        HttpRequestMessage request, OperatorBounds bounds, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(bounds.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // RFC 8555 section 6.1 requires a client to identify itself.
            request.Headers.TryAddWithoutValidation("User-Agent", "Shaken.Serverless");
            using var response = await http.SendAsync(request, either.Token);
            if (bounds.MaxOctets == 0) return new OperatorReply(response.StatusCode, response.Headers, ReadOnlyMemory<byte>.Empty);
            return await ReadAsync(response.Content, bounds.MaxOctets, either.Token) is { } body
                ? new OperatorReply(response.StatusCode, response.Headers, body) { LastModified = response.Content.Headers.LastModified }
                : Refusal(FetchFailure.TooLarge, request, $"the answer is longer than {bounds.MaxOctets} octets");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Refusal(FetchFailure.TooSlow, request, $"no answer within {bounds.Timeout.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (OperatorFailures.RefusalIn(exception, cancellationToken) is { } refusal)
        {
            return Refusal(refusal.Reason, request, refusal.Detail);
        }
    }

    private static FetchRefusal Refusal(FetchFailure reason, HttpRequestMessage request, string detail) =>
        new(reason, $"{request.RequestUri?.Host}: {detail}");

    private static async Task<byte[]?> ReadAsync(HttpContent content, int maxOctets, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[ReadOctets];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read && read > 0)
        {
            if (body.Length + read > maxOctets) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
