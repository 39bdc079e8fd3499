using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Crl;

/// <summary>
/// That the next CRL is wanted before it is due, because a revocation must not wait for it. One wish holds for all lists of the store; a
/// list that was begun after the wish fulfils it.
/// </summary>
public sealed class CrlWishes
{
    private static readonly RecordKey Key = new("crl-wishes", "wish", "next");

    // Lists are dated in whole seconds, and a list that follows another within one is dated a second ahead: one that was begun before the
    // wish must not look as if it fulfilled it.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly IRecords _records;
    private readonly TimeProvider _time;

    public CrlWishes(IRecords records, TimeProvider time) => (_records, _time) = (records, time);

    /// <summary>Wants the next list. Call it after the register was written.</summary>
    public async ValueTask WantAsync(CancellationToken cancellationToken)
    {
        var at = _time.GetUtcNow() + Margin;
        var wish = new NewRecord(Key, JsonSerializer.SerializeToUtf8Bytes(at, CrlWishJson.Default.DateTimeOffset));
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var present = await _records.FindAsync(Key, cancellationToken);

            // By a clock that is ahead: a list that fulfils that wish is begun after this one, too.
            if (present is not null && Read(present) >= at) return;
            var written = present is null
                ? await _records.TryInsertAsync(wish, cancellationToken)
                : await _records.TryReplaceAsync(wish, present.ETag, cancellationToken);
            if (written is not null) return;
        }

        throw StorageException.OfContention("The wish for the next CRL");
    }

    /// <summary>A list that is dated later fulfils every wish; null: there was none.</summary>
    public async ValueTask<DateTimeOffset?> FindAsync(CancellationToken cancellationToken) =>
        await _records.FindAsync(Key, cancellationToken) is { } record ? Read(record) : null;

    private static DateTimeOffset Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, CrlWishJson.Default.DateTimeOffset);
}

[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class CrlWishJson : JsonSerializerContext;
