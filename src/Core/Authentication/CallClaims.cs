using System.Text;
using System.Text.Json;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Authentication;

/// <summary>What a PASSporT of each type may say, looked at before anything is decided.</summary>
internal static class CallClaims
{
    /// <summary>Whether PASSporTs of a type are made at all; div-o and rsp are read only.</summary>
    public static bool IsEverMade(PassportType type) => type switch
    {
        PassportType.Base or PassportType.Shaken or PassportType.Div or PassportType.Rph or PassportType.Rcd or PassportType.Msg => true,
        PassportType.DivO or PassportType.Rsp => false,
    };

    /// <summary>Why no call with these claims can be signed; null: they are sound.</summary>
    public static SigningRefusal? FindFault(CallToSign call, SigningPolicy policy)
    {
        if (!IsEverMade(call.Type)) return NotAllowed($"PASSporTs of ppt \"{call.Type.Ppt()}\" are verified and never signed");
        if (!policy.Types.Contains(call.Type))
            return NotAllowed($"the policy does not sign PASSporTs of the type {KebabCase.Of(call.Type)}");
        if (call.Dest.Count is 0 or > Limits.Destinations) return Invalid($"dest must have 1 to {Limits.Destinations} numbers or URIs");
        if (!IsSound(call.Orig) || !call.Dest.All(IsSound)) return Invalid($"a URI must have 1 to {Limits.UriLength} plain characters");
        return call.MediaKeys.Count > Limits.MediaKeys
            ? Invalid($"mky must have at most {Limits.MediaKeys} keys")
            : ExtensionFault(call, policy);
    }

    /// <summary>The claims as they are signed: dest without repeats, a jCard in canonical form.</summary>
    public static Outcome<PassportClaims, SigningRefusal> Make(CallToSign call, DateTimeOffset issuedAt, ShakenClaims? shaken)
    {
        var dest = call.Dest.Count == 1 ? call.Dest : [.. call.Dest.Distinct()];
        var claims = new PassportClaims(call.Orig, dest, issuedAt, shaken);
        if (call.Extension is null && call.MediaKeys.Count == 0) return claims;
        var extension = call.Extension;
        if (extension is RichCallClaims { Data: { CardJson: { } card } data } rich)
        {
            if (CanonicalCard(card) is not { } canonical) return Invalid("jcd must be a jCard: a JSON array, and nothing beside it");
            extension = rich with { Data = data with { CardJson = canonical } };
        }

        return new ExtendedClaims(claims, extension, call.MediaKeys);
    }

    private static SigningRefusal? ExtensionFault(CallToSign call, SigningPolicy policy) => call.Type switch
    {
        PassportType.Base => call.Extension is null ? null : Invalid("a PASSporT of the base form has no claims of an extension"),
        PassportType.Shaken => call.Extension is null ? null
            : call.Extension is not RichCallClaims ? Invalid("beside the claims of shaken only those of rcd may stand")
            : policy.Types.Contains(PassportType.Rcd) ? null
            : NotAllowed("the policy does not sign rich call data"),
        PassportType.Div => call.Extension is Diversion diversion
            ? DiversionFault(call, diversion) : Invalid("div names no former called party"),
        PassportType.Rph => call.Extension is PriorityClaims priorities
            ? PriorityFault(priorities, policy) : Invalid("rph names no priority"),
        PassportType.Rcd => call.Extension is RichCallClaims ? null : Invalid("rcd has no rich call data"),
        PassportType.Msg => call.Extension is MessageClaims ? null : Invalid("msg has no claims of a message"),
        PassportType.DivO or PassportType.Rsp => NotAllowed("the type is never signed"),
    };

    // RFC 8946 section 4.1.
    private static SigningRefusal? DiversionFault(CallToSign call, Diversion diversion) =>
        !IsSound(diversion.From) ? Invalid($"a URI must have 1 to {Limits.UriLength} plain characters")
        : call.Dest.Contains(diversion.From) ? Invalid("div takes a dest that differs from the former one: this call was not diverted")
        : null;

    private static SigningRefusal? PriorityFault(PriorityClaims priorities, SigningPolicy policy) =>
        priorities.IsEmergencyCallback ? NotAllowed("sph is verified and never signed")
        : priorities.Auth.FirstOrDefault(value => !policy.PriorityNamespaces.Contains(value.Namespace)) is { } other
            ? NotAllowed($"the policy does not sign priorities of the namespace {other.Namespace}")
        : null;

    // A jCard is written into the payload as it stands, so it must be JSON and nothing more.
    private static string? CanonicalCard(string card)
    {
        var text = Encoding.UTF8.GetBytes($"{{\"jcd\":{card}}}");
        if (!StrictJson.TryParseObject(text, Limits.PassportOctets, out var json, out _)) return null;
        using (json)
        {
            return json.RootElement.EnumerateObject().Count() == 1 && json.RootElement.TryGetProperty("jcd"u8, out var jcd)
                && jcd.ValueKind == JsonValueKind.Array
                    ? Encoding.UTF8.GetString(CanonicalJson.Write(jcd))
                    : null;
        }
    }

    private static bool IsSound(PassportParty party) => party is not UriParty uri || PlainText.IsPlain(uri.Uri, Limits.UriLength);

    private static SigningRefusal NotAllowed(string detail) => new(SigningFailure.TypeNotAllowed, detail);

    private static SigningRefusal Invalid(string detail) => new(SigningFailure.ClaimInvalid, detail);
}
