using Shaken.Core.Foundations;

namespace Shaken.Core.Reputation.Observations;

/// <summary>Adds up a batch: each number, origid, provider and country once a day. From here on no number is known.</summary>
internal static class BatchContent
{
    public static (IReadOnlyCollection<CallerAddition> Callers, IReadOnlyList<SignerAddition> Signers) Of(
        IReadOnlyList<Observation> observations, CallerKey key)
    {
        var callers = new Dictionary<(UInt128 Hash, int Day), ObservedWeight>();
        var signers = new Dictionary<(string Row, int Day), ObservedWeight>();
        foreach (var observation in observations)
        {
            var day = DateOnly.FromDateTime(observation.At.UtcDateTime).DayNumber;
            if (ObservationWeights.OfCaller(observation) is { IsNothing: false } ofCaller)
            {
                if (observation.Calling is { } number) Add(callers, (key.HashOf(number), day), ofCaller);
                if (observation is { Signer: { } known, OrigId: { } origId }) Add(callers, (key.HashOf(known, origId), day), ofCaller);
            }

            if (ObservationWeights.OfSigner(observation) is { IsNothing: false } ofSigner)
            {
                if (observation.Signer is { } signer) Add(signers, (RowOf(signer), day), ofSigner);
                if (observation.Country is { } country) Add(signers, (RowOf(country), day), ofSigner);
            }
        }

        return (
            [.. callers.Select(pair => new CallerAddition(pair.Key.Hash, pair.Value.Good, pair.Value.Bad, pair.Key.Day))],
            [.. signers.Select(pair => new SignerAddition(pair.Key.Row, pair.Value.Good, pair.Value.Bad, pair.Key.Day))]);
    }

    /// <summary>The row of a country's evidence.</summary>
    public static string RowOf(CountryCode country) => country.Value;

    /// <summary>The row of a provider's evidence.</summary>
    public static string RowOf(ProviderId provider) => $"{provider.Country}.{provider.Code}";

    private static void Add<TKey>(Dictionary<TKey, ObservedWeight> sums, TKey key, ObservedWeight more)
        where TKey : notnull
    {
        var sum = sums.GetValueOrDefault(key);
        sums[key] = new ObservedWeight(sum.Good + more.Good, sum.Bad + more.Bad);
    }
}
