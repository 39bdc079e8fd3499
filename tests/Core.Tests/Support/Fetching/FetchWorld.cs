using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Support.Fetching;

/// <summary>A guarded fetcher, a server that it is exempt for, names, and a clock that stands still.</summary>
public sealed class FetchWorld : IAsyncDisposable
{
    /// <summary>As many names as somebody wants who has a wildcard in DNS.</summary>
    public static IReadOnlyList<string> ManyHosts { get; } = [.. Enumerable.Range(1, 20).Select(number => $"{number}.wild.example")];

    /// <summary>Hosts whose origin on the server's port is exempt.</summary>
    private static readonly string[] Exempt = ["cr.example", "a.example", "b.example", "c.example", .. ManyHosts];

    // A bound that is broken shows as a failed test, not as one that never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RecordedLog _log = new();
    private readonly string _scheme;

    private FetchWorld(RawServer server, string scheme, FetchingOptions options)
    {
        Server = server;
        _scheme = scheme;
        Options = options with { ExemptOrigins = [.. Exempt.Select(host => $"{scheme}://{host}:{server.Port}")] };
        Hosts = new KnownHosts(Options, Time);
        Fetcher = new GuardedFetcher(Options, Names, Time, _log, Hosts);
    }

    public ManualTime Time { get; } = new();

    public NameTable Names { get; } = new();

    public RawServer Server { get; }

    public FetchingOptions Options { get; }

    public KnownHosts Hosts { get; }

    public GuardedFetcher Fetcher { get; }

    public IReadOnlyList<string> LogLines => [.. _log.Lines];

    /// <summary>A server over plain HTTP.</summary>
    public static FetchWorld Start(Func<Exchange, Task> answer, FetchingOptions? options = null) => new(RawServer.Start(answer), "http", options ?? new());

    /// <summary>A server over TLS with this certificate.</summary>
    public static FetchWorld StartTls(Func<Exchange, Task> answer, X509Certificate2 certificate, X509Certificate2Collection trusted) =>
        new(RawServer.Start(answer, certificate), "https", new() { TlsRoots = trusted });

    /// <summary>A server without TLS whose URLs say https, and which does not listen.</summary>
    public static FetchWorld StartWithoutTls(Func<Exchange, Task> answer) => new(RawServer.StartDeaf(answer), "https", new());

    public string Url(string path = "/cert.pem", string host = "cr.example") => $"{_scheme}://{host}:{Server.Port}{path}";

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile? profile = null) =>
        Fetcher.FetchAsync(url, profile ?? FetchProfile.Certificate, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync() => FetchAsync(Url());

    /// <summary>A certificate, on behalf of a client.</summary>
    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchForAsync(string client, string url) =>
        Fetcher.FetchAsync(url, FetchProfile.Certificate, new ClientKey(client), TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Fetcher.Dispose();
        await Server.DisposeAsync();
    }

    private sealed class RecordedLog : ILogger<GuardedFetcher>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
