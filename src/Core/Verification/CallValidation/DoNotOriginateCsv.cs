using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>
/// A do-not-originate list as CSV: one number or prefix a line, in the first column; what stands in other columns is not kept. A first line
/// of names is passed over.
/// </summary>
public static class DoNotOriginateCsv
{
    private const string Heading = "number";

    /// <summary>Reads a list.</summary>
    /// <returns>The patterns, each once, or the first line that is wrong.</returns>
    public static Outcome<DoNotOriginateNumbers, DoNotOriginateRefusal> Read(ReadOnlyMemory<byte> csv)
    {
        if (csv.Length > Limits.DoNotOriginateOctets) return Refusal($"the list is longer than {Limits.DoNotOriginateOctets} octets");
        if (!System.Text.Unicode.Utf8.IsValid(csv.Span)) return Refusal("the list is not valid UTF-8");
        var patterns = new HashSet<NumberPattern>();
        var line = 0;
        using var reader = new StringReader(Encoding.UTF8.GetString(csv.Span).TrimStart('\uFEFF'));
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0 || (line == 1 && FieldOf(text).Equals(Heading, StringComparison.OrdinalIgnoreCase))) continue;

            // The digits stay out of the message: an answer is no place for numbers.
            if (!NumberPattern.TryParse(FieldOf(text).TrimStart('+'), out var pattern))
                return Refusal($"line {line} begins with no number of 1 to 15 digits, nor a prefix with a * behind");
            patterns.Add(pattern);
            if (patterns.Count > Limits.DoNotOriginatePatterns)
                return Refusal($"the list has more than {Limits.DoNotOriginatePatterns} numbers and prefixes; use prefixes");
        }

        return new DoNotOriginateNumbers(patterns);
    }

    /// <summary>Writes a list in the form that <see cref="Read"/> takes.</summary>
    public static string Write(DoNotOriginateNumbers numbers)
    {
        var csv = new StringBuilder(CsvLine.Of([Heading]));
        foreach (var pattern in numbers.Patterns) csv.Append(CsvLine.Of([pattern.Text]));
        return csv.ToString();
    }

    private static string FieldOf(string line)
    {
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        var field = (comma < 0 ? line : line[..comma]).Trim();
        return field.Length >= 2 && field[0] == '"' && field[^1] == '"' ? field[1..^1] : field;
    }

    private static DoNotOriginateRefusal Refusal(string detail) => new(DoNotOriginateFailure.ListNotAllowed, detail);
}
