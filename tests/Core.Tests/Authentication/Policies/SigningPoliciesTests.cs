using System.Text;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Tests.Authentication.Policies;

/// <summary>Policies and number tables in the store: revisions, the audit log, what is left behind.</summary>
public sealed class SigningPoliciesTests
{
    private const string Own = "12155550121,own,assigned-by-us\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_OfAPolicy_KeepsItsNumbersAndIsAudited()
    {
        var world = await SigningWorld.NewAsync("{'takesDelegates':true}", Own);
        var stored = (await world.Policies.ChangeAsync(SigningWorld.Id, 2, SigningWorld.Policy("{}"), world.Act(), Token)).Value;
        Assert.Equal((3L, 1, false), (stored.Revision, stored.Numbers!.Rows, stored.Policy.TakesDelegates));
        Assert.Equal(Own, Encoding.UTF8.GetString((await world.Policies.GetNumbersAsync(stored, Token)).Span));
        var acts = await world.AuditedAsync("signing-policy", "north");
        Assert.Equal(
            ["signing-policy-changed", "signing-numbers-imported", "signing-policy-changed"], acts.Select(entry => entry.Act.Action));
        var change = Assert.Single(acts[2].Act.Changes);
        Assert.Equal(("takesDelegates", "true", "false"), (change.Field, change.Before, change.After));
        Assert.Equal("operator:olga", acts[1].Act.Actor.ToString());
    }

    [Fact]
    public async Task Change_SameRequestAgain_ChangesNothing()
    {
        var world = await SigningWorld.NewAsync();
        var policy = SigningWorld.Policy("{'otherCalls':'B'}");
        for (var time = 0; time < 2; time++)
            Assert.Equal(2, (await world.Policies.ChangeAsync(SigningWorld.Id, 1, policy, world.Act("same"), Token)).Value.Revision);
        for (var time = 0; time < 2; time++)
        {
            var import = await world.Policies.ImportAsync(SigningWorld.Id, 2, Encoding.UTF8.GetBytes(Own), world.Act("import"), Token);
            Assert.Equal(3, import.Value.Revision);
        }

        Assert.Equal(3, (await world.AuditedAsync("signing-policy", "north")).Count);
    }

    [Fact]
    public async Task Change_OfAnotherRevision_IsRefused()
    {
        var world = await SigningWorld.NewAsync();
        var changed = await world.Policies.ChangeAsync(SigningWorld.Id, 0, SigningPolicy.Default, world.Act(), Token);
        var imported = await world.Policies.ImportAsync(SigningWorld.Id, 2, Encoding.UTF8.GetBytes(Own), world.Act(), Token);
        Assert.Equal(
            (SigningPolicyFailure.RevisionDiffers, SigningPolicyFailure.RevisionDiffers),
            (changed.Failure.Failure, imported.Failure.Failure));
    }

    [Fact]
    public async Task Change_OfAnUnknownTenant_IsRefused()
    {
        var world = await SigningWorld.NewAsync();
        Assert.True(TenantId.TryParse("south", out var south));
        var refused = (await world.Policies.ChangeAsync(south, 0, SigningPolicy.Default, world.Act(), Token)).Failure;
        Assert.Equal(SigningPolicyFailure.TenantNotFound, refused.Failure);
    }

    [Fact]
    public async Task Import_WithABadLine_ChangesNothing()
    {
        var world = await SigningWorld.NewAsync(numbers: Own);
        var csv = Encoding.UTF8.GetBytes(Own + "x,y,z\n");
        var refused = (await world.Policies.ImportAsync(SigningWorld.Id, 2, csv, world.Act(), Token)).Failure;
        Assert.Equal((SigningPolicyFailure.NumbersNotAllowed, 2), (refused.Failure, Assert.Single(refused.Errors!.First).Line));
        Assert.Equal(2, (await world.Policies.GetAsync(SigningWorld.Id, Token)).Revision);
    }

    // The blob is stored before the row names it: a table that no row came to name, or that was replaced, is removed a day later.
    [Fact]
    public async Task Sweep_AfterADay_RemovesTablesThatNoPolicyNames()
    {
        var world = await SigningWorld.NewAsync(numbers: Own);
        world.Hooked.Hook = (call, next) =>
            call is { Place: "signing-policies", IsWrite: true } ? throw new StorageException("down") : next();
        await Assert.ThrowsAsync<StorageException>(() =>
            world.Policies.ImportAsync(SigningWorld.Id, 2, Encoding.UTF8.GetBytes(Own), world.Act(), Token).AsTask());
        world.Hooked.Hook = null;
        await world.Policies.SweepAsync(Token);
        Assert.Equal(2, await CountAsync(world));
        world.Time.Advance(TimeSpan.FromDays(1));
        var csv = Encoding.UTF8.GetBytes($"{Own}12155550122,own,assigned-by-us\n");
        var stored = (await world.Policies.ImportAsync(SigningWorld.Id, 2, csv, world.Act(), Token)).Value;
        await world.Policies.SweepAsync(Token);
        Assert.Equal(1, await CountAsync(world));
        Assert.Equal(2, (await world.Policies.ReadNumbersAsync(stored, Token)).Rows.Count);
    }

    [Fact]
    public async Task Import_OfAnEmptyTable_TakesItAway()
    {
        var world = await SigningWorld.NewAsync(numbers: Own);
        var stored = (await world.Policies.ImportAsync(SigningWorld.Id, 2, default, world.Act(), Token)).Value;
        Assert.Null(stored.Numbers);
        Assert.Equal(AssignedNumbers.None, await world.Policies.ReadNumbersAsync(stored, Token));
    }

    // Two operators decide on one revision: one of them reads again.
    [Fact]
    public async Task Change_ByTwoAtOnce_LosesNeither()
    {
        var world = await SigningWorld.NewAsync();
        var policy = SigningWorld.Policy("{'otherCalls':'B'}");
        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(operators => Task.Run(async () =>
            await world.Policies.ChangeAsync(SigningWorld.Id, 1, policy, world.Act($"operator-{operators}"), Token))));
        Assert.Single(changes, change => change.IsSuccess);
        Assert.Equal(2, (await world.AuditedAsync("signing-policy", "north")).Count);
    }

    private static async Task<int> CountAsync(SigningWorld world) =>
        (await world.Blobs.ListAsync("signing-numbers", "", null, StorageLimits.Page, Token)).Names.Count;
}
