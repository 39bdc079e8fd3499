using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CallPlacement.Bearers;

/// <summary>What a bearer asks a CPS to do.</summary>
public enum CpsAction
{
    Publish,
    Retrieve,

    /// <summary>One CPS hands on to another what was published to it (ATIS-1000096).</summary>
    Republish,
}

/// <summary>Whose claims a bearer has.</summary>
public enum BearerForm
{
    /// <summary>ATIS-1000105: iss and spc.</summary>
    Agreed,

    /// <summary>ATIS-1000096: sub stands for both; some clients write orig.tn as an array of one.</summary>
    Shared,
}

/// <summary>
/// The JWT of an Authorization header at a CPS (ATIS-1000105), taken apart and believed by nobody. Members that are absent are null.
/// </summary>
/// <param name="Source">The token; its octets are what is verified.</param>
/// <param name="IssuedAt">iat.</param>
/// <param name="ExpiresAt">exp: when publishing, the time at which the CPS must delete the PASSporTs.</param>
/// <param name="Action">"publish" or "retrieve"; any text here.</param>
/// <param name="Issuer">iss: the code of the signer.</param>
/// <param name="Code">spc: publishing, the signer's own; retrieving, the publisher's.</param>
/// <param name="Audience">aud: one name or several.</param>
/// <param name="Id">jti.</param>
/// <param name="Dest">dest.tn, one number.</param>
/// <param name="Orig">orig.tn.</param>
/// <param name="BodyHash">passports: the hash of what is published.</param>
public sealed record BearerClaims(
    Jws Source,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt,
    string Action,
    string Issuer,
    string Code,
    IReadOnlyList<string> Audience,
    string Id,
    TelephoneNumber Dest,
    TelephoneNumber Orig,
    string? BodyHash)
{
    private const int MaxIdLength = 256;
    private const int MaxAudiences = 16;

    /// <summary>Takes a JWT apart.</summary>
    public static bool TryParse(
        string bearer, BearerForm form, [NotNullWhen(true)] out BearerClaims? claims, [NotNullWhen(false)] out CpsRefusal? refusal)
    {
        claims = null;
        if (!Jws.TryParse(bearer, Limits.BearerOctets, out var jws, out var failure)) return Refuse(failure, out refusal);
        if (jws.Header.Alg != JwsHeader.Es256)
        {
            refusal = new CpsRefusal(CpsFailure.BearerAlgorithm, "alg is not ES256");
            return false;
        }

        // A PASSporT is signed by the same key: one must never pass for the other.
        if (jws.Header.Typ is not null && !jws.Header.Typ.Equals("JWT", StringComparison.OrdinalIgnoreCase))
            return Refuse("typ is not \"JWT\"", out refusal);
        if (jws.Header.HasCritical) return Refuse("crit names extensions that are not known here", out refusal);
        if (jws.Header.X5u is null == jws.Header.X5c is null) return Refuse("the header has x5u, or x5c, not both", out refusal);
        if (!StrictJson.TryParseObject(jws.DecodePayload(), Limits.BearerOctets, out var document, out failure))
            return Refuse(failure, out refusal);
        using (document)
        {
            claims = Read(jws, document.RootElement, form, out failure);
            refusal = claims is null ? new CpsRefusal(CpsFailure.BearerMalformed, failure ?? "a claim cannot be read") : null;
            return claims is not null;
        }
    }

    private static BearerClaims? Read(Jws jws, JsonElement payload, BearerForm form, out string? failure)
    {
        failure = null;
        if (!payload.TryGetNumericDate("iat"u8, out var issuedAt)) failure = "iat is no NumericDate";
        else if (!payload.TryGetString("action"u8, out var action)) failure = "action is no string";
        else if (!TryGetCode(payload, "iss"u8, form, out var issuer)) failure = "iss is no string";
        else if (!TryGetCode(payload, "spc"u8, form, out var code)) failure = "spc is no string";
        else if (!payload.TryGetString("jti"u8, out var id) || id.Length is 0 or > MaxIdLength)
            failure = $"jti is no string of 1 to {MaxIdLength} characters";
        else if (ReadAudience(payload) is not { } audience) failure = "aud is no string and no array of strings";
        else if (ReadOrig(payload, form) is not { } orig) failure = "orig has one tn, a number in a string";
        else if (ReadDest(payload) is not { } dest) failure = "dest has one tn, an array of one number";
        else
        {
            var hasExpiry = payload.TryGetNumericDate("exp"u8, out var expiresAt);
            if (hasExpiry || !payload.TryGetProperty("exp"u8, out _))
            {
                payload.TryGetString("passports"u8, out var bodyHash);
                return new BearerClaims(
                    jws, issuedAt, hasExpiry ? expiresAt : null, action, issuer, code, audience, id, dest, orig, bodyHash);
            }

            failure = "exp is no NumericDate";
        }

        return null;
    }

    private static IReadOnlyList<string>? ReadAudience(JsonElement payload)
    {
        if (payload.TryGetString("aud"u8, out var one)) return [one];
        return payload.TryGetTexts("aud"u8, out var several, MaxAudiences) && several.Count > 0 ? several : null;
    }

    private static bool TryGetCode(JsonElement payload, ReadOnlySpan<byte> name, BearerForm form, [NotNullWhen(true)] out string? code) =>
        payload.TryGetString(name, out code) || (form == BearerForm.Shared && payload.TryGetString("sub"u8, out code));

    private static TelephoneNumber? ReadOrig(JsonElement payload, BearerForm form)
    {
        if (!payload.TryGetProperty("orig"u8, out var orig) || orig.ValueKind != JsonValueKind.Object
            || !orig.TryGetProperty("tn"u8, out var number))
            return null;
        if (form == BearerForm.Shared && number.ValueKind == JsonValueKind.Array && number.GetArrayLength() == 1) number = number[0];
        return number.ValueKind == JsonValueKind.String && TelephoneNumber.TryParse(number.GetString(), out var parsed) ? parsed : null;
    }

    private static TelephoneNumber? ReadDest(JsonElement payload) =>
        payload.TryGetProperty("dest"u8, out var dest) && dest.ValueKind == JsonValueKind.Object
            && dest.TryGetProperty("tn"u8, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1
            && list[0].ValueKind == JsonValueKind.String && TelephoneNumber.TryParse(list[0].GetString(), out var number) ? number : null;

    private static bool Refuse(string detail, out CpsRefusal refusal)
    {
        refusal = new CpsRefusal(CpsFailure.BearerMalformed, detail);
        return false;
    }
}
