using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// A telephone number in the canonical form of RFC 8224 section 8.3: 1 to 15 characters of <c>0-9 * #</c>, no plus sign.
/// </summary>
/// <remarks>Personal data: <see cref="ToString"/> masks it, so a log or a message shows two digits at most.</remarks>
public sealed record TelephoneNumber
{
    private static readonly SearchValues<char> Canonical = SearchValues.Create("0123456789*#");
    private static readonly SearchValues<char> Separators = SearchValues.Create("+-.() \u00A0");

    private TelephoneNumber(string value) => Value = value;

    /// <summary>The number itself, 1 to 15 of <c>0-9 * #</c>.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads a number as people and SIP write it: visual separators and the plus sign are dropped, <c>tel:</c> and
    /// tel parameters after a semicolon are cut.
    /// </summary>
    /// <remarks>
    /// A text with any other character is no telephone number (RFC 8224 section 8.1): dropping letters too would make a
    /// number of a name. A local number with a <c>phone-context</c> is none either: RFC 3966 section 5.1.5 does not say
    /// that context and number may be joined, so it stays the URI it was.
    /// </remarks>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TelephoneNumber? number)
    {
        number = null;
        if (text is null || text.Length > Limits.TypedNumberLength) return false;
        if (TryParseCanonical(text, out number)) return true;

        var typed = text.AsSpan();
        if (typed.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)) typed = typed[4..];
        var semicolon = typed.IndexOf(';');
        if (semicolon >= 0)
        {
            if (typed[semicolon..].Contains(";phone-context=", StringComparison.OrdinalIgnoreCase)) return false;
            typed = typed[..semicolon];
        }

        Span<char> kept = stackalloc char[Limits.TelephoneNumberLength];
        var length = 0;
        foreach (var character in typed)
        {
            if (Separators.Contains(character)) continue;
            if (length == kept.Length || !Canonical.Contains(character)) return false;
            kept[length++] = character;
        }

        if (length == 0) return false;
        number = new TelephoneNumber(kept[..length].ToString());
        return true;
    }

    /// <summary>Reads a number that must be canonical already, as in a route or a TNAuthList.</summary>
    public static bool TryParseCanonical([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TelephoneNumber? number)
    {
        number = IsCanonical(text) ? new TelephoneNumber(text) : null;
        return number is not null;
    }

    /// <summary>All but the last two digits hidden; up to six digits are hidden whole.</summary>
    public override string ToString() => Value.Length <= 6
        ? new string('x', Value.Length)
        : string.Concat(new string('x', Value.Length - 2), Value.AsSpan(Value.Length - 2));

    private static bool IsCanonical([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= Limits.TelephoneNumberLength } && !text.AsSpan().ContainsAnyExcept(Canonical);
}
