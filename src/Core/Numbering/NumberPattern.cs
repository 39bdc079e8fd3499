using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>
/// One number, or all numbers that begin with a prefix; 1 to 15 digits with the country code, a prefix with a <c>*</c> behind.
/// </summary>
/// <remarks>Personal data: <see cref="ToString"/> hides the digits as that of a telephone number does.</remarks>
public sealed record NumberPattern
{
    private const char Any = '*';

    private NumberPattern(TelephoneNumber digits, bool isPrefix) => (Digits, IsPrefix) = (digits, isPrefix);

    /// <summary>The digits, without the <c>*</c>.</summary>
    public TelephoneNumber Digits { get; }

    /// <summary>True: every number that begins with the digits, themselves included. False: this one number.</summary>
    public bool IsPrefix { get; }

    /// <summary>The pattern as a row of a table writes it: <c>14155550100</c> or <c>1415*</c>.</summary>
    public string Text => IsPrefix ? Digits.Value + Any : Digits.Value;

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NumberPattern? pattern)
    {
        var isPrefix = text is { Length: > 1 } && text[^1] == Any;
        pattern = TelephoneNumber.TryParseCanonical(isPrefix ? text![..^1] : text, out var digits) && digits.Value.All(char.IsAsciiDigit)
            ? new NumberPattern(digits, isPrefix)
            : null;
        return pattern is not null;
    }

    public override string ToString() => IsPrefix ? $"{Digits}{Any}" : Digits.ToString();

    internal static NumberPattern Of(ulong key) => TryParse(NumberKey.TextOf(key), out var pattern)
        ? pattern
        : throw new InvalidOperationException("A key is made of digits.");
}
