using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Signing;

/// <summary>A P-256 public key as JSON (RFC 7517, RFC 7518 section 6.2): kty EC, crv P-256, x and y of 32 octets.</summary>
/// <param name="X">base64url, 43 characters.</param>
/// <param name="Y">base64url, 43 characters.</param>
public sealed record JsonWebKey(string X, string Y)
{
    /// <summary>
    /// Reads a public key. Other members are ignored, as RFC 7517 section 4 asks; a private key (member d) is refused, and so is a key
    /// that is meant for something else than signatures (use and key_ops, sections 4.2 and 4.3).
    /// </summary>
    public static bool TryParse(JsonElement jwk, [NotNullWhen(true)] out JsonWebKey? key)
    {
        key = null;
        if (jwk.ValueKind != JsonValueKind.Object || jwk.TryGetProperty("d"u8, out _)) return false;
        if (!jwk.TryGetString("kty"u8, out var type) || type != "EC" || !jwk.TryGetString("crv"u8, out var curve) || curve != "P-256") return false;
        if (!IsForSignatures(jwk)) return false;
        if (!jwk.TryGetString("x"u8, out var x) || !jwk.TryGetString("y"u8, out var y)) return false;
        if (!StrictBase64Url.TryDecode(x, out var xOctets) || !StrictBase64Url.TryDecode(y, out var yOctets)) return false;
        if (xOctets.Length != 32 || yOctets.Length != 32) return false;
        key = new JsonWebKey(x, y);
        return true;
    }

    private static bool IsForSignatures(JsonElement jwk)
    {
        var hasUse = jwk.TryGetProperty("use"u8, out var use) && use.ValueKind != JsonValueKind.Null;
        if (hasUse && (use.ValueKind != JsonValueKind.String || !use.ValueEquals("sig"u8))) return false;
        if (!jwk.TryGetProperty("key_ops"u8, out var operations) || operations.ValueKind == JsonValueKind.Null) return true;

        // A client may copy the operations of its private half.
        return operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray()
            .Any(operation => operation.ValueKind == JsonValueKind.String
                && (operation.ValueEquals("verify"u8) || operation.ValueEquals("sign"u8)));
    }

    public static JsonWebKey From(ECParameters publicKey) =>
        new(StrictBase64Url.Encode(publicKey.Q.X), StrictBase64Url.Encode(publicKey.Q.Y));

    /// <summary>The key to verify with, if the point is on the curve.</summary>
    public bool TryToPublicKey([NotNullWhen(true)] out EcdsaPublicKey? publicKey)
    {
        publicKey = null;
        return StrictBase64Url.TryDecode(X, out var x) && StrictBase64Url.TryDecode(Y, out var y) && EcdsaPublicKey.TryCreate(x, y, out publicKey);
    }

    /// <summary>The canonical JSON of the required members, which RFC 7638 section 3 hashes.</summary>
    public string ToCanonicalJson() => $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""";

    /// <summary>RFC 7638 thumbprint: base64url of the SHA-256 of the canonical JSON.</summary>
    public string Thumbprint() => StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(ToCanonicalJson())));
}
