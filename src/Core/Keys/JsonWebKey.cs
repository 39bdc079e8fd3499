using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>A P-256 public key as JSON (RFC 7517, RFC 7518 section 6.2): kty EC, crv P-256, x and y of 32 octets.</summary>
/// <param name="X">base64url, 43 characters.</param>
/// <param name="Y">base64url, 43 characters.</param>
public sealed record JsonWebKey(string X, string Y)
{
    /// <summary>
    /// Reads a public key that verifies signatures. Members that say nothing of its kind and use are ignored, as RFC 7517 section 4 asks.
    /// </summary>
    /// <param name="failure">
    /// Why it is none: a private key (member d), another kind or curve, or a key for another use (RFC 7517 sections 4.2 and 4.3).
    /// </param>
    public static bool TryParse(JsonElement jwk, [NotNullWhen(true)] out JsonWebKey? key, [NotNullWhen(false)] out string? failure)
    {
        key = null;
        failure = FaultOf(jwk);
        if (failure is not null) return false;
        if (jwk.TryGetString("x"u8, out var x) && jwk.TryGetString("y"u8, out var y) && IsCoordinate(x) && IsCoordinate(y))
            key = new JsonWebKey(x, y);
        else failure = "x and y are not 32 octets each, in base64url";
        return key is not null;
    }

    /// <inheritdoc cref="TryParse(JsonElement, out JsonWebKey?, out string?)"/>
    public static bool TryParse(JsonElement jwk, [NotNullWhen(true)] out JsonWebKey? key) => TryParse(jwk, out key, out _);

    public static JsonWebKey From(ECParameters publicKey) =>
        new(StrictBase64Url.Encode(publicKey.Q.X), StrictBase64Url.Encode(publicKey.Q.Y));

    /// <summary>The key to verify with, if the point is on the curve.</summary>
    public bool TryToPublicKey([NotNullWhen(true)] out EcdsaPublicKey? publicKey)
    {
        publicKey = null;
        return StrictBase64Url.TryDecode(X, out var x) && StrictBase64Url.TryDecode(Y, out var y)
            && EcdsaPublicKey.TryCreate(x, y, out publicKey);
    }

    /// <summary>The canonical JSON of the required members, which RFC 7638 section 3 hashes.</summary>
    public string ToCanonicalJson() => $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""";

    /// <summary>RFC 7638 thumbprint: base64url of the SHA-256 of the canonical JSON.</summary>
    public string Thumbprint() => StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(ToCanonicalJson())));

    private static string? FaultOf(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object) return "the JWK is not an object";
        if (jwk.TryGetProperty("d"u8, out _)) return "the JWK holds a private key (d): show the public key alone";
        if (!jwk.TryGetString("kty"u8, out var type) || type != "EC") return "kty is not EC";
        if (!jwk.TryGetString("crv"u8, out var curve) || curve != "P-256") return "crv is not P-256";
        if (IsThere(jwk, "use"u8, out var use) && (use.ValueKind != JsonValueKind.String || !use.ValueEquals("sig"u8)))
            return "use is not \"sig\": the key is not for signatures";
        return IsThere(jwk, "key_ops"u8, out var operations) && !MaySign(operations) ? "key_ops names neither verify nor sign" : null;
    }

    private static bool IsThere(JsonElement jwk, ReadOnlySpan<byte> name, out JsonElement member) =>
        jwk.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;

    // The public half of a key that signs is often written with the operations of the private one.
    private static bool MaySign(JsonElement operations) =>
        operations.ValueKind == JsonValueKind.Array
        && operations.EnumerateArray().Any(value => value.ValueKind == JsonValueKind.String && value.GetString() is "verify" or "sign");

    private static bool IsCoordinate(string text) => StrictBase64Url.TryDecode(text, out var octets) && octets.Length == 32;
}
