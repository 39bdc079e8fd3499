using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Reputation.Scoring;

namespace Shaken.Fuzz.Tests.Properties;

/// <summary>What the formula of a score promises, of any evidence.</summary>
public sealed class ReputationTests
{
    private const int Today = 739_000;

    // Rounding of sums in another order.
    private const double Slack = 1e-6;

    private static readonly ScoreRules Rules = ScoreRules.OfCallers;
    private static readonly DateOnly Day = DateOnly.FromDayNumber(Today);

    private static readonly Gen<float> Weight = Gen.OneOf(
        Gen.Choose(0, 20).Select(tenths => tenths / 10f), Gen.Choose(0, 1_000_000).Select(weight => (float)weight));

    private static readonly Gen<ReporterEvidence> Said =
        from good in Weight
        from bad in Weight
        from age in Gen.Choose(-2, 60)
        select new ReporterEvidence(new ReporterId(1), good, bad, Today - age);

    private static readonly Gen<ReporterEvidence[]> Others = Said.ArrayOf().Select(all =>
        all.Select((one, index) => one with { Reporter = new ReporterId((ulong)index + 2) }).ToArray());

    private static readonly Gen<TracebackWeight> Tracebacks =
        from good in Gen.Choose(0, 20)
        from bad in Gen.Choose(0, 20)
        select new TracebackWeight(good, bad);

    [Law]
    public Property Points_LieBetween0And100() => Laws.Of(
        from others in Others
        from tracebacks in Tracebacks
        select (others, tracebacks),
        world => ReputationScore.PointsOf(world.others, world.tracebacks, Day, Rules) is >= 0 and <= 100 + Slack);

    [Law]
    public Property Points_OfOneReporterMore_MoveByItsCapAtMost() => Laws.Of(
        from others in Others
        from tracebacks in Tracebacks
        from one in Said
        select (others, tracebacks, one),
        world => Math.Abs(
            ReputationScore.PointsOf([.. world.others, world.one], world.tracebacks, Day, Rules)
            - ReputationScore.PointsOf(world.others, world.tracebacks, Day, Rules)) <= Rules.MostPointsOfOneReporter + Slack);

    [Law]
    public Property Points_OfMoreGoodEvidence_DoNotRise() => Laws.Of(
        from others in Others
        from one in Said
        from more in Weight
        select (others, one, more),
        world => ReputationScore.PointsOf(
                [.. world.others, world.one with { Good = world.one.Good + world.more }], default, Day, Rules)
            <= ReputationScore.PointsOf([.. world.others, world.one], default, Day, Rules) + Slack);

    [Law]
    public Property Points_OfMoreBadEvidence_DoNotFall() => Laws.Of(
        from others in Others
        from one in Said
        from more in Weight
        select (others, one, more),
        world => ReputationScore.PointsOf(
                [.. world.others, world.one with { Bad = world.one.Bad + world.more }], default, Day, Rules)
            >= ReputationScore.PointsOf([.. world.others, world.one], default, Day, Rules) - Slack);

    [Law]
    public Property Score_WithTooFewReporters_IsNotTold() => Laws.Of(
        from one in Said
        from other in Said
        from tracebacks in Tracebacks
        select (one, other: other with { Reporter = new ReporterId(2) }, tracebacks),
        world => ReputationScore.Of([world.one, world.other], world.tracebacks, Day, Rules) is null);
}
