using System.Globalization;

namespace Shaken.Core.Auditing;

/// <summary>
/// Entries as CSV (RFC 4180), every cell quoted. A cell that a spreadsheet would take for a formula begins with an apostrophe: text
/// from outside must not run on an operator's machine.
/// </summary>
public static class AuditCsv
{
    // What starts a formula in one spreadsheet or another; the last four are the full-width forms that some fold.
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";

    /// <summary>The line of column names.</summary>
    public static string Header { get; } =
        Line(["number", "recordedAt", "at", "actor", "address", "subject", "action", "reason", "changes", "id", "previous", "hash"]);

    /// <summary>Writes all entries of a filter, a page at a time.</summary>
    public static async ValueTask WriteAsync(AuditLog log, AuditFilter filter, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Header.AsMemory(), cancellationToken);
        string? cursor = null;
        do
        {
            var page = await log.ListAsync(filter, cursor, Storage.StorageLimits.Page, cancellationToken);
            foreach (var entry in page.Entries) await output.WriteAsync(LineOf(entry).AsMemory(), cancellationToken);
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>The line of an entry, its end included.</summary>
    public static string LineOf(AuditEntry entry)
    {
        var act = entry.Act;
        return Line([
            entry.Number.ToString(CultureInfo.InvariantCulture), Text(entry.RecordedAt), Text(act.At),
            act.Actor.ToString(), act.Address ?? "", act.Subject.ToString(), act.Action,
            act.Reason ?? "", string.Join("; ", act.Changes.Select(TextOf)), act.Id, entry.Previous, entry.Hash]);
    }

    private static string TextOf(AuditChange change) => $"{change.Field}: {change.Before ?? "(none)"} -> {change.After ?? "(none)"}";

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string text)
    {
        var quoted = text.Replace("\"", "\"\"", StringComparison.Ordinal);
        return IsFormula(text) ? $"\"'{quoted}\"" : $"\"{quoted}\"";
    }

    // Some programs skip blanks before they look at the first character.
    private static bool IsFormula(string text) =>
        text.TrimStart(' ') is [var first, ..] && FormulaStarts.Contains(first, StringComparison.Ordinal);

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
