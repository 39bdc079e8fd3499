using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>
/// A set of first digits, which a number has or has not: country codes, or longer ones such as the area codes of country code 1.
/// </summary>
public sealed class CallingPrefixes
{
    /// <summary>How many one set may have: country code 1 alone has some 400 area codes.</summary>
    public const int Most = 1_000;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _look;
    private readonly int _longest;

    private CallingPrefixes(FrozenSet<string> all)
    {
        All = [.. all.Order(StringComparer.Ordinal)];
        _look = all.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = all.Max(prefix => prefix.Length);
    }

    /// <summary>Every prefix once, in the order of their text.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Reads 1 to <see cref="Most"/> prefixes of 1 to 15 digits.</summary>
    /// <param name="failure">What is wrong, in words.</param>
    public static bool TryParse(
        IReadOnlyCollection<string> texts, [NotNullWhen(true)] out CallingPrefixes? prefixes, [NotNullWhen(false)] out string? failure)
    {
        prefixes = null;
        failure = texts.Count is 0 or > Most ? $"1 to {Most} prefixes are allowed, not {texts.Count}"
            : texts.FirstOrDefault(text => !IsPrefix(text)) is { } wrong ? $"\"{Shown(wrong)}\" is not 1 to 15 digits"
            : null;
        if (failure is not null) return false;
        prefixes = new CallingPrefixes(texts.ToFrozenSet(StringComparer.Ordinal));
        return true;
    }

    /// <summary>Whether a number begins with one of them. Allocates nothing.</summary>
    public bool Holds(TelephoneNumber number) => MatchLength(number) > 0;

    /// <summary>The digits of the longest of them that a number begins with; 0: none. Allocates nothing.</summary>
    public int MatchLength(TelephoneNumber number)
    {
        var digits = number.Value.AsSpan();
        for (var length = Math.Min(_longest, digits.Length); length > 0; length--)
        {
            if (_look.Contains(digits[..length])) return length;
        }

        return 0;
    }

    private static bool IsPrefix(string text) =>
        text.Length is > 0 and <= Limits.TelephoneNumberLength && text.All(char.IsAsciiDigit);

    private static string Shown(string text) => PlainText.Show(text.Length <= 20 ? text : text[..20]);
}
