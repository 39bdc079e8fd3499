using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>What an operator enters to lend numbers. Only <see cref="Create"/> makes one, so every part is within its bounds.</summary>
public sealed record GrantTerms
{
    private GrantTerms(
        CustomerId customer, ProviderId provider, NumberSet numbers, DateTimeOffset? from, DateTimeOffset until, bool isShared) =>
        (Customer, Provider, Numbers, From, Until, IsShared) = (customer, provider, numbers, from, until, isShared);

    public CustomerId Customer { get; }

    /// <summary>Who lends.</summary>
    public ProviderId Provider { get; }

    public NumberSet Numbers { get; }

    /// <summary>Null: from now on.</summary>
    public DateTimeOffset? From { get; }

    public DateTimeOffset Until { get; }

    /// <summary>See <see cref="NumberGrant.IsShared"/>.</summary>
    public bool IsShared { get; }

    public static Outcome<GrantTerms, GrantRefusal> Create(
        CustomerId customer, ProviderId provider, NumberSet numbers, DateTimeOffset? from, DateTimeOffset until, bool isShared)
    {
        var violation = numbers.IsEmpty ? "at least one number or range is needed"
            : from >= until ? "until must be later than from"
            : null;
        if (violation is not null) return new GrantRefusal(GrantFailure.TermsNotAllowed, violation);
        return new GrantTerms(customer, provider, numbers, from, until, isShared);
    }
}
