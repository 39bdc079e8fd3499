using Shaken.Core.Registry.Countries;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Tests.Registry;

public sealed class CountryListsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_ListsOfCountries_AreHandedOnAndJoined()
    {
        var world = await RegistryWorld.NewAsync();
        var france = await BorderWorld.AuthorityAsync(world.Time, "FR");
        foreach (var authority in new[] { world.Canada, france })
        {
            await world.RegisteredAsync(authority);
            await world.ServeListAsync(authority);
        }

        await world.Lists.RefreshAsync(Token);
        var canada = await world.Lists.FindAsync(await EntryAsync(world), Token);
        Assert.Equal(world.Served[RegistryWorld.ListUrlOf(BorderWorld.Canada)], canada!.Kept.Compact);
        Assert.Equal(
            new[] { world.Canada, france }.Select(one => one.Root.Certificate.Fingerprint).Order(StringComparer.Ordinal),
            (await world.Lists.GetAsync(Token)).Select(root => root.Certificate.Fingerprint).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refresh_ListThatIsBad_KeepsTheLastGoodOneUntilItsExp()
    {
        var world = await RegistryWorld.NewAsync();
        await world.RegisteredAsync(world.Canada);
        await world.ServeListAsync(world.Canada, sequence: 5);
        await world.Lists.RefreshAsync(Token);
        world.Time.Advance(TimeSpan.FromHours(6));
        await world.ServeListAsync(world.Canada, sequence: 4);
        await world.Lists.RefreshAsync(Token);
        Assert.Equal(1, (await world.Lists.FindStatusAsync(BorderWorld.Canada, Token))!.Failures);
        Assert.Equal(5, (await world.Lists.FindAsync(await EntryAsync(world), Token))!.Sequence);
        world.Time.Advance(TimeSpan.FromDays(7));
        Assert.Null(await world.Lists.FindAsync(await EntryAsync(world), Token));
        Assert.Empty(await world.Lists.GetAsync(Token));
    }

    [Fact]
    public async Task Refresh_CountryInDispute_TakesNothingNew()
    {
        var world = await RegistryWorld.NewAsync();
        var registered = await world.RegisteredAsync(world.Canada);
        await world.ServeListAsync(world.Canada, sequence: 5);
        await world.Lists.RefreshAsync(Token);
        await world.Decide().MoveAsync(
            BorderWorld.Canada, registered.Revision, RegistrationState.Disputed, world.Accounts.Act(), Token);
        world.Time.Advance(TimeSpan.FromHours(6));
        await world.ServeListAsync(world.Canada, sequence: 6);
        await world.Lists.RefreshAsync(Token);
        Assert.Equal(5, (await world.Lists.FindAsync(await EntryAsync(world), Token))!.Sequence);
        Assert.Single(await world.Lists.GetAsync(Token));
    }

    [Fact]
    public async Task Get_CountryWithoutALimitedList_GivesNoRoots()
    {
        var world = await RegistryWorld.NewAsync();
        var entry = RegistryWorld.EntryOf(world.Canada.PolicyAdministratorRoot, url: null);
        Assert.Null((await world.AskAsync(world.Canada, registration: new Registration(entry, RegistryWorld.Contact))).Value.Challenge);
        Assert.True((await world.Decide().ApproveAsync(BorderWorld.Canada, 1, world.Accounts.Act(), Token)).IsSuccess);
        await world.Lists.RefreshAsync(Token);
        Assert.Empty(await world.Lists.GetAsync(Token));
        Assert.True(Assert.Single((await world.PublishAsync()).Entries).IsUnrestricted);
    }

    private static async Task<RegistryEntry> EntryAsync(RegistryWorld world) =>
        (await world.Countries.FindAsync(BorderWorld.Canada, Token))!.Published!;
}
