using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shaken.EndToEnd.Tests;

/// <summary>A service that is busy for a moment, asked by the command line.</summary>
public sealed class BusyServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _listener = new();
    private readonly string _server;
    private readonly ConcurrentQueue<string?> _requestIds = [];

    public BusyServiceTests()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _server = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        probe.Stop();
        _listener.Prefixes.Add($"{_server}/");
        _listener.Start();
        File.WriteAllText(_folder.File("op.key"), "op_test");
    }

    public void Dispose()
    {
        ((IDisposable)_listener).Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Change_ServiceBusyOnce_IsMadeUnderOneId()
    {
        var serving = AnswerAsync(
            (503, """{"reason":"busy","detail":"busy"}"""), (200, """{"chains":3,"added":1,"keysBlocked":0}"""));
        var (code, output, error) = await RunAsync("ca", "ledger", "rebuild");
        Assert.True(code == 0, output + error);
        await serving;
        Assert.Equal(2, _requestIds.Count);
        Assert.NotNull(Assert.Single(_requestIds.Distinct()));
    }

    [Fact]
    public async Task Read_ServiceBusyOnce_IsAnswered()
    {
        var serving = AnswerAsync((503, "{}"), (200, """{"id":"one","status":"valid"}"""), (200, """{"certificates":[]}"""));
        var (code, output, error) = await RunAsync("ca", "account", "AAAAAAAAAAAAAAAAAAAAAA");
        Assert.True(code == 0, output + error);
        await serving;
        Assert.All(_requestIds, id => Assert.Null(id));
    }

    [Fact]
    public async Task Read_Refused_IsNotRepeated()
    {
        var serving = AnswerAsync((409, """{"reason":"stale","detail":"stale"}"""));
        var (code, output, _) = await RunAsync("ca", "account", "AAAAAAAAAAAAAAAAAAAAAA");
        Assert.Equal(1, code);
        Assert.Contains("stale", output, StringComparison.Ordinal);
        await serving;
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] command) =>
        Programs.ShakenAsync(_folder.Path, [.. command, "--server", _server, "--key-file", "op.key", "--json"]);

    private async Task AnswerAsync(params (int Status, string Body)[] answers)
    {
        foreach (var (status, body) in answers)
        {
            var context = await _listener.GetContextAsync().WaitAsync(TestContext.Current.CancellationToken);
            _requestIds.Enqueue(context.Request.Headers["Idempotency-Key"]);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            if (status == 503) context.Response.AddHeader("Retry-After", "1");
            context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
        }
    }
}
