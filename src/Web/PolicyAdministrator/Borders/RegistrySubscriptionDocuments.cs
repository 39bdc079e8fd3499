using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Registry;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>A registry that is approved, or waits for it.</summary>
/// <param name="Roots">Its pinned roots, in PEM, one after the other.</param>
internal sealed record RegistryTermsAnswer(string Name, string ListUrl, string Roots)
{
    public static RegistryTermsAnswer? Of(RegistryTerms? terms) =>
        terms is null ? null : new(terms.Name, terms.ListUrl, string.Join('\n', terms.Roots.Select(root => root.Certificate.ToPem())));
}

/// <summary>The subscription to a registry, and how the following stands.</summary>
/// <param name="Approved">Absent: no registry is followed.</param>
/// <param name="Proposed">What waits for the approval of another operator.</param>
/// <param name="Refresh">Absent: it was never asked.</param>
/// <param name="List">The last good list; absent: there is none.</param>
internal sealed record SubscriptionAnswer(
    RegistryTermsAnswer? Approved, RegistryTermsAnswer? Proposed, long Revision, DateTimeOffset? ChangedAt, string? ChangedBy,
    RegistryRefreshAnswer? Refresh, SubscribedListAnswer? List)
{
    public static SubscriptionAnswer Of(RegistrySubscription subscription, RegistryStatus? status, RegistryList? list) => new(
        RegistryTermsAnswer.Of(subscription.Approved), RegistryTermsAnswer.Of(subscription.Proposed), subscription.Revision,
        subscription.ChangedBy is null ? null : subscription.ChangedAt, subscription.ChangedBy?.ToString(),
        status is null ? null : RegistryRefreshAnswer.Of(status), list is null ? null : SubscribedListAnswer.Of(list));
}

/// <summary>How the following of the registry stands.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="Failure">Why the last refresh failed; absent: it did not.</param>
internal sealed record RegistryRefreshAnswer(DateTimeOffset NextAt, int Failures, DateTimeOffset? TakenAt, string? Failure, string? Detail)
{
    public static RegistryRefreshAnswer Of(RegistryStatus status) => new(
        status.NextAt, status.Failures, status.TakenAt, status.Failure is { } failure ? KebabCase.Of(failure) : null, status.Detail);
}

/// <summary>The last good list of the registry.</summary>
/// <param name="Skipped">Entries that were left out, and why.</param>
internal sealed record SubscribedListAnswer(long Sequence, DateTimeOffset ExpiresAt, int Countries, IReadOnlyList<string> Skipped)
{
    public static SubscribedListAnswer Of(RegistryList list) => new(list.Sequence, list.ExpiresAt, list.Entries.Count, list.Skipped);
}

/// <summary>A country that the registry names, and what our policy makes of it.</summary>
/// <param name="State"><c>registered</c> or <c>disputed</c>.</param>
/// <param name="Terms">What our policy says of the country; absent: nothing, and it is not trusted.</param>
/// <param name="IsFollowed">Its roots come by the registry.</param>
/// <param name="Refresh">How the refresh of its trusted-CA list stands; absent: it was never asked for.</param>
internal sealed record RegistryCountryAnswer(
    string Country, string Name, string? ListUrl, bool Unrestricted, string State, JsonElement? Terms, bool IsFollowed,
    RegistryCountryRefreshAnswer? Refresh)
{
    public static RegistryCountryAnswer Of(RegistryCountryView view) => new(
        view.Entry.Country.Value, view.Entry.Name, view.Entry.ListUrl, view.Entry.IsUnrestricted, KebabCase.Of(view.Entry.State),
        ElementOf(view.Policy?.Terms), view.IsFollowed, view.Status is null ? null : RegistryCountryRefreshAnswer.Of(view.Status));

    private static JsonElement? ElementOf(CountryTerms? terms)
    {
        if (terms is null) return null;
        using var json = JsonDocument.Parse(CountryTermsJson.TextOf(terms));
        return json.RootElement.Clone();
    }
}

/// <summary>How the refresh of a country's list stands.</summary>
internal sealed record RegistryCountryRefreshAnswer(
    DateTimeOffset NextAt, int Failures, long? Sequence, DateTimeOffset? ExpiresAt, int Roots, string? Failure, string? Detail)
{
    public static RegistryCountryRefreshAnswer Of(PartnerStatus status) => new(
        status.NextAt, status.Failures, status.Sequence, status.ExpiresAt, status.Roots,
        status.Failure is { } failure ? KebabCase.Of(failure) : null, status.Detail);
}

/// <summary>The countries of the registry, in the order of their codes; a cursor leads on.</summary>
internal sealed record RegistryCountriesAnswer(IReadOnlyList<RegistryCountryAnswer> Countries, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SubscriptionAnswer))]
[JsonSerializable(typeof(RegistryCountriesAnswer))]
internal sealed partial class SubscriptionAnswersJson : JsonSerializerContext;
