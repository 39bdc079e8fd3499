using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Delegation.Grants;

/// <summary>A provider that lends numbers.</summary>
/// <param name="Listed">The numbers of its own TNAuthList, beyond which it lends none; null: the number table tells what it holds.</param>
public sealed record LendingProvider(ProviderId Id, NumberSet? Listed);

/// <summary>The providers that lend numbers here, and which numbers each holds.</summary>
public sealed class LendingProviders
{
    // Rows of the number table that one question looks at: a block whose numbers were ported one by one has a row for each.
    private const int MostRows = 200_000;

    private readonly INumberDirectory _numbers;

    public LendingProviders(IReadOnlyList<LendingProvider> all, INumberDirectory numbers) => (All, _numbers) = (all, numbers);

    public IReadOnlyList<LendingProvider> All { get; }

    /// <summary>The numbers of a set that a provider does not hold now; empty: it holds all of them.</summary>
    /// <exception cref="Storage.StorageException">The number table did not answer, which says nothing of the numbers.</exception>
    public async ValueTask<Outcome<NumberSet, GrantRefusal>> FindNotHeldAsync(
        ProviderId provider, NumberSet numbers, CancellationToken cancellationToken)
    {
        if (All.FirstOrDefault(one => one.Id == provider) is not { } lender)
            return new GrantRefusal(GrantFailure.ProviderNotLending, $"{provider} lends no numbers here; see Delegation:Providers");
        if (lender.Listed is { } listed) return numbers.Except(listed);
        if (!await _numbers.HasNumbersAsync(cancellationToken))
        {
            return new GrantRefusal(
                GrantFailure.NumbersNotHeld,
                $"what {provider} holds is not known: import the number table, or set the provider's TNAuthList in Delegation:Providers");
        }

        return await FindNotInTableAsync(provider, numbers, cancellationToken);
    }

    private async ValueTask<Outcome<NumberSet, GrantRefusal>> FindNotInTableAsync(
        ProviderId provider, NumberSet numbers, CancellationToken cancellationToken)
    {
        var (ranges, singles) = (new List<TelephoneNumberRange>(), new List<TelephoneNumber>());
        var rows = 0;
        foreach (var number in numbers.Singles)
        {
            if (++rows > MostRows) return TooWide();
            var stretch = await _numbers.FindStretchAsync(number, cancellationToken);
            if (stretch.Provider != provider) singles.Add(number);
        }

        foreach (var range in numbers.Ranges)
        {
            for (var offset = 0L; offset < range.Count;)
            {
                if (++rows > MostRows) return TooWide();
                var first = NumberAt(range, offset);
                var stretch = await _numbers.FindStretchAsync(first, cancellationToken);
                var count = Math.Min(stretch.Count, range.Count - offset);
                if (stretch.Provider != provider)
                {
                    if (TelephoneNumberRange.TryCreate(first, count, out var part)) ranges.Add(part);
                    else singles.Add(first);
                }

                offset += count;
            }
        }

        return NumberSet.Of(ranges, singles);
    }

    private static GrantRefusal TooWide() => new(
        GrantFailure.TooWide, $"the number table has more than {MostRows} rows for these numbers; grant them in parts");

    private static TelephoneNumber NumberAt(TelephoneNumberRange range, long offset)
    {
        var value = long.Parse(range.Start.Value, NumberStyles.None, CultureInfo.InvariantCulture) + offset;
        var text = value.ToString(CultureInfo.InvariantCulture).PadLeft(range.Start.Value.Length, '0');
        return TelephoneNumber.TryParseCanonical(text, out var number)
            ? number
            : throw new InvalidOperationException("A number of a block is no number.");
    }
}
