using Shaken.Core.Numbering;

namespace Shaken.Core.Verification.Treatment;

/// <summary>Which calls of a tenant a rule is for. A part that is null fits every call; all three null: the whole tenant.</summary>
/// <param name="Number">The called number, or the prefix of called numbers.</param>
public sealed record TreatmentSelector(string? Trunk, string? Customer, NumberPattern? Number)
{
    /// <summary>All calls of a tenant.</summary>
    public static TreatmentSelector Tenant { get; } = new(Trunk: null, Customer: null, Number: null);

    /// <summary>
    /// How specific it is, to compare: a number before a prefix, a long prefix before a short one, then the customer, then the trunk.
    /// </summary>
    internal (int Number, bool Customer, bool Trunk) Specificity => (
        Number is null ? 0 : Number.IsPrefix ? Number.Digits.Value.Length : int.MaxValue,
        Customer is not null,
        Trunk is not null);

    public bool Fits(CallScope scope) =>
        (Trunk is null || Trunk == scope.Trunk) && (Customer is null || Customer == scope.Customer) && FitsNumber(scope);

    private bool FitsNumber(CallScope scope)
    {
        if (Number is not { } number) return true;
        if (scope.Called is not { } called) return false;
        return number.IsPrefix
            ? called.Value.StartsWith(number.Digits.Value, StringComparison.Ordinal)
            : called.Value == number.Digits.Value;
    }
}

/// <summary>What a tenant's policy says of the calls of a scope. What it does not name, a wider scope or the profile decides.</summary>
/// <param name="Name">Names the rule in answers and counts: it holds no personal data.</param>
/// <param name="FinalOnce">Null: a wider scope decides.</param>
public sealed record TreatmentRule(
    string Name, TreatmentSelector Selector, IReadOnlyDictionary<TreatedOutcome, TreatmentStep> Steps, FinalOnce? FinalOnce);
