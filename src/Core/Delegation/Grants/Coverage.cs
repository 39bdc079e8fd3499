using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>Which grants cover a set of numbers.</summary>
internal static class Coverage
{
    /// <summary>
    /// The grants of one provider that cover all of the numbers and do so longest: each number counts by the grant that ends last. Of two
    /// providers it is the one whose grants last longer.
    /// </summary>
    /// <param name="grants">Of the customer, in force now.</param>
    public static Outcome<GrantedNumbers, GrantRefusal> Find(CustomerId customer, NumberSet numbers, IReadOnlyList<NumberGrant> grants)
    {
        GrantedNumbers? best = null;
        foreach (var ofProvider in grants.GroupBy(grant => grant.Provider))
        {
            if (Cover(customer, numbers, ofProvider) is { } covered && (best is null || covered.Until > best.Until)) best = covered;
        }

        if (best is not null) return best;
        var rest = grants.Aggregate(numbers, (left, grant) => left.Except(grant.Numbers));
        return rest.IsEmpty
            ? new GrantRefusal(GrantFailure.SeveralProviders, "the numbers are lent by several providers; ask for those of one at a time")
            : new GrantRefusal(GrantFailure.NotGranted, $"not all of the numbers are granted to {customer} now: not {rest}");
    }

    private static GrantedNumbers? Cover(CustomerId customer, NumberSet numbers, IGrouping<ProviderId, NumberGrant> grants)
    {
        var (rest, until, used) = (numbers, DateTimeOffset.MaxValue, new List<GrantId>());
        foreach (var grant in grants.OrderByDescending(grant => grant.Until).ThenBy(grant => grant.Id.Value, StringComparer.Ordinal))
        {
            if (!grant.Numbers.Overlaps(rest)) continue;
            rest = rest.Except(grant.Numbers);
            until = grant.Until;
            used.Add(grant.Id);
            if (rest.IsEmpty) return new GrantedNumbers(customer, grants.Key, numbers, until, used);
        }

        return null;
    }
}
