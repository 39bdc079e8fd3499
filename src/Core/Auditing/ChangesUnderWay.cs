using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>
/// Rows of changes that are about to be stored with their audit act. An instance that ends before the act is told leaves its row, by which
/// <see cref="SweepAsync"/> finds the change.
/// </summary>
internal sealed class ChangesUnderWay(IRecords records, string table, TimeProvider time, IRandom random)
{
    private const string Partition = "under-way";
    private const int SuffixOctets = 16;

    // A change that is under way is left alone so long; touching it earlier would only make it try again.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Says that a change is about to be stored.</summary>
    /// <param name="id">Of what changes; fit for a record key.</param>
    public async ValueTask<ChangeUnderWay> BeginAsync(string id, CancellationToken cancellationToken)
    {
        var key = new RecordKey(table, Partition, $"{id}~{random.NewText(SuffixOctets)}");
        var document =
            JsonSerializer.SerializeToUtf8Bytes(new UnderWayDocument(id, time.GetUtcNow()), UnderWayJson.Default.UnderWayDocument);
        return await records.TryInsertAsync(new NewRecord(key, document), cancellationToken) is { } version
            ? new ChangeUnderWay(key, version)
            : throw new StorageException("The generator of random numbers repeats itself.");
    }

    /// <summary>Says that a change was told of, or came to nothing.</summary>
    public async ValueTask EndAsync(ChangeUnderWay change, CancellationToken cancellationToken) =>
        await records.TryDeleteAsync(change.Key, change.ETag, cancellationToken);

    /// <summary>Goes through the changes that have been under way for long. Safe on many instances at once.</summary>
    /// <param name="mend">
    /// Tells of the change of an id, if it is untold; if it is not, sees to it that no change that began before can still be stored. It
    /// is also given the row's age. False: it could not, and the row stays.
    /// </param>
    public async ValueTask SweepAsync(Func<string, TimeSpan, CancellationToken, ValueTask<bool>> mend, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await records.ListAsync(table, Partition, continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records)
            {
                var row = JsonSerializer.Deserialize(record.Document.Span, UnderWayJson.Default.UnderWayDocument)
                    ?? throw new StorageException("The row of a change cannot be read.");
                var age = time.GetUtcNow() - row.At;
                if (age >= Grace && await mend(row.Id, age, cancellationToken))
                    await records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}

/// <summary>The row of a change that is under way.</summary>
internal sealed record ChangeUnderWay(RecordKey Key, ETag ETag);

/// <summary>That row as it is stored.</summary>
internal sealed record UnderWayDocument(string Id, DateTimeOffset At);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UnderWayDocument))]
internal sealed partial class UnderWayJson : JsonSerializerContext;
