using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>Where a partner's CRLs are: as operators settled it, and as its server says (ATIS-1000087 clause 4.3, option 2).</summary>
public static class PartnerCrlUrls
{
    /// <summary>CRLs of one partner: as many as a country policy names for one country.</summary>
    public const int Most = CountryTermsJson.MaxCrls;

    /// <summary>Whether a text may be the URL of a CRL.</summary>
    public static bool IsAllowed(string text) =>
        text.Length <= Limits.UriLength && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Scheme: "https", Fragment: "", UserInfo: "" };

    /// <summary>
    /// The URLs in the member <c>crl</c> of a server's answer, which is a text or an array of texts. An answer without them has none.
    /// Nobody signs this member, so that what is no https URL is left out and the list is taken.
    /// </summary>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body)
    {
        if (!StrictJson.TryParseObject(body, Limits.TrustListOctets, out var json, out _)) return [];
        using (json)
        {
            if (!json.RootElement.TryGetProperty("crl"u8, out var member)) return [];
            IEnumerable<JsonElement> items = member.ValueKind == JsonValueKind.Array ? member.EnumerateArray() : [member];
            return
            [
                .. items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Where(IsAllowed)
                    .Distinct(StringComparer.Ordinal).Take(Most),
            ];
        }
    }

    /// <summary>Those that operators settled, then those that the partner's server names.</summary>
    public static IReadOnlyList<string> Of(Partner partner, PartnerStatus? status) =>
        [.. partner.Terms.CrlUrls.Concat(status?.CrlUrls ?? []).Distinct(StringComparer.Ordinal).Take(Most)];
}
