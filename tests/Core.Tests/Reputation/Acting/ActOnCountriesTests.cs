using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Reputation.Acting;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Trust;

namespace Shaken.Core.Tests.Reputation.Acting;

/// <summary>What follows from a country's score: a step of its ceiling, audited, and never against people's decisions.</summary>
public sealed class ActOnCountriesTests
{
    private static readonly CountryCode Canada = ReputationWorld.CountryOf("CA");
    private static readonly CountryThresholds Thresholds = new(Score: 70, Confidence: 70);

    private readonly ReputationWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AttestationCeiling.A, AttestationCeiling.B)]
    [InlineData(AttestationCeiling.B, AttestationCeiling.C)]
    [InlineData(AttestationCeiling.C, AttestationCeiling.C)]
    [InlineData(AttestationCeiling.None, AttestationCeiling.None)]
    public async Task Run_OnABadScore_LowersTheCeilingByOneStep(AttestationCeiling before, AttestationCeiling after)
    {
        var policies = Policies();
        await SetAsync(policies, before);
        await RunAsync(policies, ObservedOutcome.Unwanted);
        Assert.Equal(after, (await policies.FindAsync(Canada, Token))!.Terms!.Trust.Ceiling);
    }

    [Fact]
    public async Task Run_AtOnceAgain_ChangesNothingMore_AndIsAudited()
    {
        var policies = Policies();
        await SetAsync(policies, AttestationCeiling.A);
        await RunAsync(policies, ObservedOutcome.Unwanted);
        await Acting(policies).RunAsync(Token);
        Assert.Equal(2, (await policies.FindAsync(Canada, Token))!.Revision);
        var filter = new AuditFilter(Actor: new AuditParty("service", "reputation"));
        var act = Assert.Single((await _world.Audit.ListAsync(filter, cursor: null, 10, Token)).Entries).Act;
        Assert.Equal("country-terms-set", act.Action);
        Assert.Contains("by 3 reporters", act.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhereTwoOperatorsDecide_ProposesAndWaits()
    {
        var policies = Policies(needsTwo: true);
        await SetAsync(policies, AttestationCeiling.A);
        var bob = Act("bob", "approve");
        await policies.ApproveAsync(Canada, 1, bob, Token);
        await RunAsync(policies, ObservedOutcome.Unwanted);
        var entry = (await policies.FindAsync(Canada, Token))!;
        Assert.Equal(
            (AttestationCeiling.A, AttestationCeiling.B), (entry.Terms!.Trust.Ceiling, entry.Proposed!.Trust.Ceiling));
        _world.Time.Advance(TimeSpan.FromDays(1));
        await Acting(policies).RunAsync(Token);
        Assert.Equal(3, (await policies.FindAsync(Canada, Token))!.Revision);
        Assert.True((await policies.ApproveAsync(Canada, 3, Act("alice", "approve-2"), Token)).IsSuccess);
    }

    [Fact]
    public async Task Run_SoonAfterAnOperatorsDecision_LeavesItAlone()
    {
        var policies = Policies();
        await ReportAsync(ObservedOutcome.Unwanted);
        await SetAsync(policies, AttestationCeiling.A);
        await Acting(policies).RunAsync(Token);
        Assert.Equal(1, (await policies.FindAsync(Canada, Token))!.Revision);
    }

    [Fact]
    public async Task Run_OnAGoodScore_OrACountryWithoutTerms_DoesNothing()
    {
        var policies = Policies();
        await RunAsync(policies, ObservedOutcome.Unwanted);
        Assert.Null(await policies.FindAsync(Canada, Token));
        var other = new ActOnCountriesTests();
        var kept = other.Policies();
        await other.SetAsync(kept, AttestationCeiling.A);
        await other.RunAsync(kept, ObservedOutcome.Clean);
        Assert.Equal(1, (await kept.FindAsync(Canada, Token))!.Revision);
    }

    [Fact]
    public async Task Run_OnTheOwnCountry_DoesNothing()
    {
        var policies = Policies(own: "CA");
        var terms = new CountryTerms(CountryTrust.OfOwn, [], [], []);
        Assert.True((await policies.SetAsync(Canada, 0, terms, _world.Act("set"), Token)).IsSuccess);
        await RunAsync(policies, ObservedOutcome.Unwanted);
        Assert.Equal(AttestationCeiling.A, (await policies.FindAsync(Canada, Token))!.Terms!.Trust.Ceiling);
    }

    [Theory]
    [InlineData(70, 80, CountryAdvice.LowerCeiling)]
    [InlineData(69, 80, CountryAdvice.None)]
    [InlineData(70, 79, CountryAdvice.None)]
    public void Advice_NeedsScoreAndConfidence(int score, int confidence, CountryAdvice advice)
    {
        var country = new CountryReputation(Canada, new ReputationScore(score, confidence, 3, new DateOnly(2026, 12, 1)), default);
        Assert.Equal(advice, CountryThresholds.Usual.AdviceOn(country));
        Assert.Equal(CountryAdvice.None, CountryThresholds.Usual.AdviceOn(country with { Score = null }));
    }

    // The evidence is reported after the pause, and is fresh then.
    private async Task RunAsync(CountryPolicies policies, ObservedOutcome outcome)
    {
        _world.Time.Advance(TimeSpan.FromDays(31));
        await ReportAsync(outcome);
        await Acting(policies).RunAsync(Token);
    }

    private Task ReportAsync(ObservedOutcome outcome) => _world.ReportAsync(reporters: 3, calls: 20, outcome);

    private async Task SetAsync(CountryPolicies policies, AttestationCeiling ceiling)
    {
        var terms = new CountryTerms(new CountryTrust(TrustMechanism.Merge, ceiling), [], [], []);
        Assert.True((await policies.SetAsync(Canada, 0, terms, _world.Act("set"), Token)).IsSuccess);
    }

    private CountryPolicies Policies(bool needsTwo = false, string own = "US") => new(
        new CountryPolicyRules(ReputationWorld.CountryOf(own), needsTwo), _world.Audit, _world.Records, _world.Time,
        SystemRandom.Instance);

    private ActOnCountries Acting(CountryPolicies policies) =>
        new(_world.Scores(), policies, Thresholds, _world.Time, NullLogger<ActOnCountries>.Instance);

    private static ActRequest Act(string name, string requestId) =>
        ActRequest.TryCreate(new AuditParty("operator", name), "192.0.2.1", "as decided", requestId, out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(name));
}
