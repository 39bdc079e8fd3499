using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Verification.Statistics;

/// <summary>Calls of one set of labels as they are stored.</summary>
internal sealed record CallCountDocument(
    CallSide Side, string Tenant, Verstat? Verstat, int Code, Attestation? Attest, string Country, string Signer, string Dialect,
    TreatmentAction? Action, PassportType? Type, long Calls, Attestation? Asserted = null, string? Root = null, string? Claimed = null)
{
    public static CallCountDocument Of(CallCount count) => new(
        count.Labels.Side, count.Labels.Tenant, count.Labels.Verstat, count.Labels.Code, count.Labels.Attest, count.Labels.Country,
        count.Labels.Signer, count.Labels.Dialect, count.Labels.Action, count.Labels.Type, count.Calls, count.Labels.Asserted,
        NullIfEmpty(count.Labels.Root), NullIfEmpty(count.Labels.Claimed));

    public CallCount ToCount() => new(
        new CallLabels(Side, Tenant, Verstat, Code, Attest, Country, Signer, Dialect, Action, Type)
        {
            Asserted = Asserted, Root = Root ?? "", Claimed = Claimed ?? "",
        },
        Calls);

    private static string? NullIfEmpty(string label) => label.Length == 0 ? null : label;
}

/// <summary>The row of one instance and minute.</summary>
/// <param name="Writes">Ids of what was added: an addition whose answer was lost is recognised.</param>
internal sealed record MinuteDocument(IReadOnlyList<string> Writes, IReadOnlyList<CallCountDocument> Counts);

/// <summary>The row of a day.</summary>
/// <param name="MergedAt">When its minutes were put together.</param>
internal sealed record DayDocument(DateTimeOffset MergedAt, IReadOnlyList<CallCountDocument> Counts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(MinuteDocument))]
[JsonSerializable(typeof(DayDocument))]
internal sealed partial class CallCountJson : JsonSerializerContext
{
    /// <exception cref="StorageException">The row cannot be read.</exception>
    public static MinuteDocument ReadMinute(StoredRecord record) =>
        Read(record, () => JsonSerializer.Deserialize(record.Document.Span, Default.MinuteDocument));

    /// <exception cref="StorageException">The row cannot be read.</exception>
    public static DayDocument ReadDay(StoredRecord record) =>
        Read(record, () => JsonSerializer.Deserialize(record.Document.Span, Default.DayDocument));

    private static T Read<T>(StoredRecord record, Func<T?> read)
        where T : class
    {
        var message = $"The row {record.Key.Row} of {record.Key.Table} cannot be read.";
        try
        {
            return read() ?? throw new StorageException(message);
        }
        catch (JsonException exception)
        {
            throw new StorageException(message, exception);
        }
    }
}
