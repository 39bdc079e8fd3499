using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>What became of a grant.</summary>
public enum GrantState
{
    /// <summary>It counts from <see cref="NumberGrant.From"/> until <see cref="NumberGrant.Until"/>.</summary>
    InForce,

    /// <summary>It counts no more: an operator withdrew it, or a number of it went to another provider.</summary>
    Withdrawn,
}

/// <summary>Telephone numbers that a provider lends to a customer until a date.</summary>
/// <param name="Provider">Who lends.</param>
/// <param name="IsShared">True: its numbers may be lent to other customers too, by grants that say the same.</param>
/// <param name="Revision">1 when it is made, and one more with each change.</param>
public sealed record NumberGrant(
    GrantId Id, CustomerId Customer, ProviderId Provider, NumberSet Numbers, DateTimeOffset From, DateTimeOffset Until, GrantState State,
    bool IsShared, long Revision)
{
    /// <summary>
    /// The providers through which the customer calls from these numbers. The delegation base tells the other providers of them; with none
    /// the grant does not stand in it.
    /// </summary>
    public IReadOnlyList<ProviderId> Originators { get; init; } = [];

    /// <summary>The grant that lost numbers and whose remaining numbers this one has; null: an operator made it.</summary>
    public GrantId? RestOf { get; init; }

    /// <summary>Why it was withdrawn; null: it was not.</summary>
    public string? WithdrawnFor { get; init; }

    /// <summary>Whether it counts at a moment.</summary>
    public bool IsInForceAt(DateTimeOffset moment) => State == GrantState.InForce && From <= moment && moment < Until;
}

/// <summary>Some grants and where to go on; a null continuation is the end.</summary>
public sealed record GrantPage(IReadOnlyList<NumberGrant> Grants, string? Continuation);

/// <summary>Numbers that were found to be granted to a customer.</summary>
/// <param name="Provider">Who lends all of them.</param>
/// <param name="Until">The first moment at which one of them is granted no more, unless it is granted again.</param>
/// <param name="Grants">The grants that this rests on: once one of them is withdrawn, what was issued for it must be revoked.</param>
public sealed record GrantedNumbers(
    CustomerId Customer, ProviderId Provider, NumberSet Numbers, DateTimeOffset Until, IReadOnlyList<GrantId> Grants);
