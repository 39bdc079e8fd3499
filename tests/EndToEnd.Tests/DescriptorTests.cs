using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Shaken.EndToEnd.Tests.Crash;

namespace Shaken.EndToEnd.Tests;

/// <summary>
/// The attack: one address opens more connections than the program may have descriptors, and leaves them idle. Calls from another address must not notice,
/// and the program must not end.
/// </summary>
public sealed class DescriptorTests : IAsyncDisposable
{
    private const int Descriptors = 512;
    private const int Idle = 900;
    private const int Calls = 100;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = [];
    private readonly List<Socket> _idle = [];
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private Uri _url = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _idle.ForEach(socket => socket.Dispose());
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            await _reading;
            process.Dispose();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("128")]
    [InlineData("100000")]
    public async Task IdleConnections_BeyondTheDescriptors_LeaveOtherAddressesUnharmed(string perAddress)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It takes ulimit and the addresses 127.0.0.2 and on, as Linux has them.");
        await StartAsync(perAddress);
        using var victim = ClientFrom("127.0.0.2");
        for (var count = 0; count < Idle; count++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _idle.Add(socket);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _url.Port), Token);
            }
            catch (SocketException)
            {
                // Refused at once: the attacker's loss.
            }

            if (count % (Idle / Calls) == 0) await CallAsync(victim);
        }

        // New connections too, and over all this the program has not ended.
        for (var call = 0; call < Calls; call++)
        {
            using var another = ClientFrom($"127.0.0.{3 + (call % 50)}");
            await CallAsync(another);
        }

        Assert.False(_process!.HasExited, Tail());
        Assert.Contains(_output, line => line.Contains("8114", StringComparison.Ordinal) && line.Contains($"{Descriptors}", StringComparison.Ordinal));
        Assert.Contains(_output, line => line.Contains(perAddress == "128" ? "8115" : "8116", StringComparison.Ordinal));
        Assert.InRange(_output.Count, 1, 250);
    }

    private async Task CallAsync(HttpClient client)
    {
        using var content = new StringContent("no PASSporT", Encoding.ASCII, "application/passport");
        using var response = await client.PostAsync(new Uri(_url, "/cps/company/5678"), content, Token);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode}\n{Tail()}");
    }

    private async Task StartAsync(string perAddress)
    {
        var port = ServerProgram.FreePort();
        _url = new Uri($"http://127.0.0.1:{port}");
        _process = Programs.Start(_folder.Path, "bash", ["-c", $"ulimit -n {Descriptors} && exec dotnet \"$0\"", Programs.Server], new()
        {
            ["Shaken__Roles"] = "cps",
            ["Shaken__Storage"] = "Memory",
            ["Shaken__Listen__Port"] = $"{port}",
            ["Cps__ServedSpcs"] = "US/5678",
            ["Limits__PerAddressConnections"] = perAddress,
        });
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        using var http = ClientFrom("127.0.0.2");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(_url, "/health/live"), Token);
                return;
            }
            catch (HttpRequestException)
            {
                Assert.False(_process.HasExited || attempt > 1000, Tail());
                await Task.Delay(TimeSpan.FromMilliseconds(20), LoopbackCountry.Time, Token);
            }
        }
    }

    private static HttpClient ClientFrom(string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line) _output.Enqueue(line);
    }

    private string Tail() => string.Join('\n', _output.TakeLast(20));
}
