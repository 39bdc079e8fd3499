using System.Net;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Keys;

namespace Shaken.Core.Tests.CallPlacement.Republish;

public sealed class RepublishFanOutTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongStep = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Peer_GetsThePublishersClaims_UnderOurOwnSignature()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "one");
        var first = await world.HandOnAsync("a.b.c");
        Assert.Equal(("one", "delivered"), await world.OutcomeAsync());
        var request = Assert.Single(world.Requests);
        Assert.Equal($"https://{world.Host("one")}/republish/12155550131/12155550121", request.Url.AbsoluteUri);
        Assert.Equal(("a.b.c", $"Bearer {first}"), (request.Passport, request.Token));

        Assert.True(BearerClaims.TryParse(first, BearerForm.Shared, out var publisher, out _));
        Assert.True(BearerClaims.TryParse(request.Bearer, BearerForm.Shared, out var ours, out var refusal), refusal?.Detail);
        Assert.Equal(("republish", "1234", "1234"), (ours.Action, ours.Issuer, ours.Code));
        Assert.Equal([world.Host("one")], ours.Audience);
        Assert.Equal((publisher.BodyHash, publisher.ExpiresAt, publisher.Dest, publisher.Orig), (ours.BodyHash, ours.ExpiresAt, ours.Dest, ours.Orig));
        Assert.Equal("https://cr.example/own.pem", ours.Source.Header.X5u);
        Assert.NotEqual(publisher.Id, ours.Id);
        Assert.Null(JwsVerifier.FaultOf(ours.Source, EcdsaPublicKey.From(world.Key.PublicKey)));
    }

    [Fact]
    public async Task SlowPeer_HoldsUpNobodyElse_AndItsPublicationExpires()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "slow", "good");
        world.Set("slow", NeverAsync);
        await world.HandOnAsync("a");
        await world.HandOnAsync("b");
        Assert.Equal([("good", "delivered"), ("good", "delivered")], [await world.OutcomeAsync(), await world.OutcomeAsync()]);
        Assert.Equal(("slow", "expired"), await world.OutcomeInTimeAsync(LongStep));
        Assert.Equal(("slow", "expired"), await world.OutcomeInTimeAsync(LongStep));
    }

    [Fact]
    public async Task DeadPeer_IsProbed_NotHammered()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "dead");
        world.Set("dead", _ => Task.FromException<HttpStatusCode>(new HttpRequestException("refused")));
        for (var index = 0; index < 200; index++) await world.HandOnAsync($"p{index}");
        var end = world.Time.GetUtcNow() + TimeSpan.FromSeconds(20);
        await world.GoOnAsync(TimeSpan.FromMilliseconds(200), () => world.Time.GetUtcNow() >= end);

        // All workers at once, then what probes in a pause of up to five seconds; without the circuit it would be a thousand.
        Assert.InRange(world.Requests.Count, 5, 32 + 20);
    }

    [Fact]
    public async Task PeerThatComesBack_GetsWhatIsStillFresh()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 2 }, "peer");
        world.Set("peer", HttpStatusCode.ServiceUnavailable);
        await world.HandOnAsync("old");
        await world.HandOnAsync("older");
        await world.GoOnAsync(Step, () => world.Requests.Count >= 6);
        world.Set("peer", HttpStatusCode.Created);
        Assert.Equal(("peer", "delivered"), await world.OutcomeInTimeAsync(Step));
        Assert.Equal(("peer", "delivered"), await world.OutcomeInTimeAsync(Step));

        // Every try has a bearer of its own: a jti is used once.
        Assert.Equal(world.Requests.Count, world.Requests.Select(request => request.Bearer).Distinct().Count());
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    public async Task PeerThatRefuses_IsNotAskedAgain(HttpStatusCode status)
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "peer");
        world.Set("peer", status);
        await world.HandOnAsync("a");
        Assert.Equal(("peer", "refused"), await world.OutcomeAsync());
        Assert.Single(world.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task PeerThatIsBusy_IsAskedAgain_UntilTheTimeIsOver(HttpStatusCode status)
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "peer");
        world.Set("peer", status);
        await world.HandOnAsync("a");
        Assert.Equal(("peer", "expired"), await world.OutcomeInTimeAsync(LongStep));
        Assert.InRange(world.Requests.Count, 2, 60);
    }

    [Fact]
    public async Task PeerThatCannotVerifyNow_DoesNotCountAsDown()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1, FailuresToOpen = 1 }, "peer");
        world.Answer = """{"reason":"not-verifiable-now"}""";
        world.Set("peer", HttpStatusCode.ServiceUnavailable);
        await world.HandOnAsync("a");
        await world.GoOnAsync(Step, () => world.Requests.Count >= 3);
        Assert.DoesNotContain(world.Log, line => line.StartsWith("2302", StringComparison.Ordinal));
        world.Set("peer", HttpStatusCode.Created);
        Assert.Equal(("peer", "delivered"), await world.OutcomeInTimeAsync(Step));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PeerWhoseConnectionTimesOut_IsAskedAgain(bool tellsWhy)
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "peer");
        var timedOut = new OperationCanceledException("no connection", tellsWhy ? new TimeoutException() : null);
        world.Set("peer", _ => Task.FromException<HttpStatusCode>(timedOut));
        await world.HandOnAsync("a");
        await world.GoOnAsync(Step, () => world.Requests.Count >= 2);
        world.Set("peer", HttpStatusCode.Created);
        Assert.Equal(("peer", "delivered"), await world.OutcomeInTimeAsync(Step));
    }

    [Fact]
    public async Task BusyPeer_DoesNotCountAsDown()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1, FailuresToOpen = 1 }, "peer");
        world.Set("peer", HttpStatusCode.TooManyRequests);
        await world.HandOnAsync("a");
        await world.GoOnAsync(Step, () => world.Requests.Count >= 3);
        world.Set("peer", HttpStatusCode.Created);
        Assert.Equal(("peer", "delivered"), await world.OutcomeInTimeAsync(Step));
    }

    [Theory]
    [InlineData(2, 1_000_000)]
    [InlineData(100, 1600)]
    public async Task FullQueue_DropsTheOldest(int waiting, long characters)
    {
        var gate = new TaskCompletionSource<HttpStatusCode>();
        await using var world = RepublishWorld.Start(
            DeliveryBounds.Default with { AtOnce = 1, Waiting = waiting, WaitingCharacters = characters }, "peer");
        world.Set("peer", _ => gate.Task);
        await world.HandOnAsync("under-way");
        await world.ArrivedAsync();
        foreach (var passport in (string[])["oldest", "middle", "newest"]) await world.HandOnAsync(passport);
        Assert.Equal(("peer", "dropped"), await world.OutcomeAsync());
        gate.SetResult(HttpStatusCode.Created);
        for (var index = 0; index < 3; index++) Assert.Equal(("peer", "delivered"), await world.OutcomeAsync());
        Assert.Equal(["under-way", "middle", "newest"], world.Requests.Select(request => request.Passport));
    }

    [Fact]
    public async Task WhatExpiredInTheQueue_IsNotSent()
    {
        var gate = new TaskCompletionSource<HttpStatusCode>();
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1 }, "peer");
        world.Set("peer", _ => gate.Task);
        await world.HandOnAsync("under-way");
        await world.ArrivedAsync();
        await world.HandOnAsync("waiting", worth: TimeSpan.FromSeconds(1));
        world.Time.Advance(TimeSpan.FromSeconds(2));
        gate.SetResult(HttpStatusCode.Created);
        Assert.Equal([("peer", "delivered"), ("peer", "expired")], [await world.OutcomeAsync(), await world.OutcomeAsync()]);
        Assert.Single(world.Requests);
    }

    [Fact]
    public async Task End_WaitsForWhatIsQueued()
    {
        var gate = new TaskCompletionSource<HttpStatusCode>();
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1 }, "peer");
        world.Set("peer", _ => gate.Task);
        await world.HandOnAsync("a");
        await world.HandOnAsync("b");
        await world.ArrivedAsync();
        var run = await world.StopAsync();
        Assert.False(run.IsCompleted);
        gate.SetResult(HttpStatusCode.Created);
        await run;
        Assert.Equal([("peer", "delivered"), ("peer", "delivered")], [await world.OutcomeAsync(), await world.OutcomeAsync()]);

        await world.HandOnAsync("too late");
        Assert.Equal(("peer", "abandoned"), await world.OutcomeAsync());
    }

    [Fact]
    public async Task End_GivesUpAfterItsTime()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1 }, "peer");
        world.Set("peer", NeverAsync);
        await world.HandOnAsync("a");
        await world.HandOnAsync("b");
        await world.ArrivedAsync();
        var run = await world.StopAsync();
        world.Time.Advance(DeliveryBounds.Default.Drain);
        await run;
        Assert.Equal([("peer", "abandoned"), ("peer", "abandoned")], [await world.OutcomeAsync(), await world.OutcomeAsync()]);
    }

    [Theory]
    [InlineData("republisher-unknown", "Refused 403 republisher-unknown")]
    [InlineData("call of 12155550121", "Refused 403 ")]
    public async Task Log_HasALineAMinute_WithoutWhatThePeerMakesUp(string reason, string end)
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default, "peer");
        world.Set("peer", HttpStatusCode.Forbidden);
        world.Answer = $$"""{"reason":"{{reason}}"}""";
        for (var index = 0; index < 6; index++)
        {
            if (index == 5) world.Time.Advance(DeliveryBounds.Default.LogEvery);
            await world.HandOnAsync("secret");
            Assert.Equal(("peer", "refused"), await world.OutcomeAsync());
            await world.GoOnAsync(TimeSpan.Zero, () => world.Log.Count >= (index < 5 ? 1 : 2));
        }

        string[] lines = [$"2301 1 publications were not handed on to {world.Host("peer")}: {end}", $"2301 5 publications were not handed on to {world.Host("peer")}: {end}"];
        Assert.Equal(lines, world.Log);
    }

    [Fact]
    public async Task Log_TellsOnce_ThatAPeerIsDown_AndThatItIsBack()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1 }, "peer");
        world.Set("peer", HttpStatusCode.InternalServerError);
        await world.HandOnAsync("a");
        await world.GoOnAsync(Step, () => world.Requests.Count >= 7);
        world.Set("peer", HttpStatusCode.Created);
        Assert.Equal(("peer", "delivered"), await world.OutcomeInTimeAsync(Step));
        Assert.Equal(["2302", "2303"], world.Log.Select(line => line[..4]));
    }

    [Fact]
    public async Task FaultOfOurOwn_EndsOnePublication_NotTheLane()
    {
        await using var world = RepublishWorld.Start(DeliveryBounds.Default with { AtOnce = 1 }, "peer");
        world.Set("peer", _ => Task.FromException<HttpStatusCode>(new InvalidOperationException("a bug")));
        await world.HandOnAsync("a");
        Assert.Equal(("peer", "failed"), await world.OutcomeAsync());
        world.Set("peer", HttpStatusCode.OK);
        await world.HandOnAsync("b");
        Assert.Equal(("peer", "delivered"), await world.OutcomeAsync());
    }

    [Theory]
    [InlineData("https://cps.example", "https://cps.example/", "cps.example")]
    [InlineData("https://cps.example:8443/", "https://cps.example:8443/", "cps.example")]
    [InlineData("https://10.1.2.3:8443=cps.example", "https://10.1.2.3:8443/", "cps.example")]
    public void Target_IsRead(string text, string url, string audience)
    {
        Assert.True(RepublishTarget.TryParse(text, out var target));
        Assert.Equal((url, audience), (target.BaseUrl.AbsoluteUri, target.Audience));
    }

    [Theory]
    [InlineData("cps.example")]
    [InlineData("http://cps.example")]
    [InlineData("https://cps.example/path")]
    [InlineData("https://cps.example?query=1")]
    [InlineData("https://user@cps.example")]
    [InlineData("https://cps.example=")]
    [InlineData("https://cps.example=a=b")]
    [InlineData("https://=cps.example")]
    public void Target_ThatIsNone_IsRefused(string text) => Assert.False(RepublishTarget.TryParse(text, out _));

    private static async Task<HttpStatusCode> NeverAsync(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return HttpStatusCode.OK;
    }
}
