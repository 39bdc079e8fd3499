using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports;

/// <summary>Every claim of a PASSporT by name, for the few certificates that constrain them.</summary>
internal static class PassportClaimNames
{
    /// <summary>Name and text of each claim: a string as it is, anything else as canonical JSON (RFC 8225 section 9).</summary>
    public static IReadOnlyDictionary<string, string> Of(UntrustedPassport passport) => Of(passport.Source.DecodePayload());

    /// <summary>The same of a payload: an object in JSON.</summary>
    public static IReadOnlyDictionary<string, string> Of(ReadOnlyMemory<byte> json)
    {
        using var payload = JsonDocument.Parse(json);
        return payload.RootElement.EnumerateObject().ToDictionary(
            claim => claim.Name,
            claim => claim.Value.ValueKind == JsonValueKind.String
                ? claim.Value.GetString()!
                : Encoding.UTF8.GetString(CanonicalJson.Write(claim.Value)),
            StringComparer.Ordinal);
    }
}
