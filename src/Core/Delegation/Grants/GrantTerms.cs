using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>What an operator enters to lend numbers. Only <see cref="Create"/> makes one, so every part is within its bounds.</summary>
public sealed record GrantTerms
{
    /// <summary>Entries of <see cref="Originators"/>.</summary>
    public const int MaxOriginators = 16;

    private GrantTerms(CustomerId customer, ProviderId provider, NumberSet numbers, DateTimeOffset until) =>
        (Customer, Provider, Numbers, Until) = (customer, provider, numbers, until);

    public CustomerId Customer { get; }

    /// <summary>Who lends.</summary>
    public ProviderId Provider { get; }

    public NumberSet Numbers { get; }

    /// <summary>Null: from now on.</summary>
    public DateTimeOffset? From { get; private init; }

    public DateTimeOffset Until { get; }

    /// <summary>See <see cref="NumberGrant.IsShared"/>.</summary>
    public bool IsShared { get; private init; }

    /// <summary>See <see cref="NumberGrant.Originators"/>.</summary>
    public IReadOnlyList<ProviderId> Originators { get; private init; } = [];

    /// <summary>See <see cref="NumberGrant.RestOf"/>.</summary>
    internal GrantId? RestOf { get; init; }

    /// <param name="from">Null: from now on.</param>
    /// <param name="isShared">See <see cref="NumberGrant.IsShared"/>.</param>
    /// <param name="originators">See <see cref="NumberGrant.Originators"/>; null: none.</param>
    public static Outcome<GrantTerms, GrantRefusal> Create(
        CustomerId customer, ProviderId provider, NumberSet numbers, DateTimeOffset? from, DateTimeOffset until, bool isShared,
        IReadOnlyList<ProviderId>? originators = null)
    {
        IReadOnlyList<ProviderId> through = [.. (originators ?? []).Distinct()];
        var violation = numbers.IsEmpty ? "at least one number or block is needed"
            : numbers.Ranges.Count + numbers.Singles.Count > NumberTexts.Max ? $"a grant has at most {NumberTexts.Max} numbers and blocks"
            : from >= until ? "until must be later than from"
            : through.Count > MaxOriginators ? $"a grant names at most {MaxOriginators} originating providers"
            : null;
        if (violation is not null) return new GrantRefusal(GrantFailure.TermsNotAllowed, violation);
        return new GrantTerms(customer, provider, numbers, until) { From = from, IsShared = isShared, Originators = through };
    }

    // What tells this content from all others, in the mark of a request.
    internal string ToMark() =>
        $"{Customer} {Provider} {From:O} {Until:O} {IsShared} {string.Join(',', Originators)} {string.Join(',', NumberTexts.Of(Numbers))}";
}
