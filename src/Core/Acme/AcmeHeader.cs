using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Core.Acme;

/// <summary>The protected header of an ACME request; members that are absent are null.</summary>
/// <param name="Alg">ES256; in an external account binding HS256.</param>
/// <param name="Url">The URL that the request is for (RFC 8555 section 6.4).</param>
/// <param name="Nonce">From an earlier answer of this server.</param>
/// <param name="Key">The signer's key itself.</param>
/// <param name="KeyId">The URL of the signer's account; in an external account binding the operator's name for its key.</param>
public sealed record AcmeHeader(string Alg, string? Url, string? Nonce, JsonWebKey? Key, string? KeyId)
{
    /// <summary>The algorithm of an external account binding.</summary>
    public const string Hs256 = "HS256";

    internal static bool TryRead(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out AcmeHeader? header, [NotNullWhen(false)] out AcmeProblem? problem)
    {
        header = null;
        if (!StrictJson.TryParseObject(utf8, utf8.Length, out var json, out var failure))
        {
            problem = AcmeProblem.Malformed($"protected: {failure}");
            return false;
        }

        using (json)
        {
            var root = json.RootElement;
            problem = BreachIn(root, out var key);
            if (problem is not null) return false;
            root.TryGetString("alg"u8, out var alg);
            root.TryGetString("url"u8, out var url);
            root.TryGetString("nonce"u8, out var nonce);
            root.TryGetString("kid"u8, out var keyId);
            header = new AcmeHeader(alg!, url, nonce, key, keyId);
            return true;
        }
    }

    private static AcmeProblem? BreachIn(JsonElement root, out JsonWebKey? key)
    {
        key = null;
        if (!root.TryGetString("alg"u8, out var alg)) return AcmeProblem.Malformed("alg is absent");
        if (alg is not (JwsHeader.Es256 or Hs256))
            return new AcmeProblem(AcmeError.BadSignatureAlgorithm, "the algorithm is not ES256, the only one of SHAKEN") { Algorithms = [JwsHeader.Es256] };
        if (root.TryGetProperty("crit"u8, out _)) return AcmeProblem.Malformed("crit names extensions that are not known here");
        foreach (var name in (string[])["url", "nonce", "kid"])
        {
            if (root.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.String) return AcmeProblem.Malformed($"{name} is no string");
        }

        if (!root.TryGetProperty("jwk"u8, out var jwk)) return null;
        return JsonWebKey.TryParse(jwk, out key, out var fault) && key.TryToPublicKey(out _)
            ? null
            : new AcmeProblem(AcmeError.BadPublicKey, $"jwk is no public key on P-256 for signatures: {fault ?? "the point is not on the curve"}") { Algorithms = [JwsHeader.Es256] };
    }
}
