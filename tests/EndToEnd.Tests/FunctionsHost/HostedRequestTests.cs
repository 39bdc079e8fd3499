using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>A PASSporT published and retrieved through the Functions host, and what each kind of host does to a request.</summary>
public sealed class HostedRequestTests(HostedApps apps) : IClassFixture<HostedApps>
{
    private static int _calls;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Method, path and what Allow has then.</summary>
    private static (string Method, string Path, string Allowed)[] Unanswered =>
    [
        ("PUT", "/cps/company/5678", "POST"),
        ("OPTIONS", "/cps/company/5678", "POST"),
        ("OPTIONS", "/health", "GET, HEAD"),
        ("DELETE", "/passports/1234/12155550131/12155550121", "GET, POST"),
        ("HEAD", "/passports/1234/12155550131/12155550121", "GET, POST"),
        ("HEAD", "/retrieve/12155550131/12155550121", "GET"),
        ("PATCH", "/certificates/x1.pem", "GET, HEAD, PUT"),
        ("GET", "/pa/v1/crl", "POST"),
        ("TRACE", "/download/v1/crl", "GET, HEAD"),
    ];

    public static TheoryData<HostKind, string, string, string> UnansweredAtEachHost =>
        [.. Enum.GetValues<HostKind>().SelectMany(kind => Unanswered.Select(one => new TheoryDataRow<HostKind, string, string, string>(kind, one.Method, one.Path, one.Allowed)))];

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task Passport_IsPublishedAndHandedOutOnce(HostKind kind)
    {
        var cps = apps.Under(kind);
        var call = NextCall();
        var passport = await cps.SignAsync(call);
        Assert.Equal(HttpStatusCode.Created, (await cps.PostOpenAsync(passport)).Status);
        var taken = await cps.RetrieveAsync(call);
        Assert.Equal((HttpStatusCode.OK, passport), (taken.Status, Assert.Single(taken.Passports)));
        Assert.Equal("nothing-waiting", (await cps.RetrieveAsync(call)).Reason);
    }

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task Bearer_PresentedAgain_IsRefused_ThoughTheStrangerNamesTheInvocation(HostKind kind)
    {
        var cps = apps.Under(kind);
        var call = NextCall();
        var passport = await cps.SignAsync(call);
        var bearer = await cps.BearerAsync(call, [passport]);
        async Task<HttpStatusCode> PublishAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cps.Host.Url, $"/passports/1234/{call.Dest.Value}/{call.Orig.Value}"));
            request.Content = new StringContent($$"""{"passports":["{{passport}}"]}""", Encoding.UTF8, "application/json");
            request.Headers.Add("Authorization", $"Bearer {bearer}");
            request.Headers.Add(PassedRequests.InvocationId, "mine");
            using var response = await cps.Http.SendAsync(request, Token);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Created, await PublishAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync());
    }

    // Clients send Content-Length; a host that forwards cannot copy a body without.
    [Theory]
    [InlineData(HostKind.Forwarding, HttpStatusCode.InternalServerError)]
    [InlineData(HostKind.Proxying, HttpStatusCode.Created)]
    public async Task ChunkedBody_PassesAProxyingHostOnly(HostKind kind, HttpStatusCode expected)
    {
        var cps = apps.Under(kind);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cps.Host.Url, "/cps/company/5678")) { Content = new StringContent(await cps.SignAsync(NextCall()), Encoding.ASCII, "application/passport") };
        request.Headers.TransferEncodingChunked = true;
        using var response = await cps.Http.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task BodyBeyondTheProgramsOwnBound_IsRefusedByIt(HostKind kind)
    {
        using var content = new ByteArrayContent(new byte[HostSettings.BodyOctets]);
        content.Headers.Add("Content-Type", "application/passport");
        using var response = await apps.Under(kind).SendAsync(HttpMethod.Post, "/cps/company/5678", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("body-too-large", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    // The host reads a body whole before it asks anybody, so that its own bound is what protects its memory.
    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task BodyBeyondTheHostsBound_DoesNotReachTheProgram(HostKind kind)
    {
        var cps = apps.Under(kind);
        var before = cps.Host.Attempts;
        using var content = new ByteArrayContent(new byte[HostSettings.BodyOctets + 1]);
        content.Headers.Add("Content-Type", "application/passport");
        using var response = await cps.SendAsync(HttpMethod.Post, "/cps/company/5678", content);
        Assert.Equal((HttpStatusCode.InternalServerError, before), (response.StatusCode, cps.Host.Attempts));
    }

    [Fact]
    public async Task ForwardedEmptyBody_LosesItsMediaType()
    {
        using var content = new ByteArrayContent([]);
        content.Headers.Add("Content-Type", "application/passport");
        using var response = await apps.Under(HostKind.Forwarding).SendAsync(HttpMethod.Post, "/cps/company/5678", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(UnansweredAtEachHost))]
    public async Task MethodThatThePathDoesNotAnswer_Is405WithAllow(HostKind kind, string method, string path, string allowed)
    {
        using var response = await apps.Under(kind).SendAsync(new HttpMethod(method), path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        if (method != "HEAD")
            Assert.Contains("method-not-allowed", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task Root_HasNoPageOfTheHosts(HostKind kind)
    {
        using var response = await apps.Under(kind).SendAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    // The host hands its own ASPNETCORE_URLS down.
    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public void Start_UnderAHostWithAddressesOfItsOwn_DoesNotWarn(HostKind kind)
    {
        Assert.True(
            apps.Under(kind).HasPrinted("Now listening on"), "The program does not say where it listens, so the test sees nothing.");
        Assert.False(apps.Under(kind).HasPrinted("Overriding address"));
    }

    [Theory]
    [InlineData(HostKind.Forwarding)]
    [InlineData(HostKind.Proxying)]
    public async Task StatusHeadersAndHead_PassBack(HostKind kind)
    {
        var cps = apps.Under(kind);
        using var refused = await cps.SendAsync(HttpMethod.Head, $"/certificates/{new string('0', 64)}.pem");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await refused.Content.ReadAsByteArrayAsync(Token));
        using var busy = await cps.SendAsync(HttpMethod.Get, "/health");
        Assert.True(busy.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData(HostKind.Forwarding, "/", HttpStatusCode.NoContent)]
    [InlineData(HostKind.Proxying, "/", HttpStatusCode.NoContent)]
    [InlineData(HostKind.Forwarding, "/PurgeMailbox", HttpStatusCode.NotFound)]
    [InlineData(HostKind.Proxying, "/PurgeMailbox", HttpStatusCode.NotFound)]
    public async Task WhatNoFunctionNames_DoesNotReachTheProgram(HostKind kind, string path, HttpStatusCode expected)
    {
        var cps = apps.Under(kind);
        var before = cps.Host.Attempts;
        using var response = await cps.SendAsync(HttpMethod.Post, path, new StringContent("{}"), $"127.0.0.1:{cps.Host.Handler.Port}");
        Assert.Equal((expected, before), (response.StatusCode, cps.Host.Attempts));
    }

    // The host sends a request again under the same invocation id; the client sent it once and must not hear of a replay.
    [Fact]
    public async Task ProxiedPost_WhoseAnswerWasLost_IsDoneOnce()
    {
        var cps = apps.Under(HostKind.Proxying);
        var call = NextCall();
        var passport = await cps.SignAsync(call);
        var bearer = await cps.BearerAsync(call, [passport]);
        var before = cps.Host.Attempts;
        cps.Host.LoseNextAnswer();
        Assert.Equal(HttpStatusCode.Created, (await cps.PublishAsync(call, passport, bearer)).Status);
        Assert.Equal(before + 2, cps.Host.Attempts);
        Assert.Equal(HttpStatusCode.Unauthorized, (await cps.PublishAsync(call, passport, bearer)).Status);
        Assert.Equal([passport], (await cps.RetrieveAsync(call)).Passports);
        Assert.Equal("nothing-waiting", (await cps.RetrieveAsync(call)).Reason);
    }

    // The price of handing out at most once: what was on its way when the connection broke is gone.
    [Fact]
    public async Task ProxiedRetrieval_WhoseAnswerWasLost_IsNotHandedOutTwice()
    {
        var cps = apps.Under(HostKind.Proxying);
        var call = NextCall();
        Assert.Equal(HttpStatusCode.Created, (await cps.PostOpenAsync(await cps.SignAsync(call))).Status);
        cps.Host.LoseNextAnswer();
        Assert.Equal("nothing-waiting", (await cps.RetrieveAsync(call)).Reason);
    }

    [Fact]
    public void ForwardedRequest_KeepsPathAndHost_AndItsRepeatedQueryKeysBecomeOne()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Host = new HostString("cps.example");
        context.Request.QueryString = new QueryString("?x=1&x=2&y=3");
        context.Request.Headers.UserAgent = "client/1";
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = "/passports/a%2Fb?x=1&x=2&y=3";
        using var request = PassedRequests.TryForward(context, [], 7071, "one")!;
        Assert.Equal(("http://127.0.0.1:7071/passports/a%2Fb?x=1,2&y=3", "cps.example"), (request.RequestUri!.AbsoluteUri, request.Headers.Host));
        Assert.EndsWith($"Azure-Functions-Host/{PassedRequests.Version}", request.Headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    private static Core.CallPlacement.CallNumbers NextCall() => HostedCps.Call(Interlocked.Increment(ref _calls));
}
