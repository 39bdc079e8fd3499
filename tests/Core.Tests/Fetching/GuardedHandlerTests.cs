using System.Net;
using System.Net.Sockets;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>POSTs to URLs that outsiders chose keep the rules of the fetcher.</summary>
public sealed class GuardedHandlerTests
{
    private static readonly GuardedShares Shares = new(All: 2, PerHost: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://cps.example.com/x", FetchFailure.NotHttps)]
    [InlineData("https://cps.example.com:9000/x", FetchFailure.PortNotAllowed)]
    [InlineData("https://user@cps.example.com/x", FetchFailure.UrlWithCredentials)]
    [InlineData("https://127.0.0.1/x", FetchFailure.AddressNotAllowed)]
    [InlineData("https://[::1]/x", FetchFailure.AddressNotAllowed)]
    [InlineData("https://cps/x", FetchFailure.AddressNotAllowed)]
    public async Task Send_UrlThatOutsidersMayNotChoose_ConnectsNowhere(string url, FetchFailure reason)
    {
        var names = new NameTable();
        Assert.Equal(reason, await ReasonAsync(names, new FetchingOptions(), url));
        Assert.Empty(names.Lookups);
    }

    [Fact]
    public async Task Send_NameWithASpecialAddress_IsRefusedWhenConnecting()
    {
        var names = new NameTable();
        names.Set("cps.example.com", "10.1.2.3");
        Assert.Equal(FetchFailure.AddressNotAllowed, await ReasonAsync(names, new FetchingOptions(), "https://cps.example.com/x"));
    }

    [Fact]
    public async Task Send_Redirection_IsTheAnswer()
    {
        await using var server = RawServer.Start(
            exchange => exchange.AnswerAsync("307 Temporary Redirect", "", "Location: /else"));
        using var http = New(new NameTable(), Exempt(server));
        using var response = await PostAsync(http, $"http://cps.example:{server.Port}/x");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.StartsWith("POST /x ", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_MoreToAHostThanItsShare_IsBusy_AndFreeAgainAfter()
    {
        var gate = new TaskCompletionSource();
        await using var server = RawServer.Start(async exchange =>
        {
            await gate.Task;
            await exchange.AnswerOkAsync("");
        });
        using var http = New(new NameTable(), Exempt(server));
        var first = PostAsync(http, $"http://cps.example:{server.Port}/x");
        await server.ArrivedAsync();
        var refused = await Assert.ThrowsAsync<GuardException>(() => PostAsync(http, $"http://cps.example:{server.Port}/x"));
        Assert.Equal(FetchFailure.Busy, refused.Refusal.Reason);
        gate.SetResult();
        (await first).Dispose();
        using var second = await PostAsync(http, $"http://cps.example:{server.Port}/x");
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task Send_ToAHostThatAsks_ShowsTheCertificate()
    {
        var tls = new TestTls();
        var own = tls.NewServer("provider.example");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var shown = ClientIdentityTests.ServeOnceAsync(listener, tls.NewServer("cps.example"), own.Thumbprint);
        var origin = $"https://cps.example:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var options = new FetchingOptions { TlsRoots = tls.Roots, ExemptOrigins = [origin] };
        using var http = new HttpMessageInvoker(new GuardedHandler(options, new NameTable(), Shares, new ClientIdentity(own, [])));
        using var response = await PostAsync(http, $"{origin}/x");
        Assert.Equal(own.Thumbprint, await shown);
    }

    private static FetchingOptions Exempt(RawServer server) => new() { ExemptOrigins = [$"http://cps.example:{server.Port}"] };

    private static HttpMessageInvoker New(NameTable names, FetchingOptions options) => new(new GuardedHandler(options, names, Shares));

    private static async Task<HttpResponseMessage> PostAsync(HttpMessageInvoker http, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent([1]) };
        return await http.SendAsync(request, Token);
    }

    // The HTTP client may wrap what a connection failed with.
    private static async Task<FetchFailure?> ReasonAsync(NameTable names, FetchingOptions options, string url)
    {
        using var http = New(names, options);
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => PostAsync(http, url));
        return ConnectionFailures.RefusalIn(exception)?.Reason;
    }
}
