using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Registry.Countries;

/// <summary>A country as it is stored.</summary>
internal sealed record RegistryCountryRow(
    string Country, RegistrationState State, JsonElement? InForce, JsonElement? Proposed, string? ProvenUrl, string? ProposedBy,
    long Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static RegistryCountryRow Of(RegistryCountry country) => new(
        country.Country.Value, country.State, RegistrationJson.ElementOf(country.InForce), RegistrationJson.ElementOf(country.Proposed),
        country.ProvenUrl, country.ProposedBy?.ToString(), country.Revision, country.ChangedAt, country.ChangedBy.ToString());

    public RegistryCountry ToCountry() =>
        CountryCode.TryParse(Country, out var country) && AuditParty.TryParse(ChangedBy, out var changedBy)
            ? new RegistryCountry(
                country, State, Read(InForce), Read(Proposed), ProvenUrl,
                AuditParty.TryParse(ProposedBy, out var proposedBy) ? proposedBy : null, Revision, ChangedAt, changedBy)
            : throw Unreadable();

    private static Registration? Read(JsonElement? element) =>
        element is not { } json ? null
        : RegistrationJson.TryRead(json, out var registration, out _) ? registration
        : throw Unreadable();

    private static StorageException Unreadable() => new("A country of the registry cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<RegistryCountryRow>), TypeInfoPropertyName = "Country")]
internal sealed partial class RegistryCountryJson : JsonSerializerContext;
