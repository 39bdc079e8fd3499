using Shaken.Core.Registry.Countries;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Tests.Registry;

public sealed class DecideRegistrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approve_ProvenRequest_IsOnTheNextListAndInTheHistory()
    {
        var world = await RegistryWorld.NewAsync();
        Assert.Empty((await world.PublishAsync()).Entries);
        var registered = await world.RegisteredAsync(world.Canada);
        var list = await world.PublishAsync();
        Assert.Equal((2L, "CA"), (list.Sequence, Assert.Single(list.Entries).Country.Value));
        await world.Decide().MoveAsync(
            BorderWorld.Canada, registered.Revision, RegistrationState.Withdrawn, world.Accounts.Act(), Token);
        Assert.Empty((await world.PublishAsync()).Entries);
        var second = (await world.Publisher.FindAsync(2, Token))!;
        Assert.Equal((2L, 1), (second.Sequence, second.Count));
        Assert.Null((await world.Accounts.Audit.VerifyAsync(anchor: null, Token)).Break);
    }

    [Fact]
    public async Task Refuse_FirstRequest_LeavesNothing()
    {
        var world = await RegistryWorld.NewAsync();
        await world.AskAsync(world.Canada);
        var refused = (await world.Decide().RefuseAsync(BorderWorld.Canada, 1, world.Accounts.Act(), Token)).Value;
        Assert.Equal((RegistrationState.Refused, null, null), (refused.State, refused.Proposed, refused.Published));
        Assert.Equal(
            RegistryFailure.NothingProposed,
            (await world.Decide().ApproveAsync(BorderWorld.Canada, 2, world.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Refuse_ChangeOfARegisteredCountry_LeavesWhatIsInForce()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        await world.AskAsync(world.Canada, registered.Revision, RegistryWorld.RegistrationOf(world.Canada, "Other"));
        var refused = (await world.Decide().RefuseAsync(
            BorderWorld.Canada, registered.Revision + 1, world.Accounts.Act(), Token)).Value;
        Assert.Equal((RegistrationState.Registered, "Example"), (refused.State, refused.Published!.Name));
    }

    // The registered key is lost, or two parties have one: the registry settles it, and readers see the dispute meanwhile.
    [Fact]
    public async Task Override_CountryInDispute_TakesAnotherKeyAfterItsProof()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        var heir = await BorderWorld.AuthorityAsync(world.Time, "CA");
        var registration = RegistryWorld.RegistrationOf(heir, "Canada anew");
        var decide = world.Decide(needsTwo: true);
        Assert.Equal(
            RegistryFailure.NotInDispute,
            (await decide.OverrideAsync(
                BorderWorld.Canada, registered.Revision, registration, world.ActOf("alice"), Token)).Failure.Failure);

        var disputed = (await decide.MoveAsync(
            BorderWorld.Canada, registered.Revision, RegistrationState.Disputed, world.ActOf("alice"), Token)).Value;
        Assert.Equal(RegistryEntryState.Disputed, Assert.Single((await world.PublishAsync()).Entries).State);
        Assert.Equal(RegistryFailure.InDispute, (await world.AskAsync(world.Canada, disputed.Revision)).Failure.Failure);

        var overridden = (await decide.OverrideAsync(
            BorderWorld.Canada, disputed.Revision, registration, world.ActOf("alice"), Token)).Value;
        Assert.Equal(
            RegistryFailure.NotProven,
            (await decide.ApproveAsync(BorderWorld.Canada, overridden.Revision, world.ActOf("bob"), Token)).Failure.Failure);
        var proven = await world.ProveAsync(BorderWorld.Canada);
        Assert.Equal(
            RegistryFailure.AnotherOperatorNeeded,
            (await decide.ApproveAsync(BorderWorld.Canada, proven.Revision, world.ActOf("alice"), Token)).Failure.Failure);
        var settled = (await decide.ApproveAsync(BorderWorld.Canada, proven.Revision, world.ActOf("bob"), Token)).Value;
        Assert.Equal((RegistrationState.Registered, "Canada anew"), (settled.State, settled.Published!.Name));
        Assert.True((await world.AskAsync(heir, settled.Revision)).IsSuccess);
    }

    [Theory]
    [InlineData(RegistrationState.Pending)]
    [InlineData(RegistrationState.Refused)]
    [InlineData(RegistrationState.Registered)]
    public async Task Move_StateThatCannotFollow_IsRefused(RegistrationState state)
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        Assert.Equal(
            RegistryFailure.MoveNotLegal,
            (await world.Decide().MoveAsync(BorderWorld.Canada, registered.Revision, state, world.Accounts.Act(), Token)).Failure.Failure);
    }

    // What was asked before the dispute was asked with a key that may be the one in dispute.
    [Fact]
    public async Task Move_ToDisputed_DropsWhatWaited()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        await world.AskAsync(world.Canada, registered.Revision, RegistryWorld.RegistrationOf(world.Canada, "Other"));
        var disputed = (await world.Decide().MoveAsync(
            BorderWorld.Canada, registered.Revision + 1, RegistrationState.Disputed, world.Accounts.Act(), Token)).Value;
        Assert.Null(disputed.Proposed);
        Assert.Equal("Example", disputed.Published!.Name);
    }

    [Fact]
    public async Task Approve_NumbersOfAnotherGroup_IsRefused()
    {
        var world = await RegistryWorld.NewAsync();
        var (first, second) = (await BorderWorld.AuthorityAsync(world.Time, "XK"), await BorderWorld.AuthorityAsync(world.Time, "XA"));
        await world.RegisteredAsync(first, RegistryWorld.RegistrationOf(first, prefixes: RegistryWorld.Prefixes("383")));
        await world.AskAsync(second, registration: RegistryWorld.RegistrationOf(second, prefixes: RegistryWorld.Prefixes("38344")));
        var proven = await world.ProveAsync(Hierarchy.Country("XA"));
        Assert.Equal(
            RegistryFailure.PrefixTaken,
            (await world.Decide().ApproveAsync(proven.Country, proven.Revision, world.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Approve_CountryThatNeverAsked_IsNotFound()
    {
        var world = await RegistryWorld.NewAsync();
        Assert.Equal(
            RegistryFailure.NotFound,
            (await world.Decide().ApproveAsync(BorderWorld.Canada, 0, world.Accounts.Act(), Token)).Failure.Failure);
    }
}
