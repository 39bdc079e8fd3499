using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Folding;

/// <summary>A page as it is stored.</summary>
/// <param name="Run">The fold that changed it last.</param>
internal sealed record EvidenceDocument(long Run, byte[] Page);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EvidenceDocument))]
[JsonSerializable(typeof(FoldPlan))]
internal sealed partial class FoldingJson : JsonSerializerContext;

/// <summary>
/// Where evidence lies: callers of a month in pages by their hash, providers and countries each in a page of its own.
/// </summary>
internal sealed class EvidenceRows(IRecords records)
{
    /// <summary>The table of callers, for its purge.</summary>
    public const string CallerTable = "reputation-callers";

    /// <summary>The table of providers and countries.</summary>
    public const string SignerTable = "reputation-signers";

    /// <summary>The partition of countries.</summary>
    public const string Countries = "countries";

    /// <summary>The partition of providers.</summary>
    public const string Providers = "providers";

    private const int PageBits = 10;

    /// <summary>The page of a caller.</summary>
    /// <param name="keyId">Of the monthly key.</param>
    public static RecordKey KeyOfCaller(string keyId, UInt128 hash) => new(
        CallerTable, keyId, ((int)(hash >> (128 - PageBits))).ToString("x3", CultureInfo.InvariantCulture));

    /// <summary>The page of a provider or a country, by the row that <see cref="BatchContent"/> gives it.</summary>
    public static RecordKey KeyOfSigner(string row) =>
        new(SignerTable, row.Contains('.', StringComparison.Ordinal) ? Providers : Countries, row);

    /// <summary>A page as it is now; null: nothing was ever said of what it is about.</summary>
    public async ValueTask<EvidencePage?> FindAsync(RecordKey key, CancellationToken cancellationToken) =>
        await records.FindAsync(key, cancellationToken) is { } record ? PageOf(Read(record), record.Key) : null;

    /// <summary>Pages of providers or of countries in the order of their rows.</summary>
    public async ValueTask<(IReadOnlyList<(string Row, EvidencePage Page)> Pages, string? Continuation)> ListAsync(
        string partition, string? continuation, int maxPages, CancellationToken cancellationToken)
    {
        var page = await records.ListAsync(SignerTable, partition, continuation, maxPages, cancellationToken);
        return ([.. page.Records.Select(record => (record.Key.Row, PageOf(Read(record), record.Key)))], page.Continuation);
    }

    /// <summary>
    /// Changes a page once for a fold: a second time, on another instance or after a crash, it stays as it is.
    /// </summary>
    /// <param name="write">
    /// Gives the octets of the page after the change, and when it may be removed; it may be called more than once.
    /// </param>
    public async ValueTask FoldAsync(
        RecordKey key, long run, Func<EvidencePage, (byte[] Octets, DateTimeOffset ExpiresAt)> write, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var stored = await records.FindAsync(key, cancellationToken);
            var before = stored is null ? null : Read(stored);
            if (before?.Run >= run) return;
            var (octets, expiresAt) = write(before is null ? EvidencePage.New() : PageOf(before, key));
            var document = new EvidenceDocument(run, octets);
            var record = new NewRecord(
                key, JsonSerializer.SerializeToUtf8Bytes(document, FoldingJson.Default.EvidenceDocument), expiresAt);
            var etag = stored is null
                ? await records.TryInsertAsync(record, cancellationToken)
                : await records.TryReplaceAsync(record, stored.ETag, cancellationToken);
            if (etag is not null) return;
        }

        throw StorageException.OfContention("A page of evidence");
    }

    private static EvidenceDocument Read(StoredRecord record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Document.Span, FoldingJson.Default.EvidenceDocument) ?? throw Unreadable(record.Key);
        }
        catch (JsonException)
        {
            throw Unreadable(record.Key);
        }
    }

    private static EvidencePage PageOf(EvidenceDocument document, RecordKey key) =>
        EvidencePage.TryRead(document.Page, out var page) ? page : throw Unreadable(key);

    private static StorageException Unreadable(RecordKey key) => new($"The row {key.Row} of {key.Table} cannot be read.");
}
