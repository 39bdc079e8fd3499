using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Lists;

public sealed class TrustListPublisherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Publish_ApprovedRoots_IsAListThatVerifiesInEachForm(bool hasVersionAsText, bool hasEntriesInPem)
    {
        var world = await ListWorld.NewAsync();
        await world.ApproveAsync();
        var published = (await world.PublishAsync()).Value;
        var read = await world.ReadAsync(published, new TrustListForm(hasVersionAsText, hasEntriesInPem));
        Assert.Equal((1L, published.ExpiresAt), (read.Sequence, read.ExpiresAt));
        Assert.Equal(world.Time.GetUtcNow().AddDays(7), published.ExpiresAt);
        Assert.Equal(
            world.Approved.Select(root => root.Certificate.Fingerprint).Order(),
            read.Roots.All.Select(root => root.Certificate.Fingerprint).Order());
        Assert.Empty(read.Findings);
    }

    [Fact]
    public async Task Publish_WhenTheRootsChange_IsDueAtOnceAndEveryListStays()
    {
        var world = await ListWorld.NewAsync();
        var first = (await world.PublishAsync()).Value;
        Assert.Equal(TrustListPublishFailure.NotDue, (await world.PublishAsync()).Failure);
        await world.ApproveAsync();
        var second = (await world.PublishAsync()).Value;
        world.Approved.RemoveAt(0);
        var third = (await world.PublishAsync()).Value;
        Assert.Equal((1L, 2L, 3L), (first.Sequence, second.Sequence, third.Sequence));
        Assert.Equal(third.Sequence, (await world.Publisher().FindCurrentAsync(Token))!.Sequence);
        var read = await world.ReadAsync(first);
        read = await world.ReadAsync(second, last: read);
        Assert.Single((await world.ReadAsync(third, last: read)).Roots.All);
        Assert.Equal(first.JwtIn(TrustListForm.Standard), (await world.Publisher().FindAsync(1, Token))!.JwtIn(TrustListForm.Standard));
        Assert.Null(await world.Publisher().FindAsync(4, Token));
        Assert.Null(await world.Publisher().FindAsync(0, Token));
    }

    [Fact]
    public async Task Publish_OfUnchangedRoots_IsSignedAnewLongBeforeExp()
    {
        var world = await ListWorld.NewAsync();
        var first = (await world.PublishAsync()).Value;
        world.Time.Advance(TimeSpan.FromDays(3.5) - TimeSpan.FromSeconds(1));
        Assert.Equal(TrustListPublishFailure.NotDue, (await world.PublishAsync()).Failure);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var second = (await world.PublishAsync()).Value;
        Assert.Equal(2, second.Sequence);
        Assert.Equal(first.Roots, second.Roots);
        Assert.False(new TrustListSchedule(TimeSpan.FromDays(7), TimeSpan.FromDays(1)).IsSound);
    }

    [Fact]
    public async Task Publish_ByEightInstancesAtOnce_LeavesNoGapAndNoRepeat()
    {
        var world = await ListWorld.NewAsync();
        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var (publisher, own) = (world.Publisher(), new List<PublishedTrustList>());
            while (own.Count < 3)
            {
                if ((await publisher.PublishAsync(isForced: true, Token)).TryGet(out var list, out var _)) own.Add(list);
                else await Task.Yield();
            }

            return own;
        })));
        var all = lists.SelectMany(own => own).ToList();
        Assert.Equal(Enumerable.Range(1, 24).Select(number => (long)number), all.Select(list => list.Sequence).Order());
        foreach (var list in all)
            Assert.Equal(
                list.JwtIn(TrustListForm.Standard),
                (await world.Publisher().FindAsync(list.Sequence, Token))!.JwtIn(TrustListForm.Standard));
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Publish_CutOffAtAnyCall_LeavesNoGapAndNoRepeat(FaultMoment moment)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var world = await ListWorld.NewAsync();
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            (world.Records, world.Blobs) = (store, store.Blobs);
            var first = (await world.PublishAsync()).Value;
            await world.ApproveAsync();
            store.FailAt(call, moment);
            try
            {
                await world.PublishAsync();
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            // The claim of the one that ended runs out; then another goes on, whether or not a list had been put.
            store.Heal();
            world.Time.Advance(TimeSpan.FromMinutes(6));
            await world.PublishAsync();
            var current = (await world.Publisher().FindCurrentAsync(Token))!;
            Assert.Equal((2L, 2), (current.Sequence, current.Roots.Count));
            Assert.Equal(2, (await world.ReadAsync(current, last: await world.ReadAsync(first))).Sequence);
            Assert.Equal(TrustListPublishFailure.NotDue, (await world.PublishAsync()).Failure);
        }

        Assert.InRange(faults, 6, 40);
    }

    // One instance stands still between any two of its reads and writes of records, until its claim has run out and another has published.
    [Fact]
    public async Task Publish_ByAnInstanceThatWokeTooLate_MakesNoSecondList()
    {
        for (var step = 1; step <= 20; step++)
        {
            var world = await ListWorld.NewAsync();
            var stepped = new SteppedRecords(world.Records, step, async () =>
            {
                world.Time.Advance(TimeSpan.FromMinutes(6));
                await world.PublishAsync();
            });
            var outcome = await world.Publisher(records: stepped).PublishAsync(isForced: false, Token);
            if (!stepped.IsReached)
            {
                Assert.InRange(step, 4, 20);
                return;
            }

            if (outcome.TryGet(out var list, out _)) Assert.Equal(1, list.Sequence);
            var current = (await world.Publisher().FindCurrentAsync(Token))!;
            Assert.Equal(1, current.Sequence);
            Assert.Equal(
                list?.JwtIn(TrustListForm.Standard) ?? current.JwtIn(TrustListForm.Standard), current.JwtIn(TrustListForm.Standard));
            Assert.Equal(TrustListPublishFailure.NotDue, (await world.PublishAsync()).Failure);
        }

        Assert.Fail("the publication has no end");
    }

    [Fact]
    public async Task Publish_OverRecordsOfAnOlderCopy_WaitsForAnOperatorAndGoesOn()
    {
        var world = await ListWorld.NewAsync();
        for (var round = 0; round < 30; round++) await world.PublishAsync(isForced: true);
        world.Records = new MemoryRecords();
        Assert.Equal(TrustListPublishFailure.AheadOfRecords, (await world.PublishAsync()).Failure);
        Assert.Null(await world.Publisher().FindCurrentAsync(Token));
        Assert.Equal(31, (await world.PublishAsync(isForced: true)).Value.Sequence);
        Assert.Equal(31, (await world.Publisher().FindCurrentAsync(Token))!.Sequence);
        Assert.NotNull(await world.Publisher().FindAsync(17, Token));
    }
}
