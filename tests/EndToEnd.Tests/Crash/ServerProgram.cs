using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.EndToEnd.Tests.Crash;

/// <summary>
/// The web program alone, in a process of its own, on one port and one folder for as many lives as it takes. SHAKEN_PUBLISHED names the
/// published
/// program's file to run in place of the built one.
/// </summary>
internal sealed class ServerProgram : ILives, IAsyncDisposable
{
    // 128 and the signal's number.
    private const int KilledExitCode = 137;
    private const int HealthAttempts = 3000;

    private static readonly Xorshift Ports = new((ulong)Environment.ProcessId, 0);

    private readonly ConcurrentQueue<string> _output = [];
    private readonly string _folder;
    private readonly string _health;
    private readonly Dictionary<string, string> _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
    private TaskCompletionSource<int> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private int _life;

    private ServerProgram(string folder, int port, Dictionary<string, string> settings, TimeProvider time, string health)
    {
        _health = health;
        _folder = folder;
        _settings = new(settings) { ["Shaken__Listen__Port"] = $"{port}" };
        _time = time;
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Url { get; }

    /// <summary>Counts up before each kill: who sees another number after a request than before it was met by one.</summary>
    public int Life => Volatile.Read(ref _life);

    /// <summary>Everything it printed, through all its lives.</summary>
    public IReadOnlyCollection<string> Output => _output;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="health">The path that answers 200 once it is up: <c>/health/live</c> where a test leaves something out.</param>
    public static Task<ServerProgram> StartAsync(
        string folder, Dictionary<string, string> settings, TimeProvider time, string health = "/health") =>
        StartAsync(folder, FreePort(), settings, time, health);

    /// <summary>The same on a port of <see cref="FreePort"/>, which others had to know before.</summary>
    public static async Task<ServerProgram> StartAsync(
        string folder, int port, Dictionary<string, string> settings, TimeProvider time, string health = "/health")
    {
        var program = new ServerProgram(folder, port, settings, time, health);
        try
        {
            program.Begin();
            await program.UntilHealthyAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port below those that systems give to outgoing connections: while the program is down, one of them could otherwise take it.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = 20_000 + Ports.Below(12_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: another.
            }
        }
    }

    /// <summary>Waits until it serves; gives the number of its life.</summary>
    public Task<int> UpAsync() => Volatile.Read(ref _up).Task.WaitAsync(Token);

    /// <summary>Kills it (SIGKILL: nothing of it runs any more) and starts it again on the same folder, sometimes killing it once more as it starts.</summary>
    public async Task KillAndStartAsync(Xorshift random)
    {
        Volatile.Write(ref _up, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Increment(ref _life);
        await KillAsync();
        if (random.OneIn(2))
        {
            Begin();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Below(600)), _time, Token);
            await KillAsync();
        }

        Begin();
        await UntilHealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        await _reading;
        _process?.Dispose();
        _http.Dispose();
    }

    private void Begin()
    {
        var process = Environment.GetEnvironmentVariable("SHAKEN_PUBLISHED") is { Length: > 0 } published
            ? Programs.Start(_folder, published, [], _settings)
            : Programs.Start(_folder, "dotnet", [Programs.Server], _settings);
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    private async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Token);
        await _reading;
        Assert.True(_process.ExitCode == KilledExitCode, $"It had ended by itself with {_process.ExitCode}:\n{Tail()}");
        _process.Dispose();
        _process = null;
    }

    private async Task UntilHealthyAsync()
    {
        for (var attempt = 0; !await IsHealthyAsync(); attempt++)
        {
            Assert.False(_process!.HasExited, $"It did not start by itself:\n{Tail()}");
            Assert.True(attempt < HealthAttempts, $"It does not become healthy:\n{Tail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, Token);
        }

        Volatile.Read(ref _up).SetResult(Life);
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(Url, _health), Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line) _output.Enqueue(line);
    }

    private string Tail() => string.Join('\n', _output.TakeLast(20));
}
