using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>The country policy in force. Every member is a string.</summary>
internal sealed record CountryPolicyAnswer(string Status, string CountryPolicy);

/// <summary>The terms of a country.</summary>
/// <param name="Terms">What the next country policy says of it; absent: nothing.</param>
/// <param name="Proposed">What waits for the approval of another operator.</param>
internal sealed record CountryEntryAnswer(
    string Country, JsonElement? Terms, JsonElement? Proposed, long Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static CountryEntryAnswer Of(CountryPolicyEntry entry) => new(
        entry.Country.Value, ElementOf(entry.Terms), ElementOf(entry.Proposed), entry.Revision, entry.ChangedAt,
        entry.ChangedBy.ToString());

    private static JsonElement? ElementOf(CountryTerms? terms)
    {
        if (terms is null) return null;
        using var json = JsonDocument.Parse(CountryTermsJson.TextOf(terms));
        return json.RootElement.Clone();
    }
}

/// <summary>The countries with terms, in the order of their codes; a cursor leads on.</summary>
internal sealed record CountryEntriesAnswer(IReadOnlyList<CountryEntryAnswer> Countries, string? Cursor);

/// <summary>A country policy that was published, for operators.</summary>
/// <param name="CountryPolicy">The JWT.</param>
internal sealed record PublishedCountryPolicyAnswer(
    long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, int Count, string CountryPolicy)
{
    public static PublishedCountryPolicyAnswer Of(PublishedJwt policy) =>
        new(policy.Sequence, policy.SignedAt, policy.ExpiresAt, policy.Count, policy.Jwt);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CountryPolicyAnswer))]
[JsonSerializable(typeof(CountryEntryAnswer))]
[JsonSerializable(typeof(CountryEntriesAnswer))]
[JsonSerializable(typeof(PublishedCountryPolicyAnswer))]
internal sealed partial class CountryPolicyAnswersJson : JsonSerializerContext;
