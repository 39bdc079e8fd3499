using System.Globalization;
using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>Which entries are wanted; null: any.</summary>
/// <param name="From">Recorded then or later.</param>
/// <param name="Until">Recorded before then.</param>
public sealed record AuditFilter(
    DateTimeOffset? From = null, DateTimeOffset? Until = null, AuditParty? Actor = null, AuditParty? Subject = null)
{
    internal bool Takes(AuditEntry entry) =>
        !(entry.RecordedAt < From) && !IsPast(entry)
        && (Actor is null || Actor == entry.Act.Actor)
        && (Subject is null || Subject == entry.Act.Subject);

    /// <summary>Whether the entry and all after it come too late.</summary>
    internal bool IsPast(AuditEntry entry) => entry.RecordedAt >= Until;
}

/// <summary>Some entries and where to go on; a null cursor is the end.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Cursor);

/// <summary>
/// Finds entries. A subject or an actor has a list of its own; otherwise numbers are read in order, from the one that a binary search
/// finds for the time asked for.
/// </summary>
internal sealed class AuditSearch(NumberedLog log, AuditFilter filter)
{
    public ValueTask<AuditPage> ListAsync(string? cursor, int maxEntries, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEntries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxEntries, StorageLimits.Page);
        var topic = filter.Subject is { } subject ? AuditLog.TopicOfSubject(subject)
            : filter.Actor is { } actor ? AuditLog.TopicOfActor(actor)
            : null;
        return topic is null
            ? InOrderAsync(cursor, maxEntries, cancellationToken)
            : OfTopicAsync(topic, cursor, maxEntries, cancellationToken);
    }

    private async ValueTask<AuditPage> InOrderAsync(string? cursor, int maxEntries, CancellationToken cancellationToken)
    {
        var first = cursor is null ? await FindFirstAsync(cancellationToken) : NumberIn(cursor);
        if (first is not { } from) return new AuditPage([], Cursor: null);
        var stored = await log.ReadAsync(from, maxEntries, cancellationToken);
        var entries = stored.Select(AuditDocument.Read).ToList();
        var taken = entries.Where(filter.Takes).ToList();
        var isEnd = entries.Count < maxEntries || filter.IsPast(entries[^1]);
        return new AuditPage(taken, isEnd ? null : string.Create(CultureInfo.InvariantCulture, $"{from + entries.Count}"));
    }

    private async ValueTask<AuditPage> OfTopicAsync(string topic, string? cursor, int maxEntries, CancellationToken cancellationToken)
    {
        var page = await log.ListAsync(topic, cursor, maxEntries, cancellationToken);
        var taken = new List<AuditEntry>();
        foreach (var number in page.Numbers)
        {
            var stored = await log.FindAsync(number, cancellationToken)
                ?? throw new StorageException($"Entry {number} of the audit log is missing: verify the log.");
            var entry = AuditDocument.Read(stored);
            if (filter.IsPast(entry)) return new AuditPage(taken, Cursor: null);
            if (filter.Takes(entry)) taken.Add(entry);
        }

        return new AuditPage(taken, page.Continuation);
    }

    // The first entry that was recorded at From or later. Times never fall along the chain.
    private async ValueTask<long?> FindFirstAsync(CancellationToken cancellationToken)
    {
        if (filter.From is not { } from) return 1;
        if (await log.FindLastAsync(cancellationToken) is not { } last) return 1;
        var (low, high) = (1L, last.Number + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var stored = await log.FindAsync(middle, cancellationToken)
                ?? throw new StorageException($"Entry {middle} of the audit log is missing: verify the log.");
            if (AuditDocument.Read(stored).RecordedAt < from) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static long? NumberIn(string cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
