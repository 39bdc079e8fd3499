using System.Numerics;
using Shaken.Contracts;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.PolicyAdministrator.Crl;

public sealed class CrlPublisherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_MakesAnIndirectListThatVerifies()
    {
        var world = await CrlWorld.NewAsync();
        var (revoked, good) = (await world.LeafAsync(), await world.LeafAsync());
        await world.RevokeAsync(revoked);
        var published = await world.PublishAsync();
        var crl = CrlWorld.Read(published.Der);
        Assert.Equal((2, new BigInteger(1), true), (crl.Version, crl.Number!.Value, crl.IsIndirect));
        Assert.Equal([CrlWorld.Url], crl.DistributionPoint!.Urls);
        Assert.True(crl.Issuer.Der.Span.SequenceEqual(world.Signer.Certificate.Subject.Der.Span));
        Assert.True(CrlVerifier.Verify(crl, CrlWorld.Url, world.Trust, last: null, world.Time.GetUtcNow()).TryGet(out var list, out var refusal), refusal?.Detail);
        Assert.Empty(list.Findings);
        Assert.Equal(RevocationReason.KeyCompromise, list.Index.Find(revoked)!.Value.Reason);
        Assert.Null(list.Index.Find(good));
        Assert.True(CrlWorld.Read(published.Pem).Der.Span.SequenceEqual(published.Der.Span));
    }

    [Fact]
    public async Task Publish_WantedSinceTheLastList_IsDueBeforeItsInterval()
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CrlPublishFailure.NotDue, (await world.Publisher().PublishAsync(isForced: false, Token)).Failure);
        await new CrlWishes(world.Records, world.Time).WantAsync(Token);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await world.Publisher().PublishAsync(isForced: false, Token)).Value.Number);
        Assert.Equal(CrlPublishFailure.NotDue, (await world.Publisher().PublishAsync(isForced: false, Token)).Failure);
    }

    // A list that was begun in the second of the wish may lack what is wanted.
    [Fact]
    public async Task Publish_WantedInTheSecondOfTheLastList_IsDueAgain()
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        await world.PublishAsync();
        await new CrlWishes(world.Records, world.Time).WantAsync(Token);
        Assert.Equal(3, (await world.Publisher().PublishAsync(isForced: false, Token)).Value.Number);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Publisher().PublishAsync(isForced: false, Token);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CrlPublishFailure.NotDue, (await world.Publisher().PublishAsync(isForced: false, Token)).Failure);
    }

    [Fact]
    public async Task Publish_BySixteenInstancesAtOnce_GivesEachNumberOnce()
    {
        var world = await CrlWorld.NewAsync();
        var lists = await Task.WhenAll(Enumerable.Range(0, 16).Select(instance => Task.Run(async () =>
        {
            var publisher = world.Publisher();
            while (true)
            {
                if ((await publisher.PublishAsync(isForced: true, Token)).TryGet(out var list, out _)) return list;
                await Task.Yield();
            }
        })));
        Assert.Equal(Enumerable.Range(1, 16).Select(number => (long)number), lists.Select(list => list.Number).Order());
        Assert.Equal(16, lists.Select(list => Convert.ToHexString(list.Der.Span)).Distinct().Count());
        Assert.Equal(16, lists.Select(list => list.ThisUpdate).Distinct().Count());
        Assert.Equal(16, (await world.Publisher().FindCurrentAsync(Token))!.Number);
    }

    [Fact]
    public async Task Publish_AfterAnInstanceEndedBeforeItsListWasStored_TakesTheSameNumber()
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        var blobs = new InterceptedBlobs(world.Blobs)
        {
            Hook = (call, next) => call.IsChange ? throw new StorageException("the store is gone") : next(),
        };
        await Assert.ThrowsAsync<StorageException>(async () => await world.Publisher(blobs: blobs).PublishAsync(isForced: true, Token));
        Assert.Equal(2, (await world.PublishAsync()).Number);
    }

    [Fact]
    public async Task Publish_AfterAnInstanceDiedWithItsClaim_WaitsForTheClaimToRunOut()
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        var sequence = new Sequence(world.Records, "crl-numbers", "indirect", TimeSpan.FromMinutes(5), world.Time);
        Assert.Equal(2, (await sequence.TryClaimAsync(Token))!.Number);
        Assert.Equal(CrlPublishFailure.Busy, (await world.Publisher().PublishAsync(isForced: true, Token)).Failure);
        world.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await world.PublishAsync()).Number);
    }

    [Fact]
    public async Task Publish_AfterAnInstanceDiedBetweenStoringAndCompleting_PutsItsListInForce()
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        var claims = 1;
        var records = new InterceptedRecords(world.Records)
        {
            Hook = (call, next) => call.Operation != StoreOperation.Replace || claims-- > 0
                ? next()
                : throw new StorageException("the process has died"),
        };
        await Assert.ThrowsAsync<StorageException>(async () => await world.Publisher(records: records).PublishAsync(isForced: true, Token));
        Assert.Equal(1, (await world.Publisher().FindCurrentAsync(Token))!.Number);

        world.Time.Advance(TimeSpan.FromHours(2));
        var outcome = await world.Publisher().PublishAsync(isForced: false, Token);
        Assert.Equal(3, outcome.Value.Number);
        var stored = CrlWorld.Read((await world.Blobs.FindAsync(new BlobName("crl", "indirect/2.crl"), Token))!.Content.Octets);
        Assert.Equal(2, stored.Number);
    }

    [Fact]
    public async Task Publish_ByAnInstanceThatWokeTooLate_OverwritesNothing()
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        var blobs = new InterceptedBlobs(world.Blobs)
        {
            // While it stands still, its claim runs out and others publish five lists: its place holds one of them.
            Hook = StoreHooks.OnceBefore(call => call.IsChange, async () =>
            {
                world.Time.Advance(TimeSpan.FromMinutes(6));
                for (var round = 0; round < 5; round++) await world.PublishAsync();
            }),
        };
        Assert.Equal(7, (await world.Publisher(blobs: blobs).PublishAsync(isForced: true, Token)).Value.Number);
        Assert.Equal(7, (await world.Publisher().FindCurrentAsync(Token))!.Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_WhoseClaimWasTakenOver_SaysNothingOfAListThatIsNotInForce(bool isReleased)
    {
        var world = await CrlWorld.NewAsync();
        await world.PublishAsync();
        var other = new Sequence(world.Records, "crl-numbers", "indirect", TimeSpan.FromMinutes(5), world.Time);
        var blobs = new InterceptedBlobs(world.Blobs)
        {
            Hook = StoreHooks.OnceBefore(call => call.IsChange, async () =>
            {
                world.Time.Advance(TimeSpan.FromMinutes(6));
                var claim = (await other.TryClaimAsync(Token))!;
                if (isReleased) await other.ReleaseAsync(claim, Token);
            }),
        };
        var outcome = await world.Publisher(blobs: blobs).PublishAsync(isForced: true, Token);
        var current = (await world.Publisher().FindCurrentAsync(Token))!.Number;
        if (isReleased) Assert.Equal((2, 2), (outcome.Value.Number, current));
        else Assert.Equal((CrlPublishFailure.Busy, 1), (outcome.Failure, current));
    }

    [Fact]
    public async Task Publish_OverRecordsOfAnOlderCopy_WaitsForAnOperatorAndGoesOnFromThePublishedNumber()
    {
        var world = await CrlWorld.NewAsync();
        for (var round = 0; round < 6; round++) await world.PublishAsync();
        var restored = world.Publisher(records: new Shaken.Local.Records.MemoryRecords());
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(CrlPublishFailure.Busy, (await restored.PublishAsync(isForced: false, Token)).Failure);
        Assert.Equal(6, (await world.Publisher().FindCurrentAsync(Token))!.Number);
        Assert.Equal(7, (await restored.PublishAsync(isForced: true, Token)).Value.Number);
        Assert.Equal(7, (await restored.FindCurrentAsync(Token))!.Number);
    }

    [Fact]
    public async Task Publish_IsDueAfterTheInterval_AndAMissedRunLeavesAListInForce()
    {
        var world = await CrlWorld.NewAsync();
        var publisher = world.Publisher(new CrlSchedule(TimeSpan.FromHours(1), TimeSpan.FromHours(3)));
        var first = (await publisher.PublishAsync(isForced: false, Token)).Value;
        Assert.Equal(CrlPublishFailure.NotDue, (await publisher.PublishAsync(isForced: false, Token)).Failure);
        world.Time.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(30));
        Assert.True(first.NextUpdate > world.Time.GetUtcNow());
        Assert.Equal(2, (await publisher.PublishAsync(isForced: false, Token)).Value.Number);
        Assert.False(new CrlSchedule(TimeSpan.FromHours(1), TimeSpan.FromHours(2)).Overlaps);
    }

    [Fact]
    public async Task Publish_WhenTheClockWasSetBack_IsDatedAfterTheLastList()
    {
        var world = await CrlWorld.NewAsync();
        var first = await world.PublishAsync();
        var early = new ManualTime(world.Time.GetUtcNow().AddHours(-3));
        var second = (await world.Publisher(time: early).PublishAsync(isForced: true, Token)).Value;
        Assert.Equal(first.ThisUpdate.AddSeconds(1), second.ThisUpdate);
        Assert.Equal(2, second.Number);
        Assert.True(CrlVerifier.Verify(CrlWorld.Read(second.Der), CrlWorld.Url, world.Trust, last: null, world.Time.GetUtcNow()).IsSuccess);
    }

    [Fact]
    public async Task Publish_DropsAnExpiredCertificate_AfterOneMoreList()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync(notAfter: world.Time.GetUtcNow().AddMinutes(150));
        await world.RevokeAsync(leaf);
        var counts = new List<bool>();
        for (var hour = 0; hour < 8; hour++)
        {
            counts.Add(CrlWorld.Index((await world.PublishAsync()).Der).Find(leaf) is not null);
            world.Time.Advance(TimeSpan.FromHours(1));
        }

        // Expired after 2:30: the list of 3:00 has it, and that of 4:00 since one of these may have been forced.
        Assert.Equal([true, true, true, true, true, false, false, false], counts);
    }

    [Fact]
    public async Task Publish_OfACertificateRegisteredAfterItExpired_HasItOnAList()
    {
        var world = await CrlWorld.NewAsync();
        var leaf = await world.LeafAsync(notAfter: world.Time.GetUtcNow().AddHours(-10));
        await world.PublishAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.RevokeAsync(leaf);
        Assert.NotNull(CrlWorld.Index((await world.PublishAsync()).Der).Find(leaf));
    }

    [Fact]
    public async Task FindCurrent_BeforeTheFirst_IsNull() => Assert.Null(await (await CrlWorld.NewAsync()).Publisher().FindCurrentAsync(Token));
}
