using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Requests;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Registry;

namespace Shaken.Web.Registry;

/// <summary>The registry list in force. Every member is a string.</summary>
internal sealed record RegistryListAnswer(string Status, string RegistryList);

/// <summary>A registry list that was published.</summary>
/// <param name="RegistryList">The JWT.</param>
internal sealed record PublishedRegistryListAnswer(
    long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, int Count, string RegistryList)
{
    public static PublishedRegistryListAnswer Of(PublishedJwt list) =>
        new(list.Sequence, list.SignedAt, list.ExpiresAt, list.Count, list.Jwt);
}

/// <summary>A country on the list.</summary>
/// <param name="PaRoots">The roots of its STI-PA, in PEM.</param>
/// <param name="Prefixes">First digits of its numbers; absent: those of the numbering plan.</param>
/// <param name="Unrestricted">It names no limited list of CAs.</param>
/// <param name="State"><c>registered</c> or <c>disputed</c>.</param>
/// <param name="Revision">What the country's next request names.</param>
internal sealed record CountryAnswer(
    string Country, string Name, string? ListUrl, IReadOnlyList<string> PaRoots, IReadOnlyList<string>? Prefixes, bool Unrestricted,
    string State, long Revision)
{
    public static CountryAnswer Of(RegistryCountry country, RegistryEntry entry) => new(
        entry.Country.Value, entry.Name, entry.ListUrl, [.. entry.PaRoots.Select(root => root.Certificate.ToPem())], entry.Prefixes?.All,
        entry.IsUnrestricted, KebabCase.Of(entry.State), country.Revision);
}

/// <summary>The countries on the list, in the order of their codes; a cursor leads on.</summary>
internal sealed record CountriesAnswer(IReadOnlyList<CountryAnswer> Countries, string? Cursor);

/// <summary>A country that a number belongs to.</summary>
/// <param name="Anchors">The roots on its trusted-CA list, in PEM; none of a country that names no limited list, or whose list is not
/// good.</param>
internal sealed record NumberCountryAnswer(string Country, string Name, bool Unrestricted, string State, IReadOnlyList<string> Anchors)
{
    public static NumberCountryAnswer Of(RegistryEntry entry, TrustList? list) => new(
        entry.Country.Value, entry.Name, entry.IsUnrestricted, KebabCase.Of(entry.State),
        [.. list?.Roots.All.Select(root => root.Certificate.ToPem()) ?? []]);
}

/// <summary>The countries that a number belongs to: more than one where they share a country code.</summary>
internal sealed record NumberAnswer(IReadOnlyList<NumberCountryAnswer> Countries);

/// <summary>What the host of a list URL has to serve.</summary>
/// <param name="Answer">The text that it must serve at the URL.</param>
/// <param name="Detail">What it serves instead; absent where it was not asked.</param>
internal sealed record ChallengeAnswer(string Url, string Answer, DateTimeOffset ExpiresAt, string? Detail);

/// <summary>How a request of a country stands.</summary>
/// <param name="Waits">It waits for the registry's approval.</param>
/// <param name="Challenge">Absent: nothing is to be proven any more.</param>
internal sealed record RequestAnswer(string Country, string State, bool Waits, long Revision, ChallengeAnswer? Challenge)
{
    public static RequestAnswer Of(CountryRequestStatus status) => new(
        status.Country.Country.Value, KebabCase.Of(status.Country.State), status.Country.Proposed is not null, status.Country.Revision,
        status.Challenge is { } challenge ? ChallengeOf(challenge, status.Fault) : null);

    private static ChallengeAnswer ChallengeOf(HostChallenge challenge, string? fault) =>
        new(challenge.Url, challenge.Answer, challenge.ExpiresAt, fault);
}

/// <summary>A registration as operators see it.</summary>
/// <param name="InForce">What the list says of it, and its contact; absent: nothing.</param>
/// <param name="Proposed">What waits for approval; absent: nothing.</param>
/// <param name="NeedsProof">The host of the proposed list URL has not answered its challenge.</param>
/// <param name="List">How the refresh of its list stands; absent: it was never asked for.</param>
internal sealed record RegistrationAnswer(
    string Country, string State, JsonElement? InForce, JsonElement? Proposed, string? ProposedBy, bool NeedsProof, long Revision,
    DateTimeOffset ChangedAt, string ChangedBy, CountryListAnswer? List)
{
    public static RegistrationAnswer Of(RegistryCountry country, PartnerStatus? status) => new(
        country.Country.Value, KebabCase.Of(country.State), RegistrationJson.ElementOf(country.InForce),
        RegistrationJson.ElementOf(country.Proposed), country.ProposedBy?.ToString(), country.NeedsProof, country.Revision,
        country.ChangedAt, country.ChangedBy.ToString(), status is null ? null : CountryListAnswer.Of(status));
}

/// <summary>How the refresh of a country's list stands.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="Failure">Why the last one failed; absent: it did not.</param>
internal sealed record CountryListAnswer(
    DateTimeOffset NextAt, int Failures, long? Sequence, DateTimeOffset? ExpiresAt, DateTimeOffset? TakenAt, int Roots, string? Failure,
    string? Detail)
{
    public static CountryListAnswer Of(PartnerStatus status) => new(
        status.NextAt, status.Failures, status.Sequence, status.ExpiresAt, status.TakenAt, status.Roots,
        status.Failure is { } failure ? KebabCase.Of(failure) : null, status.Detail);
}

/// <summary>The registrations, in the order of their codes; a cursor leads on.</summary>
internal sealed record RegistrationsAnswer(IReadOnlyList<RegistrationAnswer> Countries, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistryListAnswer))]
[JsonSerializable(typeof(PublishedRegistryListAnswer))]
[JsonSerializable(typeof(CountryAnswer))]
[JsonSerializable(typeof(CountriesAnswer))]
[JsonSerializable(typeof(NumberAnswer))]
[JsonSerializable(typeof(RequestAnswer))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(RegistrationsAnswer))]
internal sealed partial class RegistryAnswersJson : JsonSerializerContext;
