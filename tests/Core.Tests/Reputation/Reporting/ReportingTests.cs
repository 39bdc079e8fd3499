using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Reporting;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Verification.Treatment;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Reputation.Reporting;

/// <summary>What call validation concludes, on its way to the policy administrator.</summary>
public sealed class ReportingTests
{
    private readonly ReputationWorld _world = new();
    private readonly LogLines<ObservationReports> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_Conclusion_IsReportedWithoutTheCalledNumber()
    {
        var sink = new Sink(_ => PostResult.Taken);
        await RunAsync(sink, new CallValidationResult(CallValidationConclusion.Unwanted, "external", "seen often"));
        var observation = Assert.Single(Read(Assert.Single(sink.Bodies)).Observations);
        Assert.Equal((ObservedOutcome.Unwanted, Verstat.Passed), (observation.Outcome, observation.Verdict));
        Assert.Equal(TreatmentWorld.Caller, observation.Calling);
    }

    [Theory]
    [InlineData(CallValidationConclusion.NoAnswer, "external")]
    [InlineData(CallValidationConclusion.Suspicious, ReputationRule.RuleName)]
    public async Task Ask_NoConclusionOfItsOwn_IsNotReported(CallValidationConclusion conclusion, string rule)
    {
        var sink = new Sink(_ => PostResult.Taken);
        await RunAsync(sink, new CallValidationResult(conclusion, rule, "x"));
        Assert.Empty(sink.Bodies);
    }

    [Fact]
    public async Task Ask_AnonymousCaller_IsReportedWithoutTheNumber()
    {
        var sink = new Sink(_ => PostResult.Taken);
        await RunAsync(
            sink, new CallValidationResult(CallValidationConclusion.Clean, "none", "x"),
            TreatmentWorld.Call() with { IsAnonymous = true });
        Assert.Null(Assert.Single(Read(Assert.Single(sink.Bodies)).Observations).Calling);
    }

    [Fact]
    public async Task Run_WhileTheAdministratorDoesNotAnswer_TriesTheSameBatchAgain()
    {
        var sink = new Sink(tries => tries < 3 ? PostResult.NotNow : PostResult.Taken);
        using var reports = Reports(sink);
        using var stop = new CancellationTokenSource();
        reports.Offer(_world.Call(ObservedOutcome.Clean));
        var running = reports.RunAsync(stop.Token);
        while (sink.Bodies.Count < 3)
        {
            if (_world.Time.TimersWaiting > 0) _world.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
        Assert.Single(sink.Bodies.Select(body => Read(body).Id).Distinct());
        Assert.Equal([4511], _log.All.Select(line => line.Id));
    }

    [Theory]
    [InlineData(PostResult.Refused)]
    [InlineData(PostResult.NotNow)]
    public async Task Run_ToldToStop_PostsWhatWaitsOnce(PostResult result)
    {
        var sink = new Sink(_ => result);
        using var reports = Reports(sink);
        reports.Offer(_world.Call(ObservedOutcome.Clean));
        await reports.RunAsync(new CancellationToken(canceled: true));
        Assert.Single(sink.Bodies);
        reports.Offer(_world.Call(ObservedOutcome.Clean));
    }

    [Fact]
    public async Task Post_ToTheOwnAdministrator_IsTakenUnderItsName()
    {
        var sink = new OwnObservations("this-deployment", _world.Take());
        var batch = _world.Batch(2, ObservedOutcome.Clean, id: "b-1");
        Assert.Equal(PostResult.Taken, (await sink.PostAsync(batch, Token)).Result);
        Assert.Equal(PostResult.Taken, (await sink.PostAsync(batch, Token)).Result);
        Assert.Equal(PostResult.Refused, (await sink.PostAsync("{}"u8.ToArray(), Token)).Result);
        var tooFast = new ReputationWorld { Bounds = new ReporterBounds(PerHour: 1, BatchesPerMinute: 10) };
        var (result, detail) = await new OwnObservations("x", tooFast.Take()).PostAsync(batch, Token);
        Assert.Equal(PostResult.NotNow, result);
        Assert.StartsWith("reporter-too-fast", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WhileTheStoreIsDown_IsTriedAgain()
    {
        var records = new SteppedRecords(_world.Records, 1, () => throw new StorageException("down"));
        var sink = new OwnObservations("this-deployment", _world.Take(records));
        Assert.Equal((PostResult.NotNow, "down"), await sink.PostAsync(_world.Batch(1, ObservedOutcome.Clean), Token));
    }

    [Fact]
    public async Task OwnReputation_OfAKnownNumber_GivesItsScore()
    {
        await _world.ReportAsync(reporters: 3, calls: 20, ObservedOutcome.Unwanted);
        var source = new OwnReputation(_world.Scores(), TimeSpan.FromMilliseconds(100), _world.Time);
        Assert.Equal(78, await source.FindScoreAsync(ReputationWorld.Caller, Token));
        Assert.Null(await source.FindScoreAsync(ReputationWorld.NumberOf("12155550199"), Token));
    }

    private async Task RunAsync(Sink sink, CallValidationResult result, CallToVerify? call = null)
    {
        using var reports = Reports(sink);
        var validation = new ReportingValidation(new Fixed(result), reports, _world.Time);
        Assert.Same(result, await validation.AskAsync(call ?? TreatmentWorld.Call(), TreatmentWorld.Passed(), Token));
        await reports.RunAsync(new CancellationToken(canceled: true));
    }

    private ObservationReports Reports(Sink sink) => new(sink, _world.Time, SystemRandom.Instance, _log);

    private ObservationBatch Read(byte[] body) => ObservationBatch.Read(body, _world.Time.GetUtcNow()).Value;

    private sealed class Fixed(CallValidationResult result) : ICallValidation
    {
        public ValueTask<CallValidationResult> AskAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken) =>
            ValueTask.FromResult(result);
    }

    /// <summary>An administrator that keeps what it is posted.</summary>
    private sealed class Sink(Func<int, PostResult> answer) : IObservationSink
    {
        private readonly Lock _lock = new();
        private readonly List<byte[]> _bodies = [];

        public IReadOnlyList<byte[]> Bodies
        {
            get
            {
                lock (_lock) return [.. _bodies];
            }
        }

        public ValueTask<(PostResult Result, string Detail)> PostAsync(
            ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                _bodies.Add(batch.ToArray());
                return ValueTask.FromResult((answer(_bodies.Count), "as the test says"));
            }
        }
    }
}
