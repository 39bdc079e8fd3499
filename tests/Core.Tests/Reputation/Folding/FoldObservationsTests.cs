using Shaken.Core.Reputation.Folding;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Reputation.Folding;

/// <summary>Observations on their way into scores: counted once whatever happens, by number only within the month.</summary>
public sealed class FoldObservationsTests
{
    private const int Unanimous = 78;

    private readonly ReputationWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fold_OfThreeReporters_ScoresNumberOriginProviderAndCountry()
    {
        await _world.ReportAsync(reporters: 3, calls: 20, ObservedOutcome.Unwanted);
        var scores = _world.Scores();
        Assert.Equal(Unanimous, (await scores.FindAsync(ReputationWorld.Caller, Token))!.Value);
        Assert.Equal(Unanimous, (await scores.FindAsync(ReputationWorld.Signer, "origin-1", Token))!.Value);
        Assert.Equal(Unanimous, (await scores.GetAsync(ReputationWorld.Signer, Token)).Score!.Value);
        Assert.Equal(Unanimous, (await scores.GetAsync(ReputationWorld.Signer.Country, Token)).Score!.Value);
        Assert.Null(await scores.FindAsync(ReputationWorld.NumberOf("12155550199"), Token));
        Assert.Null(await scores.FindAsync(ReputationWorld.ProviderOf("CA/9999"), "origin-1", Token));
        Assert.Null((await scores.GetAsync(ReputationWorld.ProviderOf("US/1234"), Token)).Score);
    }

    [Fact]
    public async Task Fold_OfTwoReporters_TellsNoScore()
    {
        await _world.ReportAsync(reporters: 2, calls: 900, ObservedOutcome.Unwanted);
        Assert.Null(await _world.Scores().FindAsync(ReputationWorld.Caller, Token));
        Assert.Null((await _world.Scores().GetAsync(ReputationWorld.Signer, Token)).Score);
    }

    [Fact]
    public async Task Fold_OfOneReportersFlood_MovesTheScoreByItsCapAtMost()
    {
        await _world.ReportAsync(reporters: 5, calls: 20, ObservedOutcome.Clean);
        var before = (await _world.Scores().FindAsync(ReputationWorld.Caller, Token))!.Value;
        for (var batch = 0; batch < 20; batch++)
            await _world.Take().TakeAsync("liar", _world.Batch(1000, ObservedOutcome.Unwanted), Token);
        await _world.Fold().RunAsync(Token);
        var after = (await _world.Scores().FindAsync(ReputationWorld.Caller, Token))!.Value;
        Assert.Equal((2, 16), (before, after));
    }

    [Fact]
    public async Task Fold_AtTheTurnOfTheMonth_BeginsNumbersAnewAndKeepsProviders()
    {
        await _world.ReportAsync(reporters: 4, calls: 20, ObservedOutcome.Unwanted);
        _world.Time.Advance(TimeSpan.FromDays(11));
        Assert.Null(await _world.Scores().FindAsync(ReputationWorld.Caller, Token));
        Assert.NotNull((await _world.Scores().GetAsync(ReputationWorld.Signer, Token)).Score);
        Assert.NotNull((await _world.Scores().GetAsync(ReputationWorld.Signer.Country, Token)).Score);
    }

    // A provider that a reporter invents does not stay for ever; one that is told of again stays longer.
    [Theory]
    [InlineData("providers")]
    [InlineData("countries")]
    public async Task Fold_OfASigner_IsKeptUntilItHasFaded(string partition)
    {
        var start = _world.Time.GetUtcNow();
        await _world.ReportAsync(reporters: 1, calls: 1, ObservedOutcome.Unwanted);
        var first = await ExpiryAsync(partition);
        Assert.InRange(first - start, TimeSpan.FromDays(60), TimeSpan.FromDays(365));
        _world.Time.Advance(TimeSpan.FromDays(20));
        await _world.ReportAsync(reporters: 1, calls: 1, ObservedOutcome.Unwanted, prefix: "other");
        Assert.Equal(first + TimeSpan.FromDays(20), await ExpiryAsync(partition));
    }

    [Fact]
    public async Task Fold_OfABatchThatWaitedOverTheMonth_CountsInItsOwnMonth()
    {
        for (var reporter = 0; reporter < 3; reporter++)
            await _world.Take().TakeAsync($"cvt-{reporter}", _world.Batch(20, ObservedOutcome.Unwanted), Token);
        _world.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(3, await _world.Fold().RunAsync(Token));
        Assert.Null(await _world.Scores().FindAsync(ReputationWorld.Caller, Token));
        Assert.NotNull((await _world.Scores().GetAsync(ReputationWorld.Signer, Token)).Score);
    }

    [Fact]
    public async Task Fold_CrashedAtEveryStep_CountsEachBatchOnce()
    {
        for (var step = 1; ; step++)
        {
            var world = new ReputationWorld();
            await world.ReportAsync(reporters: 2, calls: 3, ObservedOutcome.Clean);
            await world.Take().TakeAsync("cvt-0", world.Batch(4, ObservedOutcome.Unwanted, id: "b-x"), Token);
            await world.Take().TakeAsync("cvt-2", world.Batch(4, ObservedOutcome.Unwanted, id: "b-y"), Token);
            var records = new SteppedRecords(world.Records, step, () => throw new StorageException("down"));
            try
            {
                await world.Fold(records).RunAsync(Token);
            }
            catch (StorageException)
            {
                // The crash. The claim runs out, and another instance goes on.
            }

            world.Time.Advance(TimeSpan.FromMinutes(10));
            await world.Fold().RunAsync(Token);
            await world.Fold().RunAsync(Token);
            Assert.Empty(await world.ListAsync(TakeObservations.PendingTable, TakeObservations.PendingPartition));

            // 6 good and 8 bad: (8 + 1) of (14 + 10).
            Assert.Equal(38, (await world.Scores().FindAsync(ReputationWorld.Caller, Token))!.Value);
            Assert.Equal(38, (await world.Scores().GetAsync(ReputationWorld.Signer, Token)).Score!.Value);
            if (!records.IsReached) return;
        }
    }

    [Fact]
    public async Task Fold_AnotherAtWorkBeforeEveryStep_CountsEachBatchOnce()
    {
        for (var step = 1; ; step++)
        {
            var world = new ReputationWorld();
            for (var reporter = 0; reporter < 3; reporter++)
                await world.Take().TakeAsync($"cvt-{reporter}", world.Batch(4, ObservedOutcome.Unwanted), Token);
            var records = new SteppedRecords(world.Records, step, async () =>
            {
                // This instance stood still, and its claim ran out.
                world.Time.Advance(TimeSpan.FromMinutes(10));
                await world.Fold().RunAsync(Token);
            });
            await world.Fold(records).RunAsync(Token);
            await world.Fold().RunAsync(Token);

            // 12 bad: (12 + 1) of (12 + 10).
            Assert.Equal(59, (await world.Scores().FindAsync(ReputationWorld.Caller, Token))!.Value);
            if (!records.IsReached) return;
        }
    }

    [Fact]
    public async Task Fold_OfARecordThatWasChanged_LeavesItOutAndGoesOn()
    {
        await _world.Take().TakeAsync("cvt-0", _world.Batch(4, ObservedOutcome.Unwanted), Token);
        var record = Assert.Single(await _world.ListAsync(TakeObservations.PendingTable, TakeObservations.PendingPartition));
        await _world.Records.TryReplaceAsync(new NewRecord(record.Key, "{}"u8.ToArray()), record.ETag, Token);
        await _world.ReportAsync(reporters: 3, calls: 20, ObservedOutcome.Unwanted, prefix: "other");
        Assert.Equal(Unanimous, (await _world.Scores().FindAsync(ReputationWorld.Caller, Token))!.Value);
        Assert.Empty(await _world.ListAsync(TakeObservations.PendingTable, TakeObservations.PendingPartition));
    }

    [Fact]
    public async Task Fold_OfMoreBatchesThanOneFoldTakes_TakesAll()
    {
        for (var batch = 0; batch < 260; batch++)
            await _world.Take().TakeAsync("cvt", _world.Batch(1, ObservedOutcome.Clean), Token);
        Assert.Equal(260, await _world.Fold().RunAsync(Token));
        Assert.Empty(await _world.ListAsync(TakeObservations.PendingTable, TakeObservations.PendingPartition));
    }

    [Fact]
    public async Task Fold_ByAClockThatIsBehind_IsTheSame()
    {
        var world = new ReputationWorld(records: new MemoryRecords());
        await world.ReportAsync(reporters: 3, calls: 20, ObservedOutcome.Unwanted);
        var behind = new ReputationWorld(world.Secrets, world.Records)
        {
            Time = new ManualTime(world.Time.GetUtcNow() - TimeSpan.FromMinutes(3)),
        };
        Assert.Equal(Unanimous, (await behind.Scores().FindAsync(ReputationWorld.Caller, Token))!.Value);
    }

    [Fact]
    public async Task Scores_OfPages_LeadOn()
    {
        foreach (var code in (string[])["CA", "FR", "US"])
        {
            var country = ReputationWorld.CountryOf(code);
            var call = _world.Call(ObservedOutcome.Unwanted) with { Country = country, Signer = ReputationWorld.ProviderOf($"{code}/1") };
            await _world.Take().TakeAsync("cvt", ObservationBatchJson.Write($"b-{code}", [call]), Token);
        }

        await _world.Fold().RunAsync(Token);
        var first = await _world.Scores().ListCountriesAsync(continuation: null, 2, Token);
        Assert.Equal(["CA", "FR"], first.Subjects.Select(one => one.Country.Value));
        var rest = await _world.Scores().ListCountriesAsync(first.Continuation, 2, Token);
        Assert.Equal(["US"], rest.Subjects.Select(one => one.Country.Value));
        var providers = await _world.Scores().ListProvidersAsync(continuation: null, 10, Token);
        Assert.Equal(["CA/1", "FR/1", "US/1"], providers.Subjects.Select(one => one.Provider.ToString()));
    }

    private async Task<DateTimeOffset> ExpiryAsync(string partition) =>
        Assert.Single(await _world.ListAsync(FoldObservations.SignerTable, partition)).ExpiresAt!.Value;
}
