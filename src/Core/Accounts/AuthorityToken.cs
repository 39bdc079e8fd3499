using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Core.Accounts;

/// <summary>
/// A TNAuthList Authority Token (RFC 9447, RFC 9448), which the field calls SPC token: taken apart, and believed by nobody yet.
/// </summary>
/// <param name="Id">jti.</param>
/// <param name="ExpiresAt">exp.</param>
/// <param name="Kind">tktype as written.</param>
/// <param name="Authority">tkvalue decoded: DER of a TNAuthList.</param>
/// <param name="IsCa">ca; false where absent.</param>
/// <param name="Fingerprint">As written.</param>
public sealed record AuthorityToken(Jws Jws, string Id, DateTimeOffset ExpiresAt, string Kind, ReadOnlyMemory<byte> Authority, bool IsCa, string Fingerprint)
{
    /// <summary>The one tktype of SHAKEN; compared without case, since RFC 9447's own example differs.</summary>
    public const string TnAuthListKind = "TNAuthList";

    private const int MaxIdLength = 256;

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["trustList", "cpsMapping", "registry", "passports"];

    /// <summary>Takes a token apart.</summary>
    public static bool TryParse(string compact, [NotNullWhen(true)] out AuthorityToken? token, [NotNullWhen(false)] out AuthorityTokenRefusal? refusal)
    {
        token = null;
        if (!Jws.TryParse(compact, Limits.AuthorityTokenOctets, out var jws, out var failure) || !StrictJson.TryParseObject(jws.Payload, Limits.AuthorityTokenOctets, out var json, out failure))
        {
            refusal = AuthorityTokenRefusal.Malformed(failure);
            return false;
        }

        using (json)
        {
            refusal = Read(json.RootElement, jws, out token);
            return token is not null;
        }
    }

    private static AuthorityTokenRefusal? Read(JsonElement root, Jws jws, out AuthorityToken? token)
    {
        token = null;
        if (Array.Find(ForeignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            return new AuthorityTokenRefusal(AuthorityTokenFailure.AnotherKind, $"the document holds {foreign}: it is no authority token");
        if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) return AuthorityTokenRefusal.Malformed("exp is no NumericDate");
        if (!root.TryGetString("jti"u8, out var id) || id.Length is 0 or > MaxIdLength) return AuthorityTokenRefusal.Malformed($"jti is no string of 1 to {MaxIdLength} characters");
        if (!root.TryGetProperty("atc"u8, out var atc) || atc.ValueKind != JsonValueKind.Object) return AuthorityTokenRefusal.Malformed("atc is no object");
        if (!atc.TryGetString("tktype"u8, out var kind)) return AuthorityTokenRefusal.Malformed("atc.tktype is no string");
        if (!atc.TryGetString("tkvalue"u8, out var value) || !TryDecode(value, out var authority)) return AuthorityTokenRefusal.Malformed("atc.tkvalue is no base64");
        if (!atc.TryGetString("fingerprint"u8, out var fingerprint)) return AuthorityTokenRefusal.Malformed("atc.fingerprint is no string");
        var isCa = false;
        if (atc.TryGetProperty("ca"u8, out var ca))
        {
            if (ca.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return AuthorityTokenRefusal.Malformed("atc.ca is neither true nor false");
            isCa = ca.GetBoolean();
        }

        token = new AuthorityToken(jws, id, expiresAt, kind, authority, isCa, fingerprint);
        return null;
    }

    // RFC 9448 has base64url without padding; the field writes base64 with it.
    private static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? octets)
    {
        if (StrictBase64Url.TryDecode(text, out octets)) return true;
        var buffer = new byte[text.Length];
        octets = Convert.TryFromBase64String(text, buffer, out var length) || Base64Url.TryDecodeFromChars(text, buffer, out length) ? buffer[..length] : null;
        return octets is not null;
    }
}
