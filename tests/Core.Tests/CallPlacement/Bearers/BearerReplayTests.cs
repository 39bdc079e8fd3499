using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CallPlacement.Bearers;

/// <summary>A bearer works once, however slow the store is and whatever is purged meanwhile.</summary>
public sealed class BearerReplayTests
{
    private const string Host = "cps.example";

    private static readonly CallNumbers Call = new(CallWorld.Called, CallWorld.Caller);

    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_OfAUsedBearer_IsRefused_ThoughItGrowsStaleOnTheWayAndItsRecordIsPurged()
    {
        var world = await CallWorld.NewAsync();
        var bearer = await SignAsync(world);
        Assert.True((await VerifyAsync(world, bearer, "first", _records)).IsSuccess);
        world.Time.Advance(TimeSpan.FromSeconds(60));
        var slow = new SteppedRecords(_records, step: 1, async () =>
        {
            world.Time.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(1, await _records.RemoveExpiredAsync(BearerVerifier.Table, world.Time.GetUtcNow(), 10, Token));
        });
        Assert.Equal(CpsFailure.BearerStale, (await VerifyAsync(world, bearer, "second", slow)).Failure.Reason);
        Assert.True(slow.IsReached);
    }

    [Fact]
    public async Task Verify_OfAUsedBearer_IsRefused_ThoughAPurgesClockIsAMinuteAhead()
    {
        var world = await CallWorld.NewAsync();
        var bearer = await SignAsync(world);
        Assert.True((await VerifyAsync(world, bearer, "first", _records)).IsSuccess);
        world.Time.Advance(TimeSpan.FromSeconds(60));
        await _records.RemoveExpiredAsync(BearerVerifier.Table, world.Time.GetUtcNow().AddMinutes(1), 10, Token);
        Assert.Equal(CpsFailure.BearerReplayed, (await VerifyAsync(world, bearer, "second", _records)).Failure.Reason);
    }

    [Fact]
    public async Task Verify_ThatWasSlowAndInTime_Succeeds()
    {
        var world = await CallWorld.NewAsync();
        var slow = new SteppedRecords(_records, step: 1, () =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(60));
            return Task.CompletedTask;
        });
        Assert.True((await VerifyAsync(world, await SignAsync(world), "first", slow)).IsSuccess);
        Assert.True(slow.IsReached);
    }

    private static ValueTask<string> SignAsync(CallWorld world) =>
        new BearerSigner(world.Provider.Key, world.X5u, world.Provider.Id.Code, world.Time, SystemRandom.Instance).ForRetrievingAsync(Call, world.Provider.Id.Code, Host, Token);

    private static async Task<Outcome<VerifiedBearer, CpsRefusal>> VerifyAsync(
        CallWorld world, string bearer, string requestId, IRecords records)
    {
        var options = new CpsOptions { Served = [world.Provider.Id], HostNames = [Host], ReaderKeys = ApiKeys<ProviderId>.None };
        var context = new BearerContext(BearerForm.Agreed, CpsAction.Retrieve, world.Provider.Id.Code, Call, requestId);
        var verifier = new BearerVerifier(options, world.Verdicts, records, world.Time);
        return (await verifier.CheckAsync(bearer, context, Token)).TryGet(out var good, out var refusal)
            ? await verifier.RedeemAsync(good, Token)
            : refusal;
    }
}
