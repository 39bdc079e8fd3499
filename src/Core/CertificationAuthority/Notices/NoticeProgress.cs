using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Notices;

/// <summary>How far this CA has followed its policy administrator's notices, for all its instances: one record.</summary>
public sealed class NoticeProgress
{
    private static readonly RecordKey Key = new("ca-notices", "progress", "progress");

    private readonly IRecords _records;

    public NoticeProgress(IRecords records) => _records = records;

    /// <summary>When the administrator last answered; null: it never did.</summary>
    public async ValueTask<DateTimeOffset?> FindLastAnswerAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).State.AnsweredAt;

    internal async ValueTask<(NoticeState State, ETag? ETag)> ReadAsync(CancellationToken cancellationToken) =>
        await _records.FindAsync(Key, cancellationToken) is { } record
            ? (JsonSerializer.Deserialize(record.Document.Span, ProgressJson.Default.NoticeState)
                ?? throw new StorageException("The progress of notices cannot be read."), record.ETag)
            : (new NoticeState(0, null), null);

    /// <summary>Writes the progress. False: another instance wrote it meanwhile.</summary>
    internal async ValueTask<bool> TryWriteAsync(NoticeState state, ETag? expected, CancellationToken cancellationToken)
    {
        var record = new NewRecord(Key, JsonSerializer.SerializeToUtf8Bytes(state, ProgressJson.Default.NoticeState));
        return (expected is { } version
            ? await _records.TryReplaceAsync(record, version, cancellationToken)
            : await _records.TryInsertAsync(record, cancellationToken)) is not null;
    }
}

/// <summary>The progress as it is stored.</summary>
/// <param name="Next">The number of the last notice that was followed.</param>
internal sealed record NoticeState(long Next, DateTimeOffset? AnsweredAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NoticeState))]
internal sealed partial class ProgressJson : JsonSerializerContext;
