using System.Diagnostics;
using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>What becomes of what a server answers.</summary>
public sealed class FetchAnswerTests
{
    private const string Pem = "-----BEGIN CERTIFICATE-----";

    [Fact]
    public async Task Fetch_OfADocument_GivesItsOctetsAndWhatCachingNeeds()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(
            Pem, "Content-Type: Application/PEM-Certificate-Chain; charset=x", "Cache-Control: public, max-age=3600", "Age: 600", "ETag: \"v1\""));
        var document = (await world.FetchAsync()).Value;
        Assert.Equal(Pem, Encoding.ASCII.GetString(document.Octets.Span));
        Assert.Equal("application/pem-certificate-chain", document.ContentType);
        Assert.Equal(TimeSpan.FromSeconds(3000), document.MaxAge);
    }

    [Theory]
    [InlineData("Cache-Control: no-store, max-age=60", 0)]
    [InlineData("Cache-Control: no-cache", 0)]
    [InlineData("Cache-Control: max-age=60\r\nAge: 61", 0)]
    [InlineData("Expires: Sat, 21 Nov 2026 12:10:00 GMT\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT", 600)]
    [InlineData("Cache-Control: max-age=5\r\nExpires: Sat, 21 Nov 2026 12:10:00 GMT\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT", 5)]
    [InlineData("Expires: 0\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT", 0)]
    [InlineData("Cache-Control: max-age=99999999999999999999", null)]
    [InlineData("Cache-Control: max-age=-5", null)]
    [InlineData("Cache-Control: =,;;", null)]
    [InlineData("X-Nothing: said", null)]
    public async Task Fetch_WithCachingFields_GivesTheirAge(string fields, int? seconds)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(Pem, fields));
        Assert.Equal(seconds, (await world.FetchAsync()).Value.MaxAge?.TotalSeconds);
    }

    [Theory]
    [InlineData("204 No Content", FetchFailure.StatusNotOk)]
    [InlineData("206 Partial Content", FetchFailure.StatusNotOk)]
    [InlineData("304 Not Modified", FetchFailure.StatusNotOk)]
    [InlineData("401 Unauthorized", FetchFailure.StatusNotOk)]
    [InlineData("404 Not Found", FetchFailure.StatusNotOk)]
    [InlineData("408 Request Timeout", FetchFailure.HostFailing)]
    [InlineData("429 Too Many Requests", FetchFailure.HostFailing)]
    [InlineData("500 Internal Server Error", FetchFailure.HostFailing)]
    [InlineData("503 Service Unavailable", FetchFailure.HostFailing)]
    public async Task Fetch_OfAnyStatusButOk_IsRefused(string status, FetchFailure failure)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync(status, ""));
        Assert.Equal(failure, (await world.FetchAsync()).Failure.Reason);
    }

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("303 See Other")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public async Task Fetch_OfARedirect_FollowsNothing(string status)
    {
        await using var target = RawServer.Start(exchange => exchange.AnswerOkAsync(Pem));
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync(status, "", $"Location: http://127.0.0.1:{target.Port}/secret"));
        Assert.Equal(FetchFailure.StatusNotOk, (await world.FetchAsync()).Failure.Reason);
        Assert.Equal(0, target.Connections);
        Assert.Single(world.Server.Requests);
    }

    [Theory]
    [InlineData("Content-Type: text/html")]
    [InlineData("Content-Type: TEXT/HTML; charset=utf-8")]
    [InlineData("Content-Type: text/html; ;=broken")]
    [InlineData("Content-Type: application/xhtml+xml")]
    [InlineData("Content-Encoding: gzip")]
    [InlineData("Content-Encoding: br")]
    [InlineData("Content-Encoding: identity, gzip")]
    public async Task Fetch_OfHtmlOrAnEncodingNotAskedFor_IsRefused(string field)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(Pem, field));
        Assert.Equal(FetchFailure.ContentNotAcceptable, (await world.FetchAsync()).Failure.Reason);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")]
    [InlineData("")]
    public async Task Fetch_OfWhatIsNoWholeAnswer_IsRefused(string answer)
    {
        await using var world = FetchWorld.Start(exchange => exchange.SendAsync(answer));
        Assert.Equal(FetchFailure.ConnectFailed, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_AsksForThePathAsWritten_AndTellsNothingElse()
    {
        using var trace = new Activity("a call").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("caller", "12155550121").Start();
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(Pem, "Set-Cookie: a=b; Path=/", "Alt-Svc: h3=\"127.0.0.1:1\""));
        Assert.True((await world.FetchAsync(world.Url("/%7Ea/../b//c.pem?q=%41"))).IsSuccess);
        Assert.True((await world.FetchAsync(world.Url("/again"))).IsSuccess);
        Assert.StartsWith("GET /%7Ea/../b//c.pem?q=%41 HTTP/1.1\r\n", world.Server.Requests[0], StringComparison.Ordinal);
        Assert.All(world.Server.Requests, head => Assert.Equal(
            ["accept", "host", "user-agent"],
            head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(':')[0].ToLowerInvariant()).Order()));
    }

    [Fact]
    public async Task Fetch_WhenRefused_LogsHostAndReasonOnly()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync("404 Not Found", ""));
        var refusal = (await world.FetchAsync(world.Url("/12155550121.pem?token=secret"))).Failure;
        Assert.Equal(["No certificate fetched from cr.example: StatusNotOk"], world.LogLines);
        Assert.DoesNotContain("12155550121", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ManyFailuresOfOneHost_AreSampledInTheLog()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync("404 Not Found", ""));
        for (var path = 0; path < 20; path++) await world.FetchAsync(world.Url($"/{path}"));
        await world.FetchAsync(world.Url("/", "a.example"));
        Assert.Equal(Limits.RefusalLines + 1, world.LogLines.Count);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("17 more URLs of cr.example were not fetched within a minute: StatusNotOk", world.LogLines[^1]);
    }

    [Fact]
    public async Task Fetch_AfterAFailure_SaysWhenAnotherTryIsWorthIt()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync("500 Internal Server Error", ""));
        Assert.Equal(world.Options.FailureLife, (await world.FetchAsync()).Failure.RetryAfter);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(world.Options.FailureLife - TimeSpan.FromSeconds(10), (await world.FetchAsync()).Failure.RetryAfter);
    }
}
