using System.Diagnostics.CodeAnalysis;

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
        if (value is ['"', .., '"']) value = value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal).Trim();
        if (value is ['<', .., '>']) value = value[1..^1].Trim();
        return name.Length > 0;
    }
}
