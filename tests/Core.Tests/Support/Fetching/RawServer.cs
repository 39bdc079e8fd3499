using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Shaken.Core.Tests.Support.Fetching;

/// <summary>
/// A server on a loopback port that says exactly what a test wants said, right or wrong: one request a connection, over TCP or TLS.
/// </summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly Func<Exchange, Task> _answer;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly Lock _lock = new();
    private readonly List<Task> _connections = [];
    private readonly List<string> _requests = [];
    private readonly Task _accepting;

    private RawServer(Func<Exchange, Task> answer, X509Certificate2? certificate, bool readsRequests)
    {
        _answer = answer;
        _certificate = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        _listener.Start();
        _accepting = AcceptAsync(readsRequests);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of all requests so far, request line and header fields.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    /// <summary>Connections taken so far, whatever became of them.</summary>
    public int Connections
    {
        get
        {
            lock (_lock) return _connections.Count;
        }
    }

    public static RawServer Start(Func<Exchange, Task> answer, X509Certificate2? certificate = null) => new(answer, certificate, readsRequests: true);

    /// <summary>A server that does not listen to what it is asked.</summary>
    public static RawServer StartDeaf(Func<Exchange, Task> answer) => new(answer, certificate: null, readsRequests: false);

    /// <summary>Waits until so many more requests (connections, if it is deaf) have come.</summary>
    public async Task ArrivedAsync(int count = 1)
    {
        for (var seen = 0; seen < count; seen++) await _arrivals.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] connections;
        lock (_lock) connections = [.. _connections];
        await Task.WhenAll(connections);
        _listener.Dispose();
        _stopping.Dispose();
        _arrivals.Dispose();
    }

    private async Task AcceptAsync(bool readsRequests)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                lock (_lock) _connections.Add(ServeAsync(client, readsRequests));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException && _stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, bool readsRequests)
    {
        await Task.Yield();
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client);
                var head = readsRequests ? await ReadHeadAsync(stream) : "";
                lock (_lock) _requests.Add(head);
                _arrivals.Release();
                await _answer(new Exchange(head, stream, _stopping.Token));
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException or OperationCanceledException)
            {
                // The fetcher hung up, refused the certificate, or the test is over: what a server lives with.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null) return client.GetStream();
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate }, _stopping.Token);
        return tls;
    }

    private async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!(head.Length >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(octet, _stopping.Token) == 0) throw new IOException("The request ended early.");
            head.Append((char)octet[0]);
        }

        return head.ToString();
    }
}

/// <summary>One request and the stream to answer on.</summary>
public sealed record Exchange(string Head, Stream Stream, CancellationToken Stopping)
{
    /// <summary>The request's target as it was sent.</summary>
    public string Target => Head.Split(' ')[1];

    public Task StallAsync() => new TaskCompletionSource().Task.WaitAsync(Stopping);

    /// <summary>Sends text as it is, whether or not it is HTTP.</summary>
    public async Task SendAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stopping);

    /// <summary>Answers properly.</summary>
    public Task AnswerAsync(string status, string body, params string[] fields) =>
        SendAsync($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n{body}");

    /// <summary>Answers 200 with a body.</summary>
    public Task AnswerOkAsync(string body, params string[] fields) => AnswerAsync("200 OK", body, fields);
}
