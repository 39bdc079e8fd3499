using System.Globalization;
using System.Text;

namespace Shaken.Core.Foundations;

/// <summary>Text from outside that an operator reads later, in a terminal, a page or a table.</summary>
public static class PlainText
{
    /// <summary>
    /// Whether the text has 1 to <paramref name="maxLength"/> UTF-16 units and none that hides or moves what is shown: no control or
    /// format characters (line breaks and bidirectional overrides among them), no line or paragraph separators, no lone surrogates, no
    /// blank ends.
    /// </summary>
    public static bool IsPlain(string? text, int maxLength)
    {
        if (text is null || text.Length is 0 || text.Length > maxLength || char.IsWhiteSpace(text[0])
            || char.IsWhiteSpace(text[^1]))
            return false;
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && !char.IsSurrogatePair(text, index)) return false;
            if (IsHidden(CharUnicodeInfo.GetUnicodeCategory(text, index))) return false;
            if (char.IsHighSurrogate(text[index])) index++;
        }

        return true;
    }

    /// <summary>The text with U+FFFD in the place of each character that <see cref="IsPlain"/> does not take. Blank ends stay.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) shown.Append(IsHidden(Rune.GetUnicodeCategory(rune)) ? "\ufffd" : rune.ToString());
        return shown.ToString();
    }

    private static bool IsHidden(UnicodeCategory category) => category
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned;
}
