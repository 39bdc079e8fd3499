using System.Text.Json;

namespace Shaken.Core.Passports;

/// <summary>Every claim of a PASSporT by name, for the few certificates that constrain them.</summary>
internal static class PassportClaimNames
{
    /// <summary>Name of each claim, and its text where it is a string.</summary>
    public static IReadOnlyDictionary<string, string?> Of(UntrustedPassport passport)
    {
        using var payload = JsonDocument.Parse(passport.Source.DecodePayload());
        return payload.RootElement.EnumerateObject().ToDictionary(
            claim => claim.Name,
            claim => claim.Value.ValueKind == JsonValueKind.String ? claim.Value.GetString() : null,
            StringComparer.Ordinal);
    }
}
