using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

public sealed class FetchTlsTests
{
    private readonly TestTls _tls = new();

    [Fact]
    public async Task Fetch_OverTlsBelowAConfiguredRoot_Succeeds()
    {
        await using var world = FetchWorld.StartTls(exchange => exchange.AnswerOkAsync("x"), _tls.NewServer("cr.example"), _tls.Roots);
        Assert.True((await world.FetchAsync()).IsSuccess);
    }

    [Fact]
    public async Task Fetch_OverTlsBelowAnUnknownRoot_IsTlsFailed()
    {
        await using var world = FetchWorld.StartTls(exchange => exchange.AnswerOkAsync("x"), _tls.NewServer("cr.example"), trusted: []);
        Assert.Equal(FetchFailure.TlsFailed, (await world.FetchAsync()).Failure.Reason);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Fetch_OverTlsBelowAnotherRoot_IsTlsFailed()
    {
        await using var world = FetchWorld.StartTls(exchange => exchange.AnswerOkAsync("x"), _tls.NewServer("cr.example"), new TestTls().Roots);
        Assert.Equal(FetchFailure.TlsFailed, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OverTlsForAnotherHost_IsTlsFailed()
    {
        await using var world = FetchWorld.StartTls(exchange => exchange.AnswerOkAsync("x"), _tls.NewServer("a.example"), _tls.Roots);
        Assert.Equal(FetchFailure.TlsFailed, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OverTlsFromAServerWithoutIt_IsTlsFailed()
    {
        await using var world = FetchWorld.StartWithoutTls(exchange => exchange.AnswerOkAsync("x"));
        Assert.Equal(FetchFailure.TlsFailed, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_WhenTheServersCertificateNamesItsIssuersUrl_AsksNobodyThere()
    {
        await using var issuer = RawServer.Start(exchange => exchange.AnswerAsync("404 Not Found", ""));
        var certificate = _tls.NewServerBelowHiddenIssuer("cr.example", $"http://127.0.0.1:{issuer.Port}/issuer.cer");
        await using var world = FetchWorld.StartTls(exchange => exchange.AnswerOkAsync("x"), certificate, _tls.Roots);
        Assert.Equal(FetchFailure.TlsFailed, (await world.FetchAsync()).Failure.Reason);
        Assert.Equal(0, issuer.Connections);
    }
}
