using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.Tests.PolicyAdministrator.Borders;

public sealed class RegistrySubscriptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_Registry_IsRecordedAndRevocable()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        var subscription = await world.Subscriptions.GetAsync(Token);
        Assert.Equal((1L, "International registry"), (subscription.Revision, subscription.Approved!.Name));
        var revoked = (await world.Subscriptions.RevokeAsync(1, world.Registry.Accounts.Act(), Token)).Value;
        Assert.Null(revoked.Approved);
        Assert.Equal(
            SubscriptionFailure.NothingProposed,
            (await world.Subscriptions.RevokeAsync(2, world.Registry.Accounts.Act(), Token)).Failure.Failure);
        Assert.Null((await world.Registry.Accounts.Audit.VerifyAsync(anchor: null, Token)).Break);
    }

    [Fact]
    public async Task Subscribe_WhereTwoOperatorsAreNeeded_WaitsForAnother()
    {
        var world = await SubscriptionWorld.NewAsync();
        var subscriptions = world.Subscribing(needsTwo: true);
        var proposed = (await subscriptions.SubscribeAsync(0, world.Terms(), world.Registry.ActOf("alice"), Token)).Value;
        Assert.Null(proposed.Approved);
        Assert.Equal(
            SubscriptionFailure.AnotherOperatorNeeded,
            (await subscriptions.ConfirmAsync(1, world.Registry.ActOf("alice"), Token)).Failure.Failure);
        Assert.NotNull((await subscriptions.ConfirmAsync(1, world.Registry.ActOf("bob"), Token)).Value.Approved);
    }

    [Theory]
    [InlineData("http://registry.example/list")]
    [InlineData("https://reader:secret@registry.example/list")]
    [InlineData("")]
    public async Task Subscribe_UrlThatIsNotAllowed_IsRefused(string url)
    {
        var world = await SubscriptionWorld.NewAsync();
        Assert.Equal(
            SubscriptionFailure.TermsNotAllowed,
            (await world.Subscriptions.SubscribeAsync(0, world.Terms(url), world.Registry.Accounts.Act(), Token)).Failure.Failure);
        var noRoots = world.Terms() with { Roots = [] };
        Assert.Equal(
            SubscriptionFailure.TermsNotAllowed,
            (await world.Subscriptions.SubscribeAsync(0, noRoots, world.Registry.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Subscribe_TwoChangesAtOnce_OneIsRefused()
    {
        var world = await SubscriptionWorld.NewAsync();
        var outcomes = await Task.WhenAll(new[] { "One", "Two" }.Select(name => world.Subscriptions.SubscribeAsync(
            0, world.Terms() with { Name = name }, world.Registry.Accounts.Act(), Token).AsTask()));
        Assert.Single(outcomes, outcome => outcome.IsSuccess);
        Assert.Equal(SubscriptionFailure.RevisionDiffers, outcomes.Single(outcome => !outcome.IsSuccess).Failure.Failure);
    }

    [Fact]
    public async Task Follow_ClockThatWasAhead_AsksAgain()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        world.Registry.Served.Remove(SubscriptionWorld.ListUrl, out var list);
        world.Time.SetWallClock(TimeSpan.FromDays(1));
        await world.FollowAsync();
        world.Time.SetWallClock(TimeSpan.FromDays(-1));
        world.Registry.Served[SubscriptionWorld.ListUrl] = list!;
        await world.FollowAsync();
        Assert.NotNull(await world.Subscribed.FindListAsync(Token));
    }

    [Fact]
    public async Task Follow_ApprovedRegistry_KeepsItsList()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.FollowAsync();
        Assert.Null(await world.Subscribed.FindStatusAsync(Token));
        await world.SubscribeAsync();
        await world.FollowAsync();
        Assert.Equal("CA", Assert.Single((await world.Subscribed.FindListAsync(Token))!.Entries).Country.Value);
        var status = (await world.Subscribed.FindStatusAsync(Token))!;
        Assert.Equal((0, null), (status.Failures, status.Failure));

        // Not due again: with jitter, within an hour.
        Assert.InRange(status.NextAt - world.Time.GetUtcNow(), TimeSpan.FromMinutes(47), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Follow_BadList_KeepsTheLastGoodOne()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        world.Registry.Served[SubscriptionWorld.ListUrl] = await world.SignAsync(5, entries: []);
        await world.FollowAsync();
        (string? Served, DocumentFailure Reason)[] refused =
        [
            (await world.SignAsync(4, entries: []), DocumentFailure.SequenceWentBack),
            ("<html>", DocumentFailure.Malformed),
            (null, DocumentFailure.Unreachable),
        ];
        var failures = 0;
        foreach (var (served, reason) in refused)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            if (served is null) world.Registry.Served.Remove(SubscriptionWorld.ListUrl);
            else world.Registry.Served[SubscriptionWorld.ListUrl] = served;
            await world.FollowAsync();
            var status = (await world.Subscribed.FindStatusAsync(Token))!;
            Assert.Equal((reason, ++failures), (status.Failure, status.Failures));
            Assert.Equal(5, (await world.Subscribed.FindListAsync(Token))!.Sequence);
        }

        Assert.Equal(refused.Length, world.Log.All.Count(line => line.Id == 1822));
    }

    [Fact]
    public async Task Follow_TwoRunsAtOnce_AskTheRegistryOnce()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        await Task.WhenAll(world.FollowAsync(), world.FollowAsync());
        Assert.Equal(1, world.Registry.Asked[SubscriptionWorld.ListUrl]);
    }

    // A state that tells of the list must not be there without it.
    [Fact]
    public async Task Follow_StoreThatDoesNotKeepTheList_IsAskedAgain()
    {
        var blobs = new FailingBlobs();
        var world = await SubscriptionWorld.NewAsync(blobs);
        await world.SubscribeAsync();
        blobs.IsDown = true;
        await Assert.ThrowsAsync<StorageException>(world.FollowAsync);
        blobs.IsDown = false;
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.FollowAsync();
        Assert.NotNull(await world.Subscribed.FindListAsync(Token));
    }

    // Silence of the registry must not cut off all its countries.
    [Fact]
    public async Task Follow_NothingForLong_LeavesTheListInForceAfterItsExp()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        await world.FollowAsync();
        world.Registry.Served.Remove(SubscriptionWorld.ListUrl);
        world.Time.Advance(TimeSpan.FromDays(8));
        await world.FollowAsync();
        Assert.NotNull((await world.Subscribed.FindListAsync(Token))!.Find(BorderWorld.Canada));
    }

    [Fact]
    public async Task Follow_AnotherRegistry_ForgetsTheListOfTheFirst()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        await world.FollowAsync();
        var other = await BorderWorld.AuthorityAsync(world.Time, "CH");
        var terms = world.Terms() with { Roots = [other.PolicyAdministratorRoot] };
        Assert.True((await world.Subscriptions.SubscribeAsync(1, terms, world.Registry.Accounts.Act(), Token)).IsSuccess);
        Assert.Null(await world.Subscribed.FindListAsync(Token));

        // The next run asks at once, whenever the first registry was due.
        await world.FollowAsync();
        Assert.Equal(DocumentFailure.SignerUntrusted, (await world.Subscribed.FindStatusAsync(Token))!.Failure);
    }
}
