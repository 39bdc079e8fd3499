using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Delegation;

/// <summary>The delegation base: one number asked about, a full copy, and copies of what changed.</summary>
public sealed class DelegationBaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("OSP1", "14155550100", true)]
    [InlineData("OSP2", "14155550199", true)]
    [InlineData("OSP3", "14155550100", false)]
    [InlineData("OSP1", "14155550200", false)]
    [InlineData("1234", "14155550100", false)]
    public async Task IsLent_NumberAndOriginator_IsExact(string code, string number, bool isLent)
    {
        var world = await GrantWorld.StartAsync();
        await GrantAsync(world, "a", "14155550100-14155550199", originators: ["US/OSP1", "US/OSP2"]);
        Assert.True(ServiceProviderCode.TryParse(code, out var parsedCode));
        Assert.True(TelephoneNumber.TryParseCanonical(number, out var parsed));
        Assert.Equal(isLent, await world.NewInstance().Base.IsLentAsync(parsedCode, parsed, Token));
    }

    [Fact]
    public async Task List_GrantsInForce_HasARowForEachBlockAndOriginator()
    {
        var world = await GrantWorld.StartAsync();
        await GrantAsync(world, "a", "14155550100-14155550199", originators: ["US/OSP1", "US/OSP2"]);
        await GrantAsync(world, "b", "14155550300", originators: ["US/OSP1"]);
        await GrantAsync(world, "b", "14155550400");
        await GrantAsync(world, "c", "14155550500", from: TimeSpan.FromDays(1), originators: ["US/OSP1"]);
        var gone = await GrantAsync(world, "c", "14155550600", originators: ["US/OSP1"]);
        await world.NewInstance().Grants.WithdrawAsync(gone.Id, world.Act(), Token);
        Assert.Equal(
            ["14155550100-14155550199;OSP1", "14155550100-14155550199;OSP2", "14155550300;OSP1"],
            await CopyAsync(world));
    }

    [Fact]
    public async Task ListChanges_CreatedWithdrawnEnded_TellsEach()
    {
        var world = await GrantWorld.StartAsync();
        var first = await GrantAsync(world, "a", "14155550100-14155550199", originators: ["US/OSP1"]);
        var cursor = await world.NewInstance().Base.FindCursorAsync(Token);
        Assert.Equal(["14155550100-14155550199;OSP1;CREATED"], await ChangesAsync(world, 0));
        Assert.Empty(await ChangesAsync(world, cursor));
        await GrantAsync(world, "b", "14155550300", until: TimeSpan.FromDays(1), originators: ["US/OSP2"]);
        await world.NewInstance().Grants.WithdrawAsync(first.Id, world.Act(), Token);
        world.Time.Advance(TimeSpan.FromDays(1) + ClockTolerance.Instances);
        await world.NewInstance().Follow.RunAsync(Token);
        Assert.Equal(
            ["14155550300;OSP2;CREATED", "14155550100-14155550199;OSP1;REMOVED", "14155550300;OSP2;REMOVED"],
            await ChangesAsync(world, cursor));
    }

    // What another grant lends through the same provider stays; what it lends through others goes.
    [Fact]
    public async Task ListChanges_NumbersLentByAnotherGrant_AreNotRemoved()
    {
        var world = await GrantWorld.StartAsync();
        var first = await GrantAsync(world, "a", "14155550100-14155550199", originators: ["US/OSP1", "US/OSP2"]);
        await GrantAsync(world, "a", "14155550150-14155550250", originators: ["US/OSP1"]);
        var cursor = await world.NewInstance().Base.FindCursorAsync(Token);
        await world.NewInstance().Grants.WithdrawAsync(first.Id, world.Act(), Token);
        Assert.Equal(
            ["14155550100-14155550149;OSP1;REMOVED", "14155550100-14155550199;OSP2;REMOVED"], await ChangesAsync(world, cursor));
    }

    [Fact]
    public async Task ListChanges_GrantThatBeginsLater_IsToldThen()
    {
        var world = await GrantWorld.StartAsync();
        await GrantAsync(world, "a", "14155550100", from: TimeSpan.FromDays(1), originators: ["US/OSP1"]);
        Assert.Equal(0, await world.NewInstance().Base.FindCursorAsync(Token));
        world.Time.Advance(TimeSpan.FromDays(1) + ClockTolerance.Instances);
        for (var time = 0; time < 2; time++) await world.NewInstance().Follow.RunAsync(Token);
        Assert.Equal(["14155550100;OSP1;CREATED"], await ChangesAsync(world, 0));
    }

    private static async Task<NumberGrant> GrantAsync(
        GrantWorld world, string customer, string numbers, TimeSpan? from = null, TimeSpan? until = null,
        params string[] originators) =>
        (await world.NewInstance().Grants.GrantAsync(
            world.Terms(customer, GrantWorld.Numbers(numbers), isShared: false, from, until, provider: null, originators),
            world.Act(), Token)).Value;

    private static async Task<IReadOnlyList<string>> CopyAsync(GrantWorld world)
    {
        var rows = new List<string>();
        await foreach (var row in world.NewInstance().Base.ListAsync(Token)) rows.Add(row.ToCsv());
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> ChangesAsync(GrantWorld world, long since)
    {
        var (delegations, rows) = (world.NewInstance().Base, new List<string>());
        await foreach (var row in delegations.ListChangesAsync(since, await delegations.FindCursorAsync(Token), Token))
            rows.Add(row.ToCsv());
        return rows;
    }
}
