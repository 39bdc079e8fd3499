using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Shared.OpenApi;

namespace Shaken.Web.Tests.Support;

/// <summary>One program over plain HTTP, with a clock that the test moves and everything it logs, from level Trace on.</summary>
internal sealed class LoneProgram : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoneProgram(WebApplication app, ManualTime time, ConcurrentQueue<string> log) => (_app, Time, Log) = (app, time, log);

    public ManualTime Time { get; }

    /// <summary>Level, number, category, text, values and scopes of each line.</summary>
    public ConcurrentQueue<string> Log { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(ShakenProgram.AddressesOf(_app)[0]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider SystemClock => TimeProvider.System;
#pragma warning restore RS0030

    public static Task<LoneProgram> StartAsync(params (string Name, string Value)[] settings) => StartAsync(shared: null, settings);

    public static async Task<LoneProgram> StartAsync(SharedStore? shared, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "cps,cr",
            ["Shaken:Storage"] = "Memory",
            ["Shaken:Listen:Port"] = "0",
            ["Cps:ServedSpcs"] = "US/1234",
            ["Cps:HostNames"] = "cps.example",
        };
        foreach (var (name, value) in settings) all[name] = value;
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        Assert.True(outcome.TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        var (time, log) = (new ManualTime(), new ConcurrentQueue<string>());
        var app = ShakenProgram.Build(
            parsed, new HostDependencies(time, SystemRandom.Instance, NoNames.Instance, shared),
            logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FullLogging(log)));
        await app.StartAsync(Token);
        return new LoneProgram(app, time, log);
    }

    /// <summary>A client that connects from an address of loopback.</summary>
    public HttpClient NewClient(string from)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(from).MapToIPv6(), 0));
                await socket.ConnectAsync(IPAddress.Loopback.MapToIPv6(), context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(DocumentedTraffic.Watch(handler)) { BaseAddress = Url };
    }

    /// <summary>A connection from an address of loopback, on which a test writes what it likes.</summary>
    public async Task<RawConnection> ConnectAsync(string from = "127.0.0.1")
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(IPAddress.Loopback, Url.Port, Token);
        return new RawConnection(client);
    }

    public async ValueTask DisposeAsync()
    {
        var stopping = _app.StopAsync(CancellationToken.None);
        while (!stopping.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), SystemClock, CancellationToken.None);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await stopping;
        await _app.DisposeAsync();
    }

    private sealed class NoNames : IAddressResolver
    {
        public static readonly NoNames Instance = new();

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<IPAddress>>([]);
    }
}

/// <summary>HTTP/1.1 by hand.</summary>
internal sealed class RawConnection(TcpClient client) : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Token);

    /// <summary>The next line; null when the server has closed the connection.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        try
        {
            while (await client.GetStream().ReadAsync(octet, Token) == 1)
            {
                if (octet[0] == '\n') return line.ToString().TrimEnd('\r');
                line.Append((char)octet[0]);
            }
        }
        catch (IOException)
        {
            // Reset by the server.
        }

        return line.Length == 0 ? null : line.ToString();
    }

    /// <summary>Closes the connection by a reset, as a process that is killed does.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Dispose();
    }

    public void Dispose() => client.Dispose();
}

/// <summary>Keeps every line with all that a provider is given of it.</summary>
internal sealed class FullLogging(ConcurrentQueue<string> lines) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new FullLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private static string ValuesOf(object? state) => state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : $"{state}";

    private sealed class FullLogger(FullLogging owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new StringBuilder();
            owner._scopes?.ForEachScope((scope, text) => text.Append(scope).Append(' ').Append(ValuesOf(scope)).Append(' '), scopes);
            owner.Add($"{logLevel} {eventId.Id} {category} {formatter(state, exception)} {ValuesOf(state)} {exception} {scopes}");
        }
    }

    private void Add(string line) => lines.Enqueue(line);
}
