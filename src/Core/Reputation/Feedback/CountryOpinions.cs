using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Feedback;

/// <summary>What a country's policy administrator told last.</summary>
/// <param name="By">The country that tells it.</param>
public sealed record ToldOpinions(CountryCode By, DateTimeOffset At, IReadOnlyList<CountryOpinion> Opinions);

/// <summary>Some reports and where to go on; a null continuation is the end.</summary>
public sealed record OpinionPage(IReadOnlyList<ToldOpinions> Reports, string? Continuation);

/// <summary>
/// What policy administrators tell the registry of other countries: the last report of each, for the registry's operators. The registry
/// draws no conclusion of it: each country decides for itself.
/// </summary>
public sealed class CountryOpinions(IRecords records, TimeProvider time)
{
    /// <summary>The table, for its purge.</summary>
    public const string Table = "registry-reputation";

    private const string Partition = "countries";

    /// <summary>A country that tells nothing for so long is forgotten.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    /// <summary>Takes a report in the place of the country's last one. The same report again changes nothing but its moment.</summary>
    public async ValueTask PutAsync(CountryCode by, IReadOnlyList<CountryOpinion> opinions, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var document = new OpinionsDocument(now, OpinionReport.Write(opinions));
        var record = new NewRecord(
            new RecordKey(Table, Partition, by.Value),
            JsonSerializer.SerializeToUtf8Bytes(document, FeedbackJson.Default.OpinionsDocument), now + KeptFor);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var stored = await records.FindAsync(record.Key, cancellationToken);
            var etag = stored is null
                ? await records.TryInsertAsync(record, cancellationToken)
                : await records.TryReplaceAsync(record, stored.ETag, cancellationToken);
            if (etag is not null) return;
        }

        throw StorageException.OfContention("The report of a country");
    }

    /// <summary>The last reports, in the order of the countries that told them.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxReports">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<OpinionPage> ListAsync(string? continuation, int maxReports, CancellationToken cancellationToken)
    {
        var page = await records.ListAsync(Table, Partition, continuation, maxReports, cancellationToken);
        return new OpinionPage([.. page.Records.Select(Read)], page.Continuation);
    }

    private static ToldOpinions Read(StoredRecord record) =>
        CountryCode.TryParse(record.Key.Row, out var by)
        && JsonSerializer.Deserialize(record.Document.Span, FeedbackJson.Default.OpinionsDocument) is { Report: not null } document
        && OpinionReport.Read(document.Report).TryGet(out var opinions, out _)
            ? new ToldOpinions(by, document.At, opinions)
            : throw new StorageException("The report of a country cannot be read.");
}

/// <summary>A report as it is stored.</summary>
internal sealed record OpinionsDocument(DateTimeOffset At, byte[] Report);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OpinionsDocument))]
internal sealed partial class FeedbackJson : JsonSerializerContext;
