using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CallPlacement.Advertisements;

/// <summary>
/// What a member of a CPS advertisement is for (RFC 9888), named as a TNAuthList's entry is numbered: <c>0-1234</c> is a service provider
/// code, <c>1-15714341000-99</c> a block of numbers by its first and how many, <c>2-12155550131</c> one number.
/// </summary>
public static class AdvertisedKey
{
    private const int MaxLength = 48;

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TnAuthListEntry? entry)
    {
        entry = null;
        if (text is null || text.Length > MaxLength) return false;
        entry = text.Split('-') switch
        {
            ["0", var code] when ServiceProviderCode.TryParse(code, out var parsed) => new SpcEntry(parsed),
            ["1", var start, var count] => RangeOf(start, count),
            ["2", var number] when TelephoneNumber.TryParseCanonical(number, out var parsed) => new NumberEntry(parsed),
            _ => null,
        };
        return entry is not null;
    }

    /// <summary>The name of an entry's member.</summary>
    public static string Of(TnAuthListEntry entry) => entry switch
    {
        SpcEntry spc => $"0-{spc.Code}",
        RangeEntry { Range: var range } => string.Create(CultureInfo.InvariantCulture, $"1-{range.Start.Value}-{range.Count}"),
        NumberEntry one => $"2-{one.Number.Value}",
        _ => throw new InvalidOperationException("A TNAuthList entry is an SPC, a range or a number."),
    };

    private static RangeEntry? RangeOf(string start, string count) =>
        TelephoneNumber.TryParseCanonical(start, out var first)
            && BigInteger.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var numbers)
            && TelephoneNumberRange.TryCreate(first, numbers, out var range)
                ? new RangeEntry(range)
                : null;
}
