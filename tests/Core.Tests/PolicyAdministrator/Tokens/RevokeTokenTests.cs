using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Tokens;

public sealed class RevokeTokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoke_GoodToken_IsAuditedAndToldOnce()
    {
        var world = await SpcTokenWorld.NewAsync();
        await world.OpenAsync();
        var issued = (await world.IssueAsync(world.Request())).Value.Entry;
        var act = world.World.Act("key lost");
        var revoked = (await world.Revoke.RevokeAsync("acme", issued.Id, act, Token)).Value;
        Assert.Equal("key lost", revoked.Revocation!.Reason);
        Assert.Equal(revoked, (await world.Revoke.RevokeAsync("acme", issued.Id, world.World.Act("again"), Token)).Value);
        Assert.Equal(["token-revoked"], await AuditedAsync(world, issued.Id));
        Assert.Equal([issued.Id], await RevokedAsync(world));
        Assert.Equal(TokenFailure.TokenNotFound, (await world.Revoke.RevokeAsync("other", issued.Id, act, Token)).Failure.Failure);
        Assert.Equal(TokenFailure.TokenNotFound, (await world.Revoke.RevokeAsync("acme", "../x", act, Token)).Failure.Failure);
    }

    [Fact]
    public async Task RevokeAll_OfAnAccount_LeavesExpiredAndRevokedOnesAlone()
    {
        var world = await SpcTokenWorld.NewAsync();
        await world.OpenAsync();
        await world.IssueAsync(world.Request());
        world.World.Time.Advance(SpcTokenWorld.Life);
        var first = (await world.IssueAsync(world.Request())).Value.Entry;
        await world.Revoke.RevokeAsync("acme", first.Id, world.World.Act(), Token);
        await world.IssueAsync(world.Request());
        await world.IssueAsync(world.Request());
        Assert.Equal(2, await world.Revoke.RevokeAllAsync("acme", world.World.Act(), Token));
        Assert.Equal(0, await world.Revoke.RevokeAllAsync("acme", world.World.Act(), Token));
        Assert.Equal(3, (await RevokedAsync(world)).Count);
    }

    // Told of whole or not done, whether the caller tries again or nobody does and the sweep comes.
    [Theory]
    [InlineData(FaultMoment.Before, true)]
    [InlineData(FaultMoment.After, true)]
    [InlineData(FaultMoment.Before, false)]
    [InlineData(FaultMoment.After, false)]
    public async Task Revoke_CutOffAtAnyCall_IsToldOfWholeOrNotDone(FaultMoment moment, bool isRetried)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = await SpcTokenWorld.NewAsync(store);
            await world.OpenAsync();
            var issued = (await world.IssueAsync(world.Request())).Value.Entry;
            var act = world.World.Act();
            store.FailAt(call, moment);
            try
            {
                await world.Revoke.RevokeAsync("acme", issued.Id, act, Token);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            store.Heal();
            if (isRetried) Assert.True((await world.Revoke.RevokeAsync("acme", issued.Id, act, Token)).IsSuccess);
            world.World.Time.Advance(TimeSpan.FromMinutes(2));
            await world.Revoke.SweepAsync(Token);
            var isRevoked = (await world.Ledger.FindAsync("acme", issued.Id, Token))!.Revocation is not null;
            Assert.True(isRevoked || !isRetried);
            string[] audited = isRevoked ? ["token-revoked"] : [];
            string[] told = isRevoked ? [issued.Id] : [];
            Assert.Equal(audited, await AuditedAsync(world, issued.Id));
            Assert.Equal(told, await RevokedAsync(world));
            Assert.Empty((await store.ListAsync("pa-token-changes", "under-way", continuation: null, 10, Token)).Records);
        }

        Assert.InRange(faults, 8, 80);
    }

    private static async Task<IReadOnlyList<string>> AuditedAsync(SpcTokenWorld world, string id)
    {
        var page = await world.World.Audit.ListAsync(new AuditFilter(Subject: new AuditParty("token", id)), cursor: null, 100, Token);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }

    private static async Task<IReadOnlyList<string>> RevokedAsync(SpcTokenWorld world) =>
        [.. (await world.World.Notices.ReadAsync(0, 100, Token)).Notices
            .Select(notice => notice.Notice).OfType<TokenNotice>().Select(notice => notice.TokenId)];
}
