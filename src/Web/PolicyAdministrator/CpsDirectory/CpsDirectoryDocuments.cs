using System.Globalization;
using System.Text.Json.Serialization;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.PolicyAdministrator.Publishing;

namespace Shaken.Web.PolicyAdministrator.CpsDirectory;

/// <summary>An entry of the directory. Every member is a string, as in all answers to providers.</summary>
/// <param name="Status"><c>success</c>; <c>removed</c> where the URL was taken back.</param>
/// <param name="Proof"><c>advertisement</c> or <c>host</c>.</param>
internal sealed record CpsEntryAnswer(string Status, string Ocn, string? Url, string? Proof, string Revision, string ChangedAt)
{
    public static CpsEntryAnswer Of(CpsEntry entry) => new(
        entry.Url is null ? "removed" : "success", entry.Provider.Code.Value, entry.Url,
        entry.Proof is { } proof ? KebabCase.Of(proof) : null,
        entry.Revision.ToString(CultureInfo.InvariantCulture), entry.ChangedAt.ToString("u", CultureInfo.InvariantCulture));
}

/// <summary>A URL that waits for its host's answer. Every member is a string.</summary>
/// <param name="Status">Always <c>pending</c>.</param>
/// <param name="ChallengeUrl">Where the host must serve the answer.</param>
/// <param name="Answer">The text that it must serve.</param>
/// <param name="Detail">What the host serves instead; absent where it was not asked yet.</param>
internal sealed record CpsChallengeAnswer(
    string Status, string Ocn, string Url, string Token, string ChallengeUrl, string Answer, string Expires, string? Detail)
{
    public static CpsChallengeAnswer Of(ServiceProviderCode code, string url, HostChallenge challenge, string? fault) => new(
        "pending", code.Value, url, challenge.Token, challenge.Url, challenge.Answer,
        challenge.ExpiresAt.ToString("u", CultureInfo.InvariantCulture), fault);
}

/// <summary>The cpsMapping in force. Every member is a string.</summary>
internal sealed record CpsListAnswer(string Status, string CpsList);

/// <summary>A cpsMapping that was published, for operators.</summary>
/// <param name="CpsList">The JWT.</param>
internal sealed record PublishedCpsListAnswer(long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, int Count, string CpsList)
{
    public static PublishedCpsListAnswer Of(PublishedJwt list) =>
        new(list.Sequence, list.SignedAt, list.ExpiresAt, list.Count, list.Jwt);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CpsEntryAnswer))]
[JsonSerializable(typeof(CpsChallengeAnswer))]
[JsonSerializable(typeof(CpsListAnswer))]
[JsonSerializable(typeof(PublishedCpsListAnswer))]
internal sealed partial class CpsDirectoryAnswersJson : JsonSerializerContext;
