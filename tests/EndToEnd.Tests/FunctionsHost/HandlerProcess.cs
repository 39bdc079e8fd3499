using System.Collections.Concurrent;
using System.Diagnostics;
using Shaken.EndToEnd.Tests.Crash;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>
/// The custom handler as a child process: started with the host's environment, asked <c>GET /</c> every 25 ms until any answer comes, started again on the
/// same port when it ends by itself or is killed, and given up at the third end within half an hour. Ended by a kill, without warning.
/// </summary>
internal sealed class HandlerProcess : IAsyncDisposable
{
    private const int MostEnds = 3;

    private static readonly TimeSpan EndsWindow = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan InitializationTimeout = TimeSpan.FromSeconds(30);

    private readonly FunctionApp _app;
    private readonly Dictionary<string, string> _settings;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
    private readonly ConcurrentQueue<string> _output = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<DateTimeOffset> _ends = [];
    private TaskCompletionSource<bool> _ready = NewSource();
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private Task _supervision = Task.CompletedTask;
    private TimeSpan _later;

    public HandlerProcess(FunctionApp app, Dictionary<string, string> settings, TimeProvider time)
    {
        (_app, _time, Port) = (app, time, ServerProgram.FreePort());
        _settings = EnvironmentOf(app, Port, settings);
    }

    public int Port { get; }

    /// <summary>How many processes there have been.</summary>
    public int Starts { get; private set; }

    /// <summary>Everything that all of them printed.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>What a host gives its handler: the app's settings, its own variables, and what it was itself started with.</summary>
    public static Dictionary<string, string> EnvironmentOf(FunctionApp app, int port, Dictionary<string, string> settings) => new(settings)
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}",
        ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = "emulated-worker",
        ["FUNCTIONS_APP_ROOT_PATH"] = app.Root,
        ["ASPNETCORE_URLS"] = "http://+:80",
        ["DOTNET_ROOT"] = Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!),
    };

    public void Start() => _supervision = SuperviseAsync();

    /// <summary>Waits until it answers. False: it was given up.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Volatile.Read(ref _ready).Task.WaitAsync(cancellationToken);

    /// <summary>SIGKILL. It is gone when this returns; the next one may be up already.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        await IsReadyAsync(cancellationToken);
        var ended = Volatile.Read(ref _ended).Task;
        _process!.Kill();
        await ended.WaitAsync(cancellationToken);
    }

    /// <summary>Lets so much of the time pass in which ends are counted.</summary>
    public void Pass(TimeSpan time) => _later += time;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            using var process = Programs.Start(_app.Root, _app.Executable, [.. _app.Arguments], _settings);
            _process = process;
            Starts++;
            var reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
            using var life = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var probing = ProbeAsync(process, life.Token);
            try
            {
                await process.WaitForExitAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }

            await life.CancelAsync();
            await probing;
            await reading;
            var isLast = IsLast();
            var (ready, ended) = (Volatile.Read(ref _ready), Volatile.Read(ref _ended));
            Volatile.Write(ref _ready, NewSource());
            Volatile.Write(ref _ended, new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (isLast)
            {
                ready.TrySetResult(false);
                Volatile.Read(ref _ready).SetResult(false);
            }
            else
            {
                // A waiter for the process that ended waits for the next.
                if (!ready.Task.IsCompleted) Volatile.Write(ref _ready, ready);
            }

            ended.SetResult();
            if (isLast) return;
        }
    }

    private bool IsLast()
    {
        if (_stopping.IsCancellationRequested) return true;
        var now = _time.GetUtcNow() + _later;
        _ends.RemoveAll(end => now - end > EndsWindow);
        _ends.Add(now);
        return _ends.Count >= MostEnds;
    }

    private async Task ProbeAsync(Process process, CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        try
        {
            while (!await AnswersAsync(cancellationToken))
            {
                if (_time.GetElapsedTime(since) > InitializationTimeout)
                {
                    process.Kill();
                    return;
                }

                await Task.Delay(ProbePause, _time, cancellationToken);
            }

            Volatile.Read(ref _ready).TrySetResult(true);
        }
        catch (OperationCanceledException)
        {
            // It ended before it answered.
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{Port}/");
            using var response = await _http.SendAsync(request, cancellationToken);
            return true;
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

    private static TaskCompletionSource<bool> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
