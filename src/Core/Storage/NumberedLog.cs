using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shaken.Core.Storage;

/// <summary>An entry of a <see cref="NumberedLog"/>.</summary>
/// <param name="Number">1 for the first, and one more for each after it.</param>
/// <param name="Document">As its writer made it, octet by octet.</param>
public sealed record LogEntry(long Number, ReadOnlyMemory<byte> Document);

/// <summary>What a log is searched by.</summary>
/// <param name="Id">Names the thing that the entry tells of: a log holds one entry of an id.</param>
/// <param name="Topics">Lists that the entry stands on.</param>
public sealed record LogLabels(string Id, IReadOnlyList<string> Topics);

/// <summary>Numbers of the entries of one topic, rising, and where to go on; a null continuation is the end.</summary>
public sealed record LogTopicPage(IReadOnlyList<long> Numbers, string? Continuation);

/// <summary>
/// A log on <see cref="IRecords"/> that only grows. Its numbers have no gap and no number has two entries, on any number of instances;
/// an id that is appended again, by a retry or by another instance, keeps its one entry.
/// </summary>
/// <remarks>
/// An entry is inserted at the place after the last one, which fails if another took that place. Then its labels are indexed, and then
/// the head is moved to it. A crash in between leaves entries after the head: the next append finds them, indexes them and moves the
/// head, before it looks for its own id. So every entry up to the place where it inserts is indexed, and the insert succeeds only if
/// nothing came since.
/// </remarks>
public sealed class NumberedLog
{
    private const string HeadRow = "head";
    private const string ReferenceRow = "entry";

    // Entries of one partition. A page of entries reads one or two.
    private const int BlockSize = 256;

    private readonly IRecords _records;
    private readonly string _table;
    private readonly Func<LogEntry, LogLabels> _labelsOf;

    /// <param name="table">A table of its own; the index takes the name with <c>-index</c>.</param>
    /// <param name="labelsOf">The labels of an entry, always the same ones.</param>
    public NumberedLog(IRecords records, string table, Func<LogEntry, LogLabels> labelsOf) =>
        (_records, _table, _labelsOf) = (records, table, labelsOf);

    private RecordKey HeadKey => new($"{_table}-index", HeadRow, HeadRow);

    /// <summary>Appends an entry, unless one of this id is there.</summary>
    /// <param name="write">Writes the entry that follows the given one; null: it is the first. It may be called more than once.</param>
    /// <returns>The entry of this id.</returns>
    public async ValueTask<LogEntry> AppendAsync(string id, Func<LogEntry?, byte[]> write, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var head = await CatchUpAsync(cancellationToken);
            if (await FindAsync(id, cancellationToken) is { } present) return present;
            var entry = new LogEntry((head.Last?.Number ?? 0) + 1, write(head.Last));
            if (await _records.TryInsertAsync(new NewRecord(KeyOf(entry.Number), entry.Document), cancellationToken) is null) continue;

            // The entry is there for good: a caller that leaves must not keep it from being found.
            await IndexAsync(entry, CancellationToken.None);
            await MoveAsync(head, entry, CancellationToken.None);
            return entry;
        }

        throw StorageException.OfContention($"The log {_table}");
    }

    /// <summary>The entry of a number, or null.</summary>
    public async ValueTask<LogEntry?> FindAsync(long number, CancellationToken cancellationToken) =>
        number > 0 && await _records.FindAsync(KeyOf(number), cancellationToken) is { } record
            ? new LogEntry(number, record.Document)
            : null;

    /// <summary>The entry of an id, or null.</summary>
    public async ValueTask<LogEntry?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(KeyOfId(id), cancellationToken) is not { } reference) return null;
        var number = JsonSerializer.Deserialize(reference.Document.Span, NumberedLogJson.Default.Int64);
        return await FindAsync(number, cancellationToken)
            ?? throw new StorageException($"Entry {number} of the log {_table} is missing: verify the log.");
    }

    /// <summary>
    /// The last entry, as the head has it: every entry up to it can be found by its labels. Null before the first. Its copy in the head
    /// is independent of the entry itself, so that the two can be compared.
    /// </summary>
    public async ValueTask<LogEntry?> FindLastAsync(CancellationToken cancellationToken) => (await ReadHeadAsync(cancellationToken)).Last;

    /// <summary>Entries from a number on, in order, up to the first number that has none.</summary>
    public async ValueTask<IReadOnlyList<LogEntry>> ReadAsync(long from, int maxEntries, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEntries);
        var entries = new List<LogEntry>();
        var first = Math.Max(from, 1);
        while (entries.Count < maxEntries && await ReadBlockAsync(first + entries.Count, maxEntries, entries, cancellationToken))
        {
        }

        return entries;
    }

    /// <summary>The numbers of a topic's entries, rising.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    public async ValueTask<LogTopicPage> ListAsync(string topic, string? continuation, int maxEntries, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync($"{_table}-index", TopicPartition(topic), continuation, maxEntries, cancellationToken);
        return new LogTopicPage(
            [.. page.Records.Select(record => long.Parse(record.Key.Row, NumberStyles.None, CultureInfo.InvariantCulture))],
            page.Continuation);
    }

    // False: the block ends the log. True: it was read to its end, or enough was read.
    private async ValueTask<bool> ReadBlockAsync(long from, int maxEntries, List<LogEntry> entries, CancellationToken cancellationToken)
    {
        var (key, expected) = (KeyOf(from), from);
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(key.Table, key.Partition, continuation, BlockSize, cancellationToken);
            foreach (var record in page.Records)
            {
                var number = long.Parse(record.Key.Row, NumberStyles.None, CultureInfo.InvariantCulture);
                if (number < expected) continue;
                if (number > expected) return false;
                entries.Add(new LogEntry(number, record.Document));
                if (entries.Count == maxEntries) return true;
                expected++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return expected > from && expected % BlockSize == 1;
    }

    // Takes in what others appended and could not finish. Afterwards every entry up to the head's is indexed.
    private async ValueTask<LogHead> CatchUpAsync(CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(cancellationToken);
        var last = head.Last;
        while (await FindAsync((last?.Number ?? 0) + 1, cancellationToken) is { } next)
        {
            await IndexAsync(next, cancellationToken);
            last = next;
        }

        if (last is null || last.Number == head.Last?.Number) return head;

        // Whether this move or another's wins does not matter: the entries are indexed. A later move with a stale version fails.
        return new LogHead(last, await MoveAsync(head, last, cancellationToken) ?? head.ETag);
    }

    private async ValueTask<LogHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(HeadKey, cancellationToken) is not { } record) return new LogHead(Last: null, ETag: null);
        var document = JsonSerializer.Deserialize(record.Document.Span, NumberedLogJson.Default.LogHeadDocument)
            ?? throw new StorageException($"The head of the log {_table} cannot be read.");
        return new LogHead(new LogEntry(document.Number, document.Document), record.ETag);
    }

    // A lost race is another's move, which was not behind this one's entry when it read the head; the next append moves what is left.
    private async ValueTask<ETag?> MoveAsync(LogHead head, LogEntry last, CancellationToken cancellationToken)
    {
        var document = new LogHeadDocument(last.Number, last.Document.ToArray());
        var record = new NewRecord(HeadKey, JsonSerializer.SerializeToUtf8Bytes(document, NumberedLogJson.Default.LogHeadDocument));
        return head.ETag is { } version
            ? await _records.TryReplaceAsync(record, version, cancellationToken)
            : await _records.TryInsertAsync(record, cancellationToken);
    }

    private async ValueTask IndexAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        var labels = _labelsOf(entry);
        var number = JsonSerializer.SerializeToUtf8Bytes(entry.Number, NumberedLogJson.Default.Int64);
        await _records.TryInsertAsync(new NewRecord(KeyOfId(labels.Id), number), cancellationToken);
        foreach (var topic in labels.Topics)
        {
            var key = new RecordKey($"{_table}-index", TopicPartition(topic), RowOf(entry.Number));
            await _records.TryInsertAsync(new NewRecord(key, number), cancellationToken);
        }
    }

    private RecordKey KeyOf(long number) =>
        new(_table, string.Create(CultureInfo.InvariantCulture, $"{(number - 1) / BlockSize:D16}"), RowOf(number));

    private RecordKey KeyOfId(string id) => new($"{_table}-index", $"id-{HashOf(id)}", ReferenceRow);

    private static string TopicPartition(string topic) => $"topic-{HashOf(topic)}";

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string RowOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{number:D19}");

    /// <param name="ETag">Version of the head's record; null: there is none.</param>
    private sealed record LogHead(LogEntry? Last, ETag? ETag);
}

/// <summary>The head of a log as it is stored.</summary>
internal sealed record LogHeadDocument(long Number, byte[] Document);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogHeadDocument))]
[JsonSerializable(typeof(long))]
internal sealed partial class NumberedLogJson : JsonSerializerContext;
