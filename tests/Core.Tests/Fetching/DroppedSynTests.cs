using System.Net;
using System.Net.Sockets;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>
/// A firewall that drops SYN, played by a listener whose backlog is full. The real handler then throws a cancellation that nobody asked
/// for, with a TimeoutException within: to us it is a host that cannot be reached.
/// </summary>
public sealed class DroppedSynTests : IAsyncLifetime
{
    private static readonly FetchingOptions Hurried = new() { ConnectTimeout = TimeSpan.FromMilliseconds(100) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EndPoint Full => _listener.LocalEndPoint!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse where Linux drops.");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        var connecting = Enumerable.Range(0, 5).Select(_ => ConnectAsync()).ToList();
        await await Task.WhenAny(connecting);
    }

    public ValueTask DisposeAsync()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Send_ByTheOperatorsClient_FailsAsTooSlow()
    {
        using var client = OperatorClient.New(Hurried);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Full}/");
        var sending = client.SendAsync(request, CancellationToken.None);
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => sending.WaitAsync(Patience, Token));
        Assert.False(Token.IsCancellationRequested);
        Assert.Equal(FetchFailure.TooSlow, ConnectionFailures.RefusalIn(exception)?.Reason);
    }

    [Fact]
    public async Task Fetch_OfSuchAHost_IsARefusalThatMayPass()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"), Hurried);
        using var fetcher = new GuardedFetcher(
            Hurried with { ExemptOrigins = [$"http://{Full}"] }, world.Names, world.Time, new LogLines<GuardedFetcher>());
        var outcome = await fetcher.FetchAsync($"http://{Full}/c.pem", FetchProfile.Certificate, Token).WaitAsync(Patience, Token);

        // The handler tells of its timeout with or without a TimeoutException within, as it was slower or faster than its own timer.
        Assert.Contains(outcome.Failure.Reason, (FetchFailure[])[FetchFailure.TooSlow, FetchFailure.ConnectFailed]);
    }

    private async Task ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _waiting.Add(socket);
        try
        {
            await socket.ConnectAsync(Full, CancellationToken.None);
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
