namespace Shaken.Core.Foundations;

/// <summary>
/// A line of CSV (RFC 4180), every cell quoted. A cell that a spreadsheet would take for a formula begins with an apostrophe: text from
/// outside must not run on a reader's machine.
/// </summary>
public static class CsvLine
{
    // What starts a formula in one spreadsheet or another; the last four are the full-width forms that some fold.
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    /// <summary>The line with its end.</summary>
    public static string Of(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string text)
    {
        var quoted = text.Replace("\"", "\"\"", StringComparison.Ordinal);
        return IsFormula(text) ? $"\"'{quoted}\"" : $"\"{quoted}\"";
    }

    // Some programs skip blanks before they look at the first character.
    private static bool IsFormula(string text) =>
        text.TrimStart(' ') is [var first, ..] && FormulaStarts.Contains(first, StringComparison.Ordinal);
}
