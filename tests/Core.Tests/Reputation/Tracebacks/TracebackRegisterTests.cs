using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Tracebacks;

namespace Shaken.Core.Tests.Reputation.Tracebacks;

/// <summary>Tracebacks: kept with their audit act, and weighed into the scores of a country and its provider.</summary>
public sealed class TracebackRegisterTests
{
    private static readonly DateOnly Asked = new(2026, 11, 20);
    private static readonly DateOnly Today = new(2026, 11, 21);

    private readonly ReputationWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_AskedAndThenEnforced_IsAuditedWithBothStates()
    {
        var register = _world.Tracebacks();
        await ChangeAsync(register, "tb-1", 0, TracebackState.Asked);
        var enforced = await ChangeAsync(register, "tb-1", 1, TracebackState.Enforced);
        Assert.Equal(enforced, await register.FindAsync("tb-1", Token));
        var filter = new AuditFilter(Subject: new AuditParty("traceback", "tb-1"));
        var acts = (await _world.Audit.ListAsync(filter, cursor: null, 10, Token)).Entries;
        Assert.Equal(["traceback-entered", "traceback-changed"], acts.Select(entry => entry.Act.Action));
        Assert.Equal(new AuditChange("state", "asked", "enforced"), Assert.Single(acts[1].Act.Changes));
    }

    [Fact]
    public async Task Change_OfAnotherRevision_IsRefused()
    {
        var register = _world.Tracebacks();
        await ChangeAsync(register, "tb-1", 0, TracebackState.Asked);
        var refused = await register.ChangeAsync("tb-1", 0, Terms(TracebackState.Enforced), _world.Act("again"), Token);
        Assert.Equal(TracebackFailure.RevisionDiffers, refused.Failure.Failure);
        Assert.Equal(
            TracebackFailure.TermsNotAllowed,
            (await register.ChangeAsync("a b", 0, Terms(TracebackState.Asked), _world.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public void Create_AskedInTheFuture_OrOfTwoCountries_IsRefused()
    {
        var country = ReputationWorld.CountryOf("CA");
        Assert.False(TracebackTerms.Create(country, null, Today.AddDays(1), TracebackState.Asked, Today).IsSuccess);
        Assert.False(
            TracebackTerms.Create(country, ReputationWorld.ProviderOf("US/1"), Asked, TracebackState.Asked, Today).IsSuccess);
    }

    [Fact]
    public async Task Score_WithEnforcement_IsBetterThanWithSilence()
    {
        await _world.ReportAsync(reporters: 3, calls: 20, ObservedOutcome.Unwanted);
        var register = _world.Tracebacks();
        var (before, _) = await ScoresAsync();
        await ChangeAsync(register, "tb-1", 0, TracebackState.Enforced);
        var (enforced, ofProvider) = await ScoresAsync();
        await ChangeAsync(register, "tb-1", 1, TracebackState.Unanswered);
        var (unanswered, _) = await ScoresAsync();
        Assert.True(enforced < before && before < unanswered);
        Assert.Equal(enforced, ofProvider);
    }

    [Fact]
    public void Weight_OfManyTracebacks_IsCapped_AndFades()
    {
        var country = ReputationWorld.CountryOf("CA");
        var many = Enumerable.Range(0, 40).Select(index => One(index, TracebackState.Unanswered)).ToList();
        var weight = new TracebackEvidence(many).WeightOf(country, Asked);
        Assert.Equal((0, TracebackEvidence.Cap), (weight.Good, weight.Bad));
        var faded = new TracebackEvidence([One(1, TracebackState.Unanswered)]).WeightOf(country, Asked.AddDays(90));
        Assert.Equal(1.5, faded.Bad, tolerance: 1e-9);
        Assert.Equal(default, new TracebackEvidence(many).WeightOf(ReputationWorld.CountryOf("US"), Asked));
        Assert.Equal(default, new TracebackEvidence([One(1, TracebackState.Asked)]).WeightOf(country, Asked));
        Assert.Equal(new TracebackTally(0, 40, 0, 0), new TracebackEvidence(many).TallyOf(country));
    }

    [Fact]
    public async Task Report_CountsWhatWasAskedInTheQuarter()
    {
        var register = _world.Tracebacks();
        await ChangeAsync(register, "tb-1", 0, TracebackState.Answered);
        Assert.True(Quarter.TryParse("2026-Q4", out var quarter));
        var figures = new Dictionary<string, long>();
        await foreach (var figure in ((IReportSource)register).ListAsync(quarter, Token)) figures.Add(figure.Item, figure.Count);
        Assert.Equal((1L, 1L, 0L), (figures["all"], figures["answered"], figures["enforced"]));
        Assert.Equal("tb-1", Assert.Single((await register.ListAsync(continuation: null, 10, Token)).Tracebacks).Reference);
    }

    private async Task<(int Country, int Provider)> ScoresAsync()
    {
        var scores = _world.Scores();
        return (
            (await scores.GetAsync(ReputationWorld.Signer.Country, Token)).Score!.Value,
            (await scores.GetAsync(ReputationWorld.Signer, Token)).Score!.Value);
    }

    private async Task<Traceback> ChangeAsync(TracebackRegister register, string reference, long revision, TracebackState state) =>
        (await register.ChangeAsync(reference, revision, Terms(state), _world.Act($"{reference}-{revision}"), Token)).Value;

    private static TracebackTerms Terms(TracebackState state) =>
        TracebackTerms.Create(ReputationWorld.Signer.Country, ReputationWorld.Signer, Asked, state, Today).Value;

    private static Traceback One(int index, TracebackState state) => new(
        $"tb-{index}", ReputationWorld.Signer.Country, ReputationWorld.Signer, Asked, state, Revision: 1,
        new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));
}
