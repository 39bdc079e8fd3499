using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Functions.Tests;

/// <summary>
/// A stand-in for the Azure Functions host: starts the built isolated worker in a process of its own, learns its functions over gRPC, loads
/// them all, and
/// passes requests and timers on as the host does. What it leaves out is the host's own routing: a test names the function.
/// </summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private const string InvocationId = "x-ms-invocation-id";
    private const string MaxMessageOctets = "134217728";

    private readonly ConcurrentQueue<string> _output = [];
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly RpcStream _stream = new();
    private readonly WebApplication _server;
    private Process? _worker;
    private Task _reading = Task.CompletedTask;
    private Uri _url = null!;

    private WorkerHost()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _server = builder.Build();
        _server.MapPost(RpcStream.Path, context => _stream.ServeAsync(context, _server.Lifetime.ApplicationStopping));
    }

    /// <summary>What the worker says of each function, by its name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Functions { get; private set; } = new Dictionary<string, JsonObject>();

    /// <summary>Everything the worker printed.</summary>
    public IReadOnlyCollection<string> Output => _output;

    private static string Program =>
        typeof(WorkerHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Worker").Value!;

    private static string Root => Path.GetDirectoryName(Program)!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<WorkerHost> StartAsync(Dictionary<string, string> settings)
    {
        var host = new WorkerHost();
        try
        {
            await host._server.StartAsync(Token);
            host.Begin(settings);
            await host.LearnAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Passes a request on to a function: the invocation over gRPC, the request itself over HTTP.</summary>
    public async Task<(HttpResponseMessage Response, JsonObject Invocation)> SendAsync(
        string function, HttpMethod method, string pathAndQuery, HttpContent? content = null)
    {
        var id = SystemRandom.Instance.NewUuid();
        using var request = new HttpRequestMessage(method, new Uri(_url, pathAndQuery)) { Content = content };
        request.Headers.Add(InvocationId, id);
        var invocation = InvokeAsync(function, id);
        var response = await _http.SendAsync(request, Token);
        return (response, await invocation);
    }

    /// <summary>Runs a timer.</summary>
    public Task<JsonObject> RunAsync(string timer) => InvokeAsync(timer, SystemRandom.Instance.NewUuid());

    public async ValueTask DisposeAsync()
    {
        if (_worker is { HasExited: false } worker)
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
        }

        await _reading;
        _worker?.Dispose();
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private void Begin(Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            Program, "--functions-uri", ShakenProgram.AddressesOf(_server)[0], "--functions-worker-id", "worker", "--functions-request-id",
            "first",
            "--functions-grpc-max-message-length", MaxMessageOctets,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Root;

        // The host hands its own down.
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:1";
        _worker = Process.Start(start) ?? throw new InvalidOperationException($"{Program} does not start.");
        _reading = Task.WhenAll(ReadAsync(_worker.StandardOutput), ReadAsync(_worker.StandardError));
    }

    private async Task LearnAsync()
    {
        var ended = _worker!.WaitForExitAsync(Token);
        var first = await Task.WhenAny(_stream.Opened, ended);
        Assert.True(first == _stream.Opened, $"The worker ended by itself:\n{string.Join('\n', _output)}");
        var started = await _stream.AskAsync(
            "workerInitRequest", new JsonObject { ["hostVersion"] = "4.0", ["functionAppDirectory"] = Root }, "workerInitResponse", Token);
        _url = new Uri(started["capabilities"]!["HttpUri"]!.GetValue<string>());
        var listed = await _stream.AskAsync(
            "functionsMetadataRequest", new JsonObject { ["functionAppDirectory"] = Root }, "functionMetadataResponse", Token);
        Functions = listed["functionMetadataResults"]!.AsArray()
            .Select(one => one!.AsObject())
            .ToDictionary(one => one["name"]!.GetValue<string>(), StringComparer.Ordinal);
        foreach (var function in Functions.Values)
        {
            var load = new JsonObject { ["functionId"] = function["functionId"]!.DeepClone(), ["metadata"] = function.DeepClone() };
            var loaded = await _stream.AskAsync("functionLoadRequest", load, "functionLoadResponse", Token);
            Assert.Equal("Success", StatusOf(loaded));
        }
    }

    /// <summary>How an invocation ended, in the worker's word.</summary>
    public static string StatusOf(JsonObject answer) => answer["result"]?["status"]?.GetValue<string>() ?? "Failure";

    private Task<JsonObject> InvokeAsync(string function, string id) => _stream.AskAsync(
        "invocationRequest",
        new JsonObject
        {
            ["invocationId"] = id,
            ["functionId"] = Functions[function]["functionId"]!.DeepClone(),
            ["traceContext"] = new JsonObject { ["traceParent"] = "", ["traceState"] = "" },
            ["retryContext"] = new JsonObject(),
        },
        "invocationResponse",
        Token);

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line) _output.Enqueue(line);
    }
}
