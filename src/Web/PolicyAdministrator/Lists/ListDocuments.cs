using System.Text.Json.Serialization;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Trust.Lists;

namespace Shaken.Web.PolicyAdministrator.Lists;

/// <summary>The trusted-CA list as clients in the field read it: every member is a string.</summary>
internal sealed record CaListAnswer(string Status, string CaList);

/// <summary>The trusted-CA list as a partner reads it (ATIS-1000087 clause 4.3, option 2).</summary>
/// <param name="Crl">Where our CRL is; absent: none is published here.</param>
internal sealed record SharedListAnswer(string Status, string CaList, string? Crl);

/// <summary>A list that was published once, or is in force.</summary>
/// <param name="Roots">SHA-256 of each root on it.</param>
/// <param name="CaList">The JWT in the standard's form; null in listings.</param>
internal sealed record PublishedListAnswer(
    long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, IReadOnlyList<string> Roots, string? CaList)
{
    public static PublishedListAnswer Of(PublishedTrustList list, bool isWhole) => new(
        list.Sequence, list.SignedAt, list.ExpiresAt, list.Roots, isWhole ? list.JwtIn(TrustListForm.Standard) : null);
}

/// <summary>Lists from the newest back; a cursor leads on.</summary>
internal sealed record ListHistoryAnswer(IReadOnlyList<PublishedListAnswer> Lists, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaListAnswer))]
[JsonSerializable(typeof(SharedListAnswer))]
[JsonSerializable(typeof(PublishedListAnswer))]
[JsonSerializable(typeof(ListHistoryAnswer))]
internal sealed partial class ListAnswersJson : JsonSerializerContext;
