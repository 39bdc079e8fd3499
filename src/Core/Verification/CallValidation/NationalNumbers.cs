using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>The numbers of this deployment's country.</summary>
/// <param name="prefixes">Digits with the country code. Under +1 they are area codes, since several countries share it.</param>
public sealed class NationalNumbers(IReadOnlyList<TelephoneNumber> prefixes)
{
    /// <summary>The number of a party, if it is of this country; else null.</summary>
    public TelephoneNumber? Find(PassportParty? party) =>
        party is NumberParty { Number: var number }
        && prefixes.Any(prefix => number.Value.StartsWith(prefix.Value, StringComparison.Ordinal))
            ? number
            : null;
}
