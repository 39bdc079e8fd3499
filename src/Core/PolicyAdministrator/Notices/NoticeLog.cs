using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Notices;

/// <summary>
/// What the policy administrator tells the CAs, in a sequence that rises by exactly one: a CA that has read up to a number has missed
/// nothing below it. Safe on any number of instances.
/// </summary>
public sealed class NoticeLog
{
    private const string Table = "pa-notices";

    private readonly NumberedLog _log;
    private readonly TimeProvider _time;

    public NoticeLog(IRecords records, TimeProvider time) =>
        (_log, _time) = (new NumberedLog(records, Table, entry => new LogLabels(Read(entry).Content.Id, [])), time);

    /// <summary>Gives a notice. Given again, it is the one that is there.</summary>
    public async ValueTask<PublishedNotice> AppendAsync(NewNotice notice, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(
            new NoticeDocument(NewNoticeDocument.Of(notice), _time.GetUtcNow()), NoticeJson.Default.NoticeDocument);
        return Read(await _log.AppendAsync(notice.Id, _ => document, cancellationToken));
    }

    /// <summary>The notices after a cursor.</summary>
    /// <param name="since">The number of the last notice that the reader has; 0: none.</param>
    public async ValueTask<NoticePage> ReadAsync(long since, int maxNotices, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(since);
        if (since == long.MaxValue) return new NoticePage([], since);
        var notices = (await _log.ReadAsync(since + 1, maxNotices, cancellationToken)).Select(Read).ToList();
        return new NoticePage(notices, since + notices.Count);
    }

    private static PublishedNotice Read(LogEntry entry)
    {
        var document = JsonSerializer.Deserialize(entry.Document.Span, NoticeJson.Default.NoticeDocument);
        return document is not null && document.Notice.TryRead(out var notice)
            ? new PublishedNotice(entry.Number, notice, document.At)
            : throw new StorageException($"Notice {entry.Number} cannot be read.");
    }
}

/// <summary>A notice as it is stored.</summary>
internal sealed record NoticeDocument(NewNoticeDocument Notice, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeDocument))]
internal sealed partial class NoticeJson : JsonSerializerContext;
