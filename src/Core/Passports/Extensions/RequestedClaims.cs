using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>
/// The claims that a signing request asks for beside orig, dest and iat. They have the names and the form that they get in the payload
/// (ATIS-1000082, 3GPP TS 24.229 Annex V), and the rules of their standards are those of reading.
/// </summary>
/// <param name="Extension">div, rph, rcd or msgi; null: the type has none.</param>
/// <param name="MediaKeys">mky.</param>
public sealed record RequestedClaims(PassportExtension? Extension, IReadOnlyList<MediaKey> MediaKeys)
{
    /// <summary>Reads what the type adds.</summary>
    /// <param name="request">The members of the request; a strict object.</param>
    public static Outcome<RequestedClaims, PassportRefusal> Read(JsonElement request, PassportType type)
    {
        if (!ExtensionReader.TryReadMediaKeys(request, out var keys))
            return new PassportRefusal(VerificationFailure.ExtensionClaimInvalid, "mky is no array of alg and dig");

        // What is not canonical is written canonically.
        var reading = ExtensionReader.ReadExtension(request, type, findings: []);
        return reading.Refusal is { } refusal ? refusal : new RequestedClaims(reading.Extension, keys);
    }
}
