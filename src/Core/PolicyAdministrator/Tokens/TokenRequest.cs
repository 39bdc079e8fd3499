using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tokens;

namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>
/// What a provider asks of <c>POST /api/v1/account/{id}/token</c>: <c>{"atc":{"tktype","tkvalue","ca","fingerprint"}}</c> (RFC 9448
/// section 5). Well formed; whether the account may have it is judged by <see cref="IssueToken"/>. Only <see cref="Read"/> makes one.
/// </summary>
public sealed class TokenRequest
{
    /// <summary>Octets of the longest request: a full TNAuthList in base64, and its JSON.</summary>
    public const int MaxOctets = 64 * 1024;

    private TokenRequest(string type, string value, TnAuthList authority, bool isCa, string fingerprint) =>
        (Type, Value, Authority, IsCa, Fingerprint) = (type, value, authority, isCa, fingerprint);

    /// <summary>tktype as it was written.</summary>
    public string Type { get; }

    /// <summary>tkvalue as it was written: base64 with padding, or base64url without.</summary>
    public string Value { get; }

    public TnAuthList Authority { get; }

    public bool IsCa { get; }

    /// <summary>As it was written: of the account key's JWK or of its SubjectPublicKeyInfo, which only the CA can tell apart.</summary>
    public string Fingerprint { get; }

    public static Outcome<TokenRequest, TokenRefusal> Read(JsonElement body)
    {
        if (!body.TryGetProperty("atc"u8, out var atc) || atc.ValueKind != JsonValueKind.Object) return Malformed("atc must be an object");
        if (!atc.TryGetString("tktype"u8, out var type)) return Malformed("atc.tktype must be a string");
        if (!atc.TryGetString("tkvalue"u8, out var value)) return Malformed("atc.tkvalue must be a string");
        if (!atc.TryGetString("fingerprint"u8, out var fingerprint)) return Malformed("atc.fingerprint must be a string");
        var hasCa = atc.TryGetProperty("ca"u8, out var ca);
        if (hasCa && ca.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return Malformed("atc.ca must be true or false");
        if (!type.Equals(AuthorityToken.TnAuthListKind, StringComparison.OrdinalIgnoreCase))
            return new TokenRefusal(TokenFailure.KindNotKnown, "atc.tktype must be TNAuthList (RFC 9448 section 5.4)");
        if (!AuthorityToken.TryDecodeValue(value, out var der) || !TnAuthListDer.TryRead(der, out var authority))
            return Unreadable("atc.tkvalue must be the base64 of a TNAuthList in DER (RFC 8226 section 9)");

        // An STI-CA certifies a list only as the standard encodes it.
        if (authority.Findings is [var finding, ..]) return Unreadable($"atc.tkvalue: {finding.Detail}");
        if (!TnAuthListDer.Write(authority).AsSpan().SequenceEqual(der))
            return Unreadable("atc.tkvalue has members that RFC 8226 section 9 does not know");
        return KeyFingerprint.IsWellFormed(fingerprint)
            ? new TokenRequest(type, value, authority, hasCa && ca.ValueKind == JsonValueKind.True, fingerprint)
            : new TokenRefusal(
                TokenFailure.FingerprintMalformed,
                "atc.fingerprint must be \"SHA256 \" and 32 pairs of hexadecimal digits with colons (RFC 9448 section 5.4)");
    }

    private static TokenRefusal Malformed(string detail) => new(TokenFailure.RequestMalformed, detail);

    private static TokenRefusal Unreadable(string detail) => new(TokenFailure.AuthorityUnreadable, detail);
}
