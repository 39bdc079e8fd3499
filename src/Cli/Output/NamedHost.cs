using Shaken.Core.Fetching;

namespace Shaken.Cli.Output;

/// <summary>Requests to the host that a command line names.</summary>
internal sealed class NamedHost : IDisposable
{
    private readonly HttpMessageInvoker _http = NewHttp();
    private readonly OperatorExchange _exchange;

    public NamedHost() => _exchange = new OperatorExchange(_http, Clock.System);

    /// <summary>A client for hosts that the user named; the caller disposes it.</summary>
    public static HttpMessageInvoker NewHttp() => OperatorClient.New(NetworkOptions.Current);

    /// <summary>The answer, whatever its status.</summary>
    /// <exception cref="IOException">There is none; the message says why.</exception>
    public async Task<OperatorReply> SendAsync(HttpRequestMessage request, OperatorBounds bounds, CancellationToken cancellationToken) =>
        (await _exchange.SendAsync(request, bounds, cancellationToken)).TryGet(out var reply, out var refusal)
            ? reply
            : throw new IOException(Outages.InWords(refusal));

    public void Dispose() => _http.Dispose();
}
