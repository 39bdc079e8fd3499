using Shaken.Core.Reputation.Scoring;

namespace Shaken.Core.Tests.Reputation.Scoring;

/// <summary>The formula of docs/operations/reputation.md.</summary>
public sealed class ReputationScoreTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);
    private static readonly ScoreRules Rules = ScoreRules.OfCallers;

    [Fact]
    public void Of_NobodyReports_IsUnknown() => Assert.Null(ReputationScore.Of([], default, Today, Rules));

    [Theory]
    [InlineData(2, 100)]
    [InlineData(3, 1)]
    public void Of_TooFewReportersOrTooLittle_IsUnknown(int reporters, int each) =>
        Assert.Null(ReputationScore.Of(Unanimous(reporters, bad: each), default, Today, Rules));

    [Theory]
    [InlineData(3, 78, 75)]
    [InlineData(10, 92, 91)]
    public void Of_UnanimousReporters_RisesWithTheirNumber(int reporters, int score, int confidence)
    {
        var found = ReputationScore.Of(Unanimous(reporters, bad: 1000), default, Today, Rules)!;
        Assert.Equal((score, confidence, reporters, Today), (found.Value, found.Confidence, found.Reporters, found.LastOn));
    }

    [Fact]
    public void Of_GoodReports_FallsBelowThePrior() =>
        Assert.Equal(3, ReputationScore.Of(Unanimous(3, good: 1000), default, Today, Rules)!.Value);

    [Fact]
    public void Points_OfOneReportersFlood_MoveByItsCapAtMost()
    {
        IReadOnlyList<ReporterEvidence>[] others = [[], Unanimous(1, good: 3), Unanimous(4, good: 1000), Unanimous(20, bad: 1000)];
        foreach (var before in others)
        {
            var without = ReputationScore.PointsOf(before, default, Today, Rules);
            foreach (var lie in (ReporterEvidence[])[Said(99, 0, 1_000_000), Said(99, 1_000_000, 0), Said(99, 5, 5)])
            {
                var with = ReputationScore.PointsOf([.. before, lie], default, Today, Rules);
                Assert.InRange(Math.Abs(with - without), 0, Rules.MostPointsOfOneReporter);
            }
        }
    }

    [Fact]
    public void Points_OfMoreGoodEvidence_NeverRise()
    {
        var last = double.MaxValue;
        for (var good = 0; good < 40; good++)
        {
            var points = ReputationScore.PointsOf([.. Unanimous(3, bad: 7), Said(9, good, 4)], default, Today, Rules);
            Assert.InRange(points, 0, last);
            last = points;
        }
    }

    [Fact]
    public void Of_OldReports_FadeToUnknown()
    {
        var evidence = Unanimous(3, bad: 10);
        Assert.NotNull(ReputationScore.Of(evidence, default, Today.AddDays(14), Rules));
        Assert.Null(ReputationScore.Of(evidence, default, Today.AddDays(90), Rules));
    }

    [Fact]
    public void Of_ClockBehindTheEvidence_TakesItAsItIs() => Assert.Equal(
        ReputationScore.Of(Unanimous(3, bad: 10), default, Today, Rules),
        ReputationScore.Of(Unanimous(3, bad: 10), default, Today.AddDays(-2), Rules));

    [Fact]
    public void Of_EnforcedTracebacks_LowersTheScore_UnansweredOnesRaiseIt()
    {
        var evidence = Unanimous(3, bad: 5, good: 5);
        var plain = ReputationScore.Of(evidence, default, Today, Rules)!.Value;
        var enforced = ReputationScore.Of(evidence, new TracebackWeight(Good: 9, Bad: 0), Today, Rules)!.Value;
        var unanswered = ReputationScore.Of(evidence, new TracebackWeight(Good: 0, Bad: 9), Today, Rules)!.Value;
        Assert.True(enforced < plain && plain < unanswered);
    }

    [Fact]
    public void Plus_InEitherOrder_IsTheSame()
    {
        var one = Said(1, 3, 1).Plus(2, 5, Today.DayNumber - 7, Rules.HalfLifeDays);
        var other = new ReporterEvidence(new ReporterId(1), 2, 5, Today.DayNumber - 7).Plus(3, 1, Today.DayNumber, Rules.HalfLifeDays);
        Assert.Equal((one.Day, one.Good, one.Bad), (other.Day, other.Good, other.Bad));
    }

    [Fact]
    public void ReporterId_OfItsOwnText_IsTheSame()
    {
        var id = ReporterId.Of("cvt-1");
        Assert.True(ReporterId.TryParse(id.ToString(), out var again));
        Assert.Equal(id, again);
        Assert.False(ReporterId.TryParse("cvt-1", out _));
    }

    private static IReadOnlyList<ReporterEvidence> Unanimous(int reporters, float good = 0, float bad = 0) =>
        [.. Enumerable.Range(1, reporters).Select(reporter => Said((ulong)reporter, good, bad))];

    private static ReporterEvidence Said(ulong reporter, float good, float bad) =>
        new(new ReporterId(reporter), good, bad, Today.DayNumber);
}
