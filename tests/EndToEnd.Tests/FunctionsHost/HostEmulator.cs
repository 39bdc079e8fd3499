using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Hosting;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>
/// The Azure Functions host as far as a custom handler sees it, from its source (4.1037 and newer): starts the program of a function app's folder, passes on
/// what the routes of the folder name and nothing else, runs timers, and lives through kills. One thing is harsher here: a proxied body is sent
/// again after any connection error, whereas a real host cannot repeat a body that it has begun to pass through.
/// </summary>
internal sealed class HostEmulator : IAsyncDisposable
{
    private const int UsualBodyOctets = 100 * 1024 * 1024;
    private const int MostAttempts = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly HostKind _kind;
    private readonly TimeProvider _time;
    private readonly bool _hasHomepage;
    private readonly WebApplication _outside;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private int _answersToLose;
    private int _attempts;

    private HostEmulator(FunctionApp app, HostKind kind, Dictionary<string, string> settings, TimeProvider time)
    {
        (App, _kind, _time) = (app, kind, time);
        Handler = new HandlerProcess(app, settings, time);
        _hasHomepage = !bool.TryParse(settings.GetValueOrDefault(HostSettings.DisableHomepage), out var isDisabled) || !isDisabled;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = settings.TryGetValue(HostSettings.BodyLimit, out var octets)
                ? long.Parse(octets, CultureInfo.InvariantCulture)
                : UsualBodyOctets;
        });
        _outside = builder.Build();
        _outside.Run(InvokeAsync);
    }

    public FunctionApp App { get; }

    public HandlerProcess Handler { get; }

    /// <summary>Where the world calls.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Requests that were sent to the handler, those sent again included.</summary>
    public int Attempts => _attempts;

    public static async Task<HostEmulator> StartAsync(FunctionApp app, HostKind kind, Dictionary<string, string> settings, TimeProvider time, CancellationToken cancellationToken)
    {
        Assert.True(kind == HostKind.Proxying ? app.IsProxied : app.IsForwarded, $"host.json lets no host of the kind {kind} pass requests on as they are");
        var emulator = new HostEmulator(app, kind, settings, time);
        try
        {
            emulator.Handler.Start();
            await emulator._outside.StartAsync(cancellationToken);
            emulator.Url = new Uri(ShakenProgram.AddressesOf(emulator._outside)[0]);
            Assert.True(await emulator.Handler.IsReadyAsync(cancellationToken), $"The handler does not start:\n{string.Join('\n', emulator.Handler.Output.TakeLast(20))}");
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>The handler does the work of the next request, and its connection breaks before the answer is read.</summary>
    public void LoseNextAnswer() => Interlocked.Increment(ref _answersToLose);

    /// <summary>Runs a timer now, as its schedule would.</summary>
    public async Task<TimerRun> RunAsync(TimerTrigger timer, CancellationToken cancellationToken)
    {
        Assert.True(await Handler.IsReadyAsync(cancellationToken), "The host has stopped.");
        return await TimerRun.InvokeAsync(_http, Handler.Port, timer, SystemRandom.Instance.NewUuid(), _time.GetUtcNow(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _outside.DisposeAsync();
        await Handler.DisposeAsync();
        _http.Dispose();
    }

    private async Task InvokeAsync(HttpContext context)
    {
        if (App.Find(context.Request.Method, context.Request.Path) is not { } function) await AnswerByItselfAsync(context);
        else if (function.AuthLevel != "anonymous") context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (!await Handler.IsReadyAsync(context.RequestAborted)) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else if (await TryReadAsync(context.Request) is not { } body)
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else await PassAsync(context, body, SystemRandom.Instance.NewUuid());
    }

    // Whatever the method: a page of the host's own at its root, and elsewhere an empty 404 without Allow.
    private async Task AnswerByItselfAsync(HttpContext context)
    {
        context.Response.StatusCode = (context.Request.Path == "/", _hasHomepage) switch
        {
            (false, _) => StatusCodes.Status404NotFound,
            (true, false) => StatusCodes.Status204NoContent,
            (true, true) => StatusCodes.Status200OK,
        };
        if (context.Response.StatusCode == StatusCodes.Status200OK)
            await context.Response.WriteAsync("<!DOCTYPE html><title>Your Functions app is up and running</title>", context.RequestAborted);
    }

    private async Task PassAsync(HttpContext context, byte[] body, string invocation)
    {
        using var request = _kind == HostKind.Proxying
            ? PassedRequests.Proxy(context, body, Handler.Port, invocation)
            : PassedRequests.TryForward(context, body, Handler.Port, invocation);
        using var answer = request is null ? null : await TrySendAsync(request, _kind == HostKind.Proxying ? MostAttempts : 1, context.RequestAborted);
        if (answer is null) context.Response.StatusCode = _kind == HostKind.Proxying ? StatusCodes.Status502BadGateway : StatusCodes.Status500InternalServerError;
        else await PassedRequests.AnswerAsync(context, answer, isBuffered: _kind == HostKind.Forwarding);
    }

    private async Task<HttpResponseMessage?> TrySendAsync(HttpRequestMessage request, int mostAttempts, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Interlocked.Increment(ref _attempts);
                var answer = await _http.SendAsync(request, cancellationToken);
                if (!TakesALoss()) return answer;
                answer.Dispose();
            }
            catch (HttpRequestException)
            {
                // Below, as if the answer had been lost.
            }

            if (attempt == mostAttempts) return null;
            await Task.Delay(pause, _time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private bool TakesALoss()
    {
        if (Volatile.Read(ref _answersToLose) == 0) return false;
        Interlocked.Decrement(ref _answersToLose);
        return true;
    }

    // The whole body before anything is passed on. Null: it is longer than the host takes, which its client hears as a fault of the host.
    private static async Task<byte[]?> TryReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
