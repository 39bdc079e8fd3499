using System.Globalization;
using Shaken.Core.Foundations;

namespace Shaken.Core.Auditing;

/// <summary>Entries as CSV; see <see cref="CsvLine"/>.</summary>
public static class AuditCsv
{
    /// <summary>The line of column names.</summary>
    public static string Header { get; } =
        CsvLine.Of(["number", "recordedAt", "at", "actor", "address", "subject", "action", "reason", "changes", "id", "previous", "hash"]);

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
        return CsvLine.Of([
            entry.Number.ToString(CultureInfo.InvariantCulture), Text(entry.RecordedAt), Text(act.At),
            act.Actor.ToString(), act.Address ?? "", act.Subject.ToString(), act.Action,
            act.Reason ?? "", string.Join("; ", act.Changes.Select(TextOf)), act.Id, entry.Previous, entry.Hash]);
    }

    private static string TextOf(AuditChange change) => $"{change.Field}: {change.Before ?? "(none)"} -> {change.After ?? "(none)"}";

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
