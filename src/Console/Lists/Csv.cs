using System.Buffers;
using System.Globalization;
using System.Text;

namespace Shaken.OperatorConsole.Lists;

/// <summary>CSV of a list (RFC 4180).</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    // A spreadsheet takes these for the beginning of a formula.
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    public static string Of<TRow>(IReadOnlyList<ListColumn<TRow>> columns, IEnumerable<TRow> rows)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(column => Field(column.Title))).Append("\r\n");
        foreach (var row in rows) text.AppendJoin(',', columns.Select(column => Field(TextOf(column.Value(row))))).Append("\r\n");
        return text.ToString();
    }

    /// <summary>A value as text: moments as RFC 3339 in UTC.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "",
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        bool flag => flag ? "yes" : "no",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Field(string text)
    {
        if (text.Length > 0 && Formula.Contains(text[0]) && !decimal.TryParse(text, CultureInfo.InvariantCulture, out _)) text = $"'{text}";
        return text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
