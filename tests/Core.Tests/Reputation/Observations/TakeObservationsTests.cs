using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Reputation.Observations;

/// <summary>Batches that are taken: once, bounded, and without any number in the store.</summary>
public sealed class TakeObservationsTests
{
    private readonly ReputationWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_SentAgainBeforeAndAfterTheFold_CountsOnce()
    {
        var body = _world.Batch(5, ObservedOutcome.Unwanted, id: "b-1");
        Assert.False((await _world.Take().TakeAsync("cvt", body, Token)).Value.WasKnown);
        Assert.True((await _world.Take().TakeAsync("cvt", body, Token)).Value.WasKnown);
        Assert.Equal(1, await _world.Fold().RunAsync(Token));
        Assert.True((await _world.Take().TakeAsync("cvt", body, Token)).Value.WasKnown);
        Assert.Equal(0, await _world.Fold().RunAsync(Token));
    }

    [Fact]
    public async Task Take_SameIdOfAnotherReporter_IsAnotherBatch()
    {
        var body = _world.Batch(5, ObservedOutcome.Unwanted, id: "b-1");
        await _world.Take().TakeAsync("one", body, Token);
        Assert.False((await _world.Take().TakeAsync("two", body, Token)).Value.WasKnown);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Take_SameIdWithOtherContent_IsRefused(bool isFolded)
    {
        await _world.Take().TakeAsync("cvt", _world.Batch(5, ObservedOutcome.Unwanted, id: "b-1"), Token);
        if (isFolded) await _world.Fold().RunAsync(Token);
        var refused = await _world.Take().TakeAsync("cvt", _world.Batch(6, ObservedOutcome.Unwanted, id: "b-1"), Token);
        Assert.Equal(ObservationFailure.BatchDiffers, refused.Failure.Failure);
    }

    [Fact]
    public async Task Take_StoredBatch_HoldsNoNumberAndNoOrigid()
    {
        await _world.Take().TakeAsync("cvt", _world.Batch(1, ObservedOutcome.Unwanted), Token);
        var record = Assert.Single(await _world.ListAsync(TakeObservations.PendingTable, TakeObservations.PendingPartition));
        var text = Encoding.UTF8.GetString(record.Document.Span);
        Assert.DoesNotContain(ReputationWorld.Caller.Value, text, StringComparison.Ordinal);
        Assert.DoesNotContain("origin-1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_OfARefusedBatch_KeepsNothing()
    {
        var body = Encoding.UTF8.GetBytes(
            """{"batch":"b","observations":[{"at":"2026-11-21T12:00:00Z","verdict":"No-TN-Validation","outcome":"clean","to":"1215"}]}""");
        Assert.Equal(ObservationFailure.CalledNumberSent, (await _world.Take().TakeAsync("cvt", body, Token)).Failure.Failure);
        Assert.Empty(await _world.ListAsync(TakeObservations.PendingTable, TakeObservations.PendingPartition));
    }

    [Fact]
    public async Task Take_MoreThanAnHourAllows_IsRefusedAtEveryInstanceUntilTheNext()
    {
        var world = new ReputationWorld { Bounds = new ReporterBounds(PerHour: 1000, BatchesPerMinute: 100) };
        Assert.True((await world.Take().TakeAsync("cvt", world.Batch(600, ObservedOutcome.Clean), Token)).IsSuccess);
        var refused = (await world.Take().TakeAsync("cvt", world.Batch(401, ObservedOutcome.Clean), Token)).Failure;
        Assert.Equal((ObservationFailure.ReporterTooFast, TimeSpan.FromHours(1)), (refused.Failure, refused.RetryAfter));
        Assert.True((await world.Take().TakeAsync("other", world.Batch(401, ObservedOutcome.Clean), Token)).IsSuccess);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.True((await world.Take().TakeAsync("cvt", world.Batch(401, ObservedOutcome.Clean), Token)).IsSuccess);
    }

    [Fact]
    public async Task Take_MoreBatchesThanAMinuteAllows_IsRefused()
    {
        var world = new ReputationWorld { Bounds = new ReporterBounds(PerHour: 1000, BatchesPerMinute: 2) };
        var take = world.Take();
        for (var batch = 0; batch < 2; batch++)
            Assert.True((await take.TakeAsync("cvt", world.Batch(1, ObservedOutcome.Clean), Token)).IsSuccess);
        var refused = await take.TakeAsync("cvt", world.Batch(1, ObservedOutcome.Clean), Token);
        Assert.Equal(ObservationFailure.ReporterTooFast, refused.Failure.Failure);
    }

    [Fact]
    public async Task Keys_OfAMonth_AreTheSameAtAllInstances_AndOthersInTheNext()
    {
        var first = (await _world.Keys().GetCurrentAsync(Token)).HashOf(ReputationWorld.Caller);
        Assert.Equal(first, (await _world.Keys().GetCurrentAsync(Token)).HashOf(ReputationWorld.Caller));
        var keys = _world.Keys();
        _world.Time.Advance(TimeSpan.FromDays(11));
        Assert.NotEqual(first, (await keys.GetCurrentAsync(Token)).HashOf(ReputationWorld.Caller));
    }

    [Fact]
    public async Task Keys_UnderALostSecret_BeginAnewForTheMonth()
    {
        var first = await _world.Keys().GetCurrentAsync(Token);
        var after = new ReputationWorld(
            new DeploymentSecrets(DeploymentSecret.New("two", SystemRandom.Instance), Other: null), _world.Records);
        var second = await after.Keys().GetCurrentAsync(Token);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(second.Id, (await after.Keys().GetCurrentAsync(Token)).Id);
    }

    [Fact]
    public async Task Keys_WhileTheSecretChanges_AreSealedAnew()
    {
        var first = await _world.Keys().GetCurrentAsync(Token);
        var two = DeploymentSecret.New("two", SystemRandom.Instance);
        var changing = new ReputationWorld(new DeploymentSecrets(two, _world.Secrets.Current), _world.Records);
        Assert.Equal(first.Id, (await changing.Keys().GetCurrentAsync(Token)).Id);
        var after = new ReputationWorld(new DeploymentSecrets(two, Other: null), _world.Records);
        Assert.Equal(first.Id, (await after.Keys().GetCurrentAsync(Token)).Id);
    }

    [Fact]
    public void RowOf_ABatch_NamesItsReporter() => Assert.StartsWith(
        ReporterId.Of("cvt").ToString(), TakeObservations.RowOf(ReporterId.Of("cvt"), "b-1"), StringComparison.Ordinal);
}
