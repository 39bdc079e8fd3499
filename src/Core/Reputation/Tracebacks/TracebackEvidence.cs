using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Scoring;

namespace Shaken.Core.Reputation.Tracebacks;

/// <summary>Tracebacks of one country or provider by what became of them.</summary>
public readonly record struct TracebackTally(int Asked, int Unanswered, int Answered, int Enforced)
{
    /// <summary>With one more.</summary>
    public TracebackTally With(TracebackState state) => state switch
    {
        TracebackState.Asked => this with { Asked = Asked + 1 },
        TracebackState.Unanswered => this with { Unanswered = Unanswered + 1 },
        TracebackState.Answered => this with { Answered = Answered + 1 },
        TracebackState.Enforced => this with { Enforced = Enforced + 1 },
    };
}

/// <summary>
/// What tracebacks say of countries and providers. A country that takes part in traceback and enforces is believed more than the calls
/// alone allow, as the report on international SHAKEN has it; one that does not answer is believed less.
/// </summary>
public sealed class TracebackEvidence
{
    /// <summary>After so many days a traceback counts half: they are rare, so they fade slowly.</summary>
    public const double HalfLifeDays = 90;

    /// <summary>The most weight of all tracebacks of one subject.</summary>
    public const double Cap = 20;

    private const double Enforced = 3;
    private const double Answered = 1;
    private const double Unanswered = 3;

    private readonly ILookup<string, Traceback> _bySubject;

    public TracebackEvidence(IReadOnlyCollection<Traceback> tracebacks) => _bySubject = tracebacks
        .SelectMany(one => one.Provider is { } provider
            ? [(Key: one.Country.Value, One: one), (Key: provider.ToString(), One: one)]
            : ((string Key, Traceback One)[])[(one.Country.Value, one)])
        .ToLookup(pair => pair.Key, pair => pair.One, StringComparer.Ordinal);

    public TracebackTally TallyOf(CountryCode country) => TallyOf(country.Value);

    public TracebackTally TallyOf(ProviderId provider) => TallyOf(provider.ToString());

    public TracebackWeight WeightOf(CountryCode country, DateOnly today) => WeightOf(country.Value, today);

    public TracebackWeight WeightOf(ProviderId provider, DateOnly today) => WeightOf(provider.ToString(), today);

    private TracebackTally TallyOf(string subject) =>
        _bySubject[subject].Aggregate(default(TracebackTally), (tally, one) => tally.With(one.State));

    private TracebackWeight WeightOf(string subject, DateOnly today)
    {
        var (good, bad) = (0.0, 0.0);
        foreach (var one in _bySubject[subject])
        {
            var factor = Math.Pow(0.5, Math.Max(0, today.DayNumber - one.AskedOn.DayNumber) / HalfLifeDays);
            var (better, worse) = one.State switch
            {
                TracebackState.Asked => (0.0, 0.0),
                TracebackState.Unanswered => (0.0, Unanswered),
                TracebackState.Answered => (0.0, Answered),
                TracebackState.Enforced => (Enforced, 0.0),
            };
            good += better * factor;
            bad += worse * factor;
        }

        var all = good + bad;
        return all <= Cap ? new TracebackWeight(good, bad) : new TracebackWeight(good * Cap / all, bad * Cap / all);
    }
}
