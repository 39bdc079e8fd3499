using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Timers;

/// <summary>How a timer ran last, on whichever instance.</summary>
/// <param name="BeganAt">When its last run that ended began.</param>
/// <param name="SucceededAt">When a run last ended well; null: none did.</param>
/// <param name="Error">Why the last run failed; null: it did not.</param>
public sealed record TimerRun(DateTimeOffset BeganAt, DateTimeOffset EndedAt, DateTimeOffset? SucceededAt, string? Error);

/// <summary>
/// Notes in the store how each timer ran, so that every instance can tell. Of two runs at once the one that ended later is kept.
/// </summary>
internal sealed class TimerRuns(IRecords records, TimeProvider time)
{
    private const string Table = "timers";
    private const string Row = "last-run";
    private const int MaxError = 500;

    /// <summary>The last run of a timer; null: it never ran.</summary>
    public async ValueTask<TimerRun?> FindAsync(string timer, CancellationToken cancellationToken) =>
        await records.FindAsync(KeyOf(timer), cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Notes a run that just ended.</summary>
    /// <param name="fault">Null: it ended well.</param>
    public async ValueTask NoteAsync(string timer, DateTimeOffset beganAt, Exception? fault, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var before = await records.FindAsync(KeyOf(timer), cancellationToken);
            var last = before is null ? null : Read(before);
            var now = time.GetUtcNow();
            if (last?.EndedAt > now) return;
            var run = new TimerRun(beganAt, now, fault is null ? now : last?.SucceededAt, fault is null ? null : TextOf(fault));
            var record = new NewRecord(KeyOf(timer), JsonSerializer.SerializeToUtf8Bytes(run, TimerRunJson.Default.TimerRun));
            var version = before is null
                ? await records.TryInsertAsync(record, cancellationToken)
                : await records.TryReplaceAsync(record, before.ETag, cancellationToken);
            if (version is not null) return;
        }

        throw StorageException.OfContention($"The last run of the timer {timer}");
    }

    private static string TextOf(Exception fault)
    {
        var text = PlainText.Show($"{fault.GetType().Name}: {fault.Message}");
        return text.Length <= MaxError ? text : text[..MaxError];
    }

    private static TimerRun Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, TimerRunJson.Default.TimerRun)
        ?? throw new StorageException("The last run of a timer cannot be read.");

    private static RecordKey KeyOf(string timer) => new(Table, timer, Row);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimerRun))]
internal sealed partial class TimerRunJson : JsonSerializerContext;
