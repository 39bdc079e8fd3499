using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Shaken.Core.Passports;

/// <summary>The lexical part of an Identity header: names, separators, quotes, angle brackets.</summary>
internal static class IdentityHeaderText
{
    /// <summary>Cuts <c>Identity:</c> or <c>y:</c> off, if one stands there (RFC 8224 section 13.1).</summary>
    public static string WithoutName(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return text;
        var name = text.AsSpan(0, colon).Trim();
        return name.Equals("Identity", StringComparison.OrdinalIgnoreCase) || name.Equals("y", StringComparison.OrdinalIgnoreCase)
            ? text[(colon + 1)..]
            : text;
    }

    /// <summary>
    /// Joins the lines of a folded header: a line break before white space, and that white space, become one blank (RFC 3261 sections
    /// 7.3.1 and 25.1). Other line breaks stay.
    /// </summary>
    public static string Unfold(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal)) return text;
        var unfolded = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var lineBreak = text[index] == '\n' ? 1 : text.AsSpan(index).StartsWith("\r\n") ? 2 : 0;
            if (lineBreak == 0 || index + lineBreak == text.Length || !IsBlank(text[index + lineBreak]))
            {
                unfolded.Append(text[index]);
                continue;
            }

            index += lineBreak;
            while (index + 1 < text.Length && IsBlank(text[index + 1])) index++;
            while (unfolded.Length > 0 && IsBlank(unfolded[^1])) unfolded.Length--;
            unfolded.Append(' ');
        }

        return unfolded.ToString();
    }

    /// <summary>
    /// Whether every character may stand where it does: printable ASCII and white space anywhere; within quotes also what is not ASCII and,
    /// after a backslash, any ASCII character but a line break (RFC 3261 section 25.1, quoted-string).
    /// </summary>
    public static bool IsWellFormed(string text)
    {
        var (inQuotes, inBrackets) = (false, false);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (inQuotes && character == '\\')
            {
                index++;
                if (index == text.Length || text[index] is '\r' or '\n' or > '\x7F') return false;
            }
            else if (character == '"' && !inBrackets) inQuotes = !inQuotes;
            else if (character is '<' or '>' && !inQuotes) inBrackets = character == '<';
            else if (character is not ((>= ' ' and <= '~') or '\t') && !(inQuotes && IsUnicode(text, index))) return false;
        }

        return true;
    }

    /// <summary>Splits at a separator that stands outside quotes and angle brackets.</summary>
    public static bool TrySplit(string text, char separator, out List<string> parts)
    {
        parts = [];
        var start = 0;
        var inQuotes = false;
        var inBrackets = false;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (inQuotes && character == '\\') index++;
            else if (character == '"' && !inBrackets) inQuotes = !inQuotes;
            else if (character == '<' && !inQuotes) inBrackets = true;
            else if (character == '>' && !inQuotes) inBrackets = false;
            else if (character == separator && !inQuotes && !inBrackets)
            {
                parts.Add(text[start..index]);
                start = index + 1;
            }
        }

        parts.Add(text[start..]);
        return !inQuotes && !inBrackets;
    }

    /// <summary>Reads <c>name=value</c>, the value a token, in quotes, or in angle brackets; a name alone has an empty value.</summary>
    public static bool TryReadParameter(string part, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? value)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        name = (equals < 0 ? part : part[..equals]).Trim();
        value = equals < 0 ? "" : part[(equals + 1)..].Trim();
        if (value is ['"', .., '"']) value = Unquote(value.AsSpan(1..^1)).Trim();
        if (value is ['<', .., '>']) value = value[1..^1].Trim();
        return name.Length > 0;
    }

    // A quoted-pair stands for the character after the backslash, whichever it is.
    private static string Unquote(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\' && index + 1 < text.Length) index++;
            plain.Append(text[index]);
        }

        return plain.ToString();
    }

    private static bool IsBlank(char character) => character is ' ' or '\t';

    // Half a surrogate pair is no character of UTF-8.
    private static bool IsUnicode(string text, int index) =>
        text[index] > '\x7F'
        && (!char.IsSurrogate(text[index]) || char.IsSurrogatePair(text, index) || (index > 0 && char.IsSurrogatePair(text, index - 1)));
}
