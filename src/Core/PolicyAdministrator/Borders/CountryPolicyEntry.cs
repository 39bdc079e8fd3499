using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>What this policy administrator says of one country.</summary>
/// <param name="Terms">What the next country policy says; null: nothing, until what is proposed is approved.</param>
/// <param name="Proposed">What waits for the approval of another operator; null: nothing.</param>
/// <param name="Revision">1 when it is made, and one more with each change.</param>
/// <param name="ChangedBy">Who made the last change: where two are needed, another one approves.</param>
public sealed record CountryPolicyEntry(
    CountryCode Country, CountryTerms? Terms, CountryTerms? Proposed, long Revision, DateTimeOffset ChangedAt, AuditParty ChangedBy);

/// <summary>Why a change of a country's terms is refused.</summary>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record CountryPolicyEntryRefusal(CountryPolicyEntryFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum CountryPolicyEntryFailure
{
    /// <summary>The mechanism does not fit the country, or roots are named, which the trusted-CA list settles.</summary>
    TermsNotAllowed,

    /// <summary>There are no terms for the country.</summary>
    NotFound,

    /// <summary>The terms were changed since they were read.</summary>
    RevisionDiffers,

    /// <summary>Nothing waits for approval.</summary>
    NothingProposed,

    /// <summary>Two operators are needed, and this one made the proposal.</summary>
    AnotherOperatorNeeded,
}

/// <summary>An entry as it is stored.</summary>
internal sealed record CountryPolicyRow(
    string Country, JsonElement? Terms, JsonElement? Proposed, long Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static CountryPolicyRow Of(CountryPolicyEntry entry) => new(
        entry.Country.Value, ElementOf(entry.Terms), ElementOf(entry.Proposed), entry.Revision, entry.ChangedAt,
        entry.ChangedBy.ToString());

    public CountryPolicyEntry ToEntry() =>
        CountryCode.TryParse(Country, out var country) && AuditParty.TryParse(ChangedBy, out var changedBy)
            && TryRead(Terms, out var terms) && TryRead(Proposed, out var proposed)
            ? new CountryPolicyEntry(country, terms, proposed, Revision, ChangedAt, changedBy)
            : throw new StorageException("The terms of a country cannot be read.");

    private static JsonElement? ElementOf(CountryTerms? terms)
    {
        if (terms is null) return null;
        using var json = JsonDocument.Parse(CountryTermsJson.TextOf(terms));
        return json.RootElement.Clone();
    }

    private static bool TryRead(JsonElement? element, out CountryTerms? terms)
    {
        terms = null;
        return element is not { } json || CountryTermsJson.TryRead(json, out terms, out _);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditedRowDocument<CountryPolicyRow>), TypeInfoPropertyName = "CountryPolicy")]
internal sealed partial class CountryPolicyRowJson : JsonSerializerContext;
