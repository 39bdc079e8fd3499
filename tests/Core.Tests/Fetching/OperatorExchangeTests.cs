using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>Requests to hosts that the operator named, by the real handler.</summary>
public sealed class OperatorExchangeTests : IDisposable
{
    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(30), MaxOctets: 100);

    // A broken bound fails the test instead of hanging it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker _http = OperatorClient.New(new FetchingOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Send_HostDropsSyn_IsTooSlow()
    {
        using var backlog = await FullBacklog.StartAsync(Token);
        var refusal = (await SendAsync(backlog.Url)).Failure;
        Assert.Equal(new FetchRefusal(FetchFailure.TooSlow, "127.0.0.1: no connection in time"), refusal);
    }

    [Fact]
    public async Task Send_OwnTokenCancelled_Throws()
    {
        await using var server = RawServer.Start(exchange => exchange.StallAsync());
        using var own = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = SendAsync(UrlOf(server), cancellationToken: own.Token);
        await server.ArrivedAsync();
        await own.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Send_NoAnswerWithinTimeout_IsTooSlow()
    {
        await using var server = RawServer.Start(exchange => exchange.StallAsync());
        var sending = SendAsync(UrlOf(server));
        await server.ArrivedAsync();
        _time.Advance(Bounds.Timeout);
        Assert.Equal((FetchFailure.TooSlow, "127.0.0.1: no answer within 30 seconds"), Of((await sending).Failure));
    }

    [Fact]
    public async Task Send_BodyStalls_IsTooSlow()
    {
        await using var server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
            await exchange.StallAsync();
        });
        var sending = SendAsync(UrlOf(server));
        await server.ArrivedAsync();
        _time.Advance(Bounds.Timeout);
        Assert.Equal(FetchFailure.TooSlow, (await sending).Failure.Reason);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task Send_LongBody_IsBounded(int length, bool isRead)
    {
        await using var server = RawServer.Start(exchange => exchange.AnswerOkAsync(new string('a', length)));
        var outcome = await SendAsync(UrlOf(server));
        Assert.Equal(isRead, outcome.IsSuccess);
        if (!isRead) Assert.Equal((FetchFailure.TooLarge, "127.0.0.1: the answer is longer than 100 octets"), Of(outcome.Failure));
    }

    [Fact]
    public async Task Send_StatusOnly_ReadsNoBody()
    {
        await using var server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 204 No Content\r\nX-Seen: yes\r\nContent-Length: 1000\r\n\r\n");
            await exchange.StallAsync();
        });
        var reply = (await SendAsync(UrlOf(server), Bounds with { MaxOctets = 0 })).Value;
        Assert.Equal((HttpStatusCode.NoContent, true), (reply.Status, reply.Body.IsEmpty));
        Assert.Equal(["yes"], reply.Headers.GetValues("X-Seen"));
    }

    [Fact]
    public async Task Send_RefusedConnection_SaysWhy()
    {
        Uri url;
        await using (var server = RawServer.Start(exchange => exchange.StallAsync())) url = UrlOf(server);
        var (reason, detail) = Of((await SendAsync(url)).Failure);
        Assert.Equal(FetchFailure.ConnectFailed, reason);
        Assert.StartsWith("127.0.0.1: cannot be reached: ", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_BrokenAnswer_IsConnectFailed()
    {
        await using var server = RawServer.Start(exchange => exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"));
        Assert.Equal(FetchFailure.ConnectFailed, (await SendAsync(UrlOf(server))).Failure.Reason);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var server = RawServer.Start(exchange => exchange.AnswerAsync("302 Found", "", "Location: /elsewhere"));
        var reply = (await SendAsync(UrlOf(server))).Value;
        Assert.Equal((HttpStatusCode.Found, false), (reply.Status, reply.IsSuccess));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Send_WithinATrace_TellsNothingOfIt()
    {
        using var activity = new System.Diagnostics.Activity("a call").Start();
        await using var server = RawServer.Start(exchange => exchange.AnswerOkAsync("", "Set-Cookie: a=b"));
        await SendAsync(UrlOf(server));
        await SendAsync(UrlOf(server));
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, head =>
        {
            Assert.Contains("User-Agent: Shaken.Serverless", head, StringComparison.Ordinal);
            Assert.DoesNotContain("traceparent", head, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Cookie", head, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Send_UntrustedTls_SaysSo_UntilItsRootIsConfigured()
    {
        var tls = new TestTls();
        await using var server = RawServer.Start(exchange => exchange.AnswerOkAsync("good"), tls.NewServer("localhost"));
        var url = new Uri($"https://localhost:{server.Port}/");
        var (reason, detail) = Of((await SendAsync(url)).Failure);
        Assert.Equal(FetchFailure.TlsFailed, reason);
        Assert.StartsWith("localhost: TLS failed: The remote certificate is invalid", detail, StringComparison.Ordinal);

        using var trusting = OperatorClient.New(new FetchingOptions { TlsRoots = tls.Roots });
        Assert.Equal("good"u8.ToArray(), (await SendAsync(url, http: trusting)).Value.Body.ToArray());
    }

    [Fact]
    public void RefusalIn_CancellationOfNobody_IsAnOutage()
    {
        using var own = new CancellationTokenSource();
        Assert.Equal("no answer in time", OperatorFailures.RefusalIn(new OperationCanceledException(), own.Token)!.Detail);
        own.Cancel();
        Assert.Null(OperatorFailures.RefusalIn(new TaskCanceledException("", new TimeoutException()), own.Token));
        Assert.Null(OperatorFailures.RefusalIn(new InvalidOperationException("a bug"), CancellationToken.None));
    }

    private async Task<Outcome<OperatorReply, FetchRefusal>> SendAsync(
        Uri url, OperatorBounds? bounds = null, HttpMessageInvoker? http = null, CancellationToken? cancellationToken = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var exchange = new OperatorExchange(http ?? _http, _time);
        return await exchange.SendAsync(request, bounds ?? Bounds, cancellationToken ?? Token).WaitAsync(Patience, Token);
    }

    private static Uri UrlOf(RawServer server) => new($"http://127.0.0.1:{server.Port}/");

    private static (FetchFailure Reason, string Detail) Of(FetchRefusal refusal) => (refusal.Reason, refusal.Detail);
}
