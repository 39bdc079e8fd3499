using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;

namespace Shaken.Scale;

/// <summary>The calls of a country that go out of band, by who calls whom.</summary>
internal sealed record TrafficMix
{
    /// <summary>Calls a second in the whole country.</summary>
    public double CallsPerSecond { get; init; } = 100_000;

    /// <summary>Telephone numbers in use.</summary>
    public long Numbers { get; init; } = 50_000_000;

    /// <summary>Of all calls those to one number: a vote on television.</summary>
    public double VoteShare { get; init; } = 0.2;

    /// <summary>How many people vote, each again and again.</summary>
    public long Voters { get; init; } = 2_000_000;

    /// <summary>Of all calls those that businesses make to anybody: few callers, Zipf with exponent 1.</summary>
    public double BusinessShare { get; init; } = 0.1;

    public long Businesses { get; init; } = 10_000;

    /// <summary>Exponent of how much more often some numbers are called than others.</summary>
    public double Skew { get; init; } = 0.8;

    /// <summary>Calls a second of the busiest pair of one shown number and one called number (an exchange of an office and its help desk); pair n has an n-th of it.</summary>
    public double BusiestPair { get; init; } = 1.5;

    public int BusyPairs { get; init; } = 100;

    /// <summary>Of all calls those with signed tokens (ATIS-1000105); the others use the open form and a reader's key.</summary>
    public double TokenShare { get; init; } = 0.5;
}

/// <summary>One call that is simulated.</summary>
/// <param name="Publisher">Which provider signs.</param>
/// <param name="Weight">How many calls of the country it stands for.</param>
internal readonly record struct DrawnCall(CallNumbers Numbers, long Publisher, CallForm Form, double Weight);

/// <summary>
/// Draws calls at the full rate of the country and keeps those of some pairs of numbers: all calls of a kept pair, and of the busy pairs always. A partition holds
/// one pair, so what a kept partition sees in a second is what it would see in the country.
/// </summary>
internal sealed class Traffic(TrafficMix mix, int keepOneIn, Draws draws)
{
    private const long FirstCalled = 12_000_000_000;
    private const long FirstCaller = 13_000_000_000;
    private const long FirstBusy = 14_000_000_000;

    /// <summary>The calls that begin within one second.</summary>
    public IEnumerable<DrawnCall> OfOneSecond()
    {
        var ordinary = draws.Poisson(mix.CallsPerSecond);
        for (var count = 0; count < ordinary; count++)
        {
            var (dest, orig) = Pair();
            if (Draws.Mix(unchecked((ulong)((dest * mix.Numbers) + orig))) % (ulong)keepOneIn == 0) yield return Call(FirstCalled + dest, FirstCaller + orig, keepOneIn);
        }

        for (var pair = 1; pair <= mix.BusyPairs; pair++)
        {
            var calls = draws.Poisson(mix.BusiestPair / pair);
            for (var count = 0; count < calls; count++) yield return Call(FirstBusy, FirstBusy + pair, weight: 1);
        }
    }

    private (long Dest, long Orig) Pair()
    {
        var kind = draws.Unit();
        if (kind < mix.VoteShare) return (mix.Numbers, draws.Below(mix.Voters));
        return kind < mix.VoteShare + mix.BusinessShare
            ? (draws.Below(mix.Numbers), draws.Zipf(mix.Businesses, 1))
            : (draws.Zipf(mix.Numbers, mix.Skew), draws.Below(mix.Numbers));
    }

    private DrawnCall Call(long dest, long orig, double weight) =>
        new(new CallNumbers(Number(dest), Number(orig)), orig, draws.Unit() < mix.TokenShare ? CallForm.Agreed : CallForm.Open, weight);

    private static TelephoneNumber Number(long digits) => TelephoneNumber.TryParse($"{digits}", out var number) ? number : throw new InvalidOperationException("No number.");
}
