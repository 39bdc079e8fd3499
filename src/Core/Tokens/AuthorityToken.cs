using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Tokens;

/// <summary>
/// A TNAuthList authority token (RFC 9447, RFC 9448 section 5), which SHAKEN calls an SPC token: taken apart, believed by nobody.
/// </summary>
/// <param name="Source">The JWS it came as.</param>
/// <param name="Id">jti.</param>
/// <param name="ExpiresAt">exp.</param>
/// <param name="NotBefore">nbf, where present.</param>
/// <param name="Type">tktype, as written.</param>
/// <param name="Value">tkvalue, as written: a TNAuthList in base64url or base64.</param>
/// <param name="Fingerprint">As written.</param>
/// <param name="IsCa">ca; false where absent.</param>
public sealed record AuthorityToken(
    Jws Source, string Id, DateTimeOffset ExpiresAt, DateTimeOffset? NotBefore, string Type, string Value, string Fingerprint, bool IsCa)
{
    /// <summary>The one tktype of SHAKEN.</summary>
    public const string TnAuthListKind = "TNAuthList";

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["trustList", "cpsMapping", "registry", "sequence", "passports"];

    /// <summary>Takes a token of at most <see cref="Limits.AuthorityTokenOctets"/> characters apart.</summary>
    public static bool TryParse(
        string compact, [NotNullWhen(true)] out AuthorityToken? token, [NotNullWhen(false)] out AuthorityTokenRefusal? refusal)
    {
        token = null;
        if (!Jws.TryParse(compact, Limits.AuthorityTokenOctets, out var jws, out var failure)
            || !StrictJson.TryParseObject(jws.DecodePayload(), Limits.AuthorityTokenOctets, out var json, out failure))
        {
            refusal = Malformed(failure);
            return false;
        }

        using (json)
        {
            refusal = Read(jws, json.RootElement, out token);
            return refusal is null && token is not null;
        }
    }

    /// <summary>
    /// Decodes tkvalue: base64url without padding as RFC 9448 section 5.4 says, or base64 with padding as the field writes it.
    /// </summary>
    public bool TryDecodeValue([NotNullWhen(true)] out byte[]? der) => TryDecodeValue(Value, out der);

    /// <summary>The same for any tkvalue.</summary>
    public static bool TryDecodeValue(string value, [NotNullWhen(true)] out byte[]? der)
    {
        if (StrictBase64Url.TryDecode(value, out der)) return true;
        var octets = new byte[value.Length];

        // The framework's own decoder skips white space.
        if (value.AsSpan().ContainsAny(" \t\r\n") || !Convert.TryFromBase64String(value, octets, out var written)) return false;
        der = octets[..written];
        return true;
    }

    private static AuthorityTokenRefusal? Read(Jws jws, JsonElement root, out AuthorityToken? token)
    {
        token = null;
        if (Array.Find(ForeignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            return new AuthorityTokenRefusal(
                AuthorityTokenFailure.AnotherKind, $"the token holds {foreign}: it is a document of another kind");
        if (!root.TryGetProperty("atc"u8, out var atc) || atc.ValueKind != JsonValueKind.Object)
            return Malformed("atc is no object (RFC 9447 section 3)");
        if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) return Malformed("exp is no NumericDate (RFC 9448 section 5.1)");
        if (!TryGetOptionalDate(root, "nbf"u8, out var notBefore)) return Malformed("nbf is no NumericDate (RFC 7519 section 4.1.5)");
        if (!root.TryGetString("jti"u8, out var id) || id.Length is 0 or > Limits.TokenIdLength)
            return new AuthorityTokenRefusal(
                AuthorityTokenFailure.NoId, $"jti is no text of 1 to {Limits.TokenIdLength} characters (RFC 9448 section 5.2)");
        if (!atc.TryGetString("tktype"u8, out var type)) return Malformed("atc has no tktype (RFC 9448 section 5.4)");
        if (!atc.TryGetString("tkvalue"u8, out var value)) return Malformed("atc has no tkvalue (RFC 9448 section 5.4)");
        if (!atc.TryGetString("fingerprint"u8, out var fingerprint)) return Malformed("atc has no fingerprint (RFC 9448 section 5.4)");
        if (!TryGetOptionalBoolean(atc, "ca"u8, out var isCa)) return Malformed("ca is no boolean (RFC 9448 section 5.4)");
        token = new AuthorityToken(jws, id, expiresAt, notBefore, type, value, fingerprint, isCa);
        return null;
    }

    private static bool TryGetOptionalDate(JsonElement parent, ReadOnlySpan<byte> name, out DateTimeOffset? moment)
    {
        moment = null;
        if (!parent.TryGetProperty(name, out _)) return true;
        if (!parent.TryGetNumericDate(name, out var value)) return false;
        moment = value;
        return true;
    }

    private static bool TryGetOptionalBoolean(JsonElement parent, ReadOnlySpan<byte> name, out bool value)
    {
        value = false;
        if (!parent.TryGetProperty(name, out var member)) return true;
        value = member.ValueKind == JsonValueKind.True;
        return member.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private static AuthorityTokenRefusal Malformed(string detail) => new(AuthorityTokenFailure.Malformed, detail);
}
