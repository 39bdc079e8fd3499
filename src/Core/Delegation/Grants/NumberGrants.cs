using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>The numbers that are lent. Every change stands in the audit log. Safe on any number of instances.</summary>
public sealed class NumberGrants
{
    /// <summary>Lends numbers to a customer. The same request again changes nothing and succeeds.</summary>
    public ValueTask<Outcome<NumberGrant, GrantRefusal>> GrantAsync(
        GrantTerms terms, ActRequest act, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Withdraws a grant: its numbers are lent no more, and what was issued for it is revoked.</summary>
    public ValueTask<Outcome<NumberGrant, GrantRefusal>> WithdrawAsync(
        GrantId id, ActRequest act, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The grant as it is now; null: no grant has this id.</summary>
    public ValueTask<NumberGrant?> FindAsync(GrantId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Grants of a customer.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxGrants">1 to <see cref="Storage.StorageLimits.Page"/>.</param>
    public ValueTask<GrantPage> ListAsync(
        CustomerId customer, string? continuation, int maxGrants, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The one step that every issuing asks: all of the numbers are granted to the customer now, and until when.</summary>
    public ValueTask<Outcome<GrantedNumbers, GrantRefusal>> CoveringAsync(
        CustomerId customer, NumberSet numbers, CancellationToken cancellationToken) => throw new NotSupportedException();
}
