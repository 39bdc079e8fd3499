using System.Net;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Tests.ServiceProvider.AcmeClient;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

/// <summary>Renewals that a CA moves (RFC 9773), and profiles.</summary>
public sealed class AdvisedRenewalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithASuggestedWindow_RenewsWithinIt()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        var start = world.Time.GetUtcNow().AddDays(10);
        world.Ca.Window = (start, start.AddDays(2));
        Assert.Equal(RenewalResult.NotDue, (await world.RunAsync()).Result);
        var moved = (await world.New().FindCurrentAsync(Token))!;
        Assert.Equal(first.Fingerprint, moved.Fingerprint);
        Assert.InRange(moved.RenewAt, start, start.AddDays(2));

        // The window is the same: the moment that was drawn stays.
        await world.RunAsync();
        Assert.Equal(moved.RenewAt, (await world.New().FindCurrentAsync(Token))!.RenewAt);

        world.Time.Advance(moved.RenewAt - world.Time.GetUtcNow());
        Assert.NotEqual(first.Fingerprint, (await world.RenewAsync()).Fingerprint);
        Assert.Contains("\"replaces\":\"", world.Ca.Payloads["/new-order"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAWindowThatIsOver_RenewsAtOnce()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Ca.Window = (world.Time.GetUtcNow().AddHours(-2), world.Time.GetUtcNow().AddHours(-1));
        Assert.NotEqual(first.Fingerprint, (await world.RenewAsync()).Fingerprint);
    }

    [Fact]
    public async Task Run_WithAWindowAfterTheEnd_RenewsBeforeTheEnd()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Ca.Window = (first.NotAfter.AddDays(1), first.NotAfter.AddDays(2));
        await world.RunAsync();
        var moved = (await world.New().FindCurrentAsync(Token))!;
        Assert.True(moved.RenewAt <= first.NotBefore + ((first.NotAfter - first.NotBefore) * 0.9));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"suggestedWindow":{"start":"2026-12-02T00:00:00Z","end":"2026-12-01T00:00:00Z"}}""")]
    [InlineData("""{"suggestedWindow":{"start":"soon","end":"2026-12-01T00:00:00Z"}}""")]
    [InlineData("no JSON")]
    public async Task Run_WithAdviceThatMakesNoSense_KeepsItsOwnSchedule(string body)
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Ca.Window = (first.NotBefore, first.NotAfter);
        world.Ca.Gate = path =>
        {
            if (path.StartsWith("/renewal-info/", StringComparison.Ordinal))
                world.Ca.Instead[path] = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) };
            return Task.CompletedTask;
        };
        Assert.Equal(RenewalResult.NotDue, (await world.RunAsync()).Result);
        Assert.Equal(first.RenewAt, (await world.New().FindCurrentAsync(Token))!.RenewAt);
    }

    [Fact]
    public async Task Run_OfOneInstance_AsksAgainOnlyAfterAWhile()
    {
        var world = await RenewalWorld.NewAsync();
        var instance = world.New();
        await instance.RunAsync(force: false, Token);
        await instance.RunAsync(force: false, Token);
        var asked = world.Ca.Count("/directory");
        await instance.RunAsync(force: false, Token);
        Assert.Equal(asked, world.Ca.Count("/directory"));
        world.Time.Advance(TimeSpan.FromHours(6));
        await instance.RunAsync(force: false, Token);
        Assert.Equal(asked + 1, world.Ca.Count("/directory"));
    }

    [Fact]
    public async Task Run_WithAProfileThatTheCaHas_OrdersIt()
    {
        var world = await RenewalWorld.NewAsync();
        world.Ca.Profiles = ["usual", "short-lived"];
        world.Options = world.Options with { Profile = "short-lived" };
        await world.RenewAsync();
        Assert.Contains("\"profile\":\"short-lived\"", world.Ca.Payloads["/new-order"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAProfileThatTheCaLacks_FailsInWordsAndOrdersNothing()
    {
        var world = await RenewalWorld.NewAsync();
        world.Ca.Profiles = ["usual"];
        world.Options = world.Options with { Profile = "short-lived" };
        var run = await world.RunAsync();
        Assert.Equal((RenewalResult.Failed, AcmeFailureKind.Refused), (run.Result, run.Failure!.Kind));
        Assert.Contains("usual", run.Failure.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Ca.Orders);
    }

    [Fact]
    public async Task Run_WhereReplacesIsRefused_OrdersWithoutIt()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Ca.Window = (first.NotBefore, first.NotAfter);
        var refusals = 1;
        world.Ca.Instead["/new-order"] = () =>
            refusals-- > 0 ? ScriptedCa.Problem(HttpStatusCode.Conflict, "alreadyReplaced", "another order replaces it") : null;
        Assert.Equal(RenewalResult.Renewed, (await world.RunAsync(force: true)).Result);
        Assert.DoesNotContain("replaces", world.Ca.Payloads["/new-order"], StringComparison.Ordinal);
    }
}
