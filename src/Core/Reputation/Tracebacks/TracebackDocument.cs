using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Tracebacks;

/// <summary>A traceback as it is stored.</summary>
internal sealed record TracebackDocument(
    string Reference, string Country, string? Provider, DateOnly AskedOn, TracebackState State, long Revision, DateTimeOffset ChangedAt)
{
    public static TracebackDocument Of(Traceback traceback) => new(
        traceback.Reference, traceback.Country.Value, traceback.Provider?.ToString(), traceback.AskedOn, traceback.State,
        traceback.Revision, traceback.ChangedAt);

    public Traceback ToTraceback()
    {
        ProviderId? provider = null;
        return CountryCode.TryParse(Country, out var country) && (Provider is null || ProviderId.TryParse(Provider, out provider))
            ? new Traceback(Reference, country, provider, AskedOn, State, Revision, ChangedAt)
            : throw new StorageException("A traceback cannot be read.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<TracebackDocument>), TypeInfoPropertyName = "Traceback")]
internal sealed partial class TracebackJson : JsonSerializerContext;
