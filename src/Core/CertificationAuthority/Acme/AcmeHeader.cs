using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The protected header of an ACME request; members that are absent are null.</summary>
/// <param name="Alg">As the client wrote it. Which algorithms are allowed depends on the message; its reader checks.</param>
/// <param name="Url">The URL that the request is for (RFC 8555 section 6.4).</param>
/// <param name="Nonce">From an earlier answer of this server.</param>
/// <param name="Key">The signer's key itself.</param>
/// <param name="KeyId">The URL of the signer's account; in an external account binding the operator's name for its key.</param>
public sealed record AcmeHeader(string Alg, string? Url, string? Nonce, JsonWebKey? Key, string? KeyId)
{
    /// <summary>The algorithm of an external account binding.</summary>
    public const string Hs256 = "HS256";

    private const int MaxAlg = 16;

    internal static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out AcmeHeader? header, [NotNullWhen(false)] out AcmeProblem? problem)
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
            problem = FindViolation(root, out var key);
            if (problem is not null) return false;
            root.TryGetString("alg"u8, out var alg);
            root.TryGetString("url"u8, out var url);
            root.TryGetString("nonce"u8, out var nonce);
            root.TryGetString("kid"u8, out var keyId);
            header = new AcmeHeader(alg!, url, nonce, key, keyId);
            return true;
        }
    }

    private static AcmeProblem? FindViolation(JsonElement root, out JsonWebKey? key)
    {
        key = null;
        if (!root.TryGetString("alg"u8, out var alg)) return AcmeProblem.Malformed("alg is absent");
        if (root.TryGetProperty("crit"u8, out _)) return AcmeProblem.Malformed("crit names extensions that are not known here");
        foreach (var name in (string[])["url", "nonce", "kid"])
        {
            if (root.TryGetOptional(name, out var member) && member.ValueKind != JsonValueKind.String)
                return AcmeProblem.Malformed($"{name} is no string");
        }

        if (!root.TryGetOptional("jwk", out var jwk)) return null;
        if (JsonWebKey.TryParse(jwk, out key, out var fault) && key.TryToPublicKey(out _)) return null;

        // With another algorithm the key is of another kind too: the algorithm is the reason that helps.
        var isRsa = jwk.ValueKind == JsonValueKind.Object && jwk.TryGetString("kty"u8, out var type) && type == "RSA";
        if (isRsa) return AlgorithmRefused("an RSA key");
        if (alg != JwsHeader.Es256) return AlgorithmRefused($"\"{Shortened(alg)}\"");
        var detail = $"jwk is no public key on P-256 for signatures: {fault ?? "the point is not on the curve"}";
        return new AcmeProblem(AcmeError.BadPublicKey, detail) { Algorithms = [JwsHeader.Es256] };
    }

    /// <summary>The refusal of whatever is not signed with ES256.</summary>
    /// <param name="used">What the client used.</param>
    private static AcmeProblem AlgorithmRefused(string used) => new(
        AcmeError.BadSignatureAlgorithm, $"the request is signed with {used}; account keys are EC keys on P-256 and sign with ES256 only")
    {
        Algorithms = [JwsHeader.Es256],
    };

    /// <summary>The refusal of this message's algorithm, or null where it is ES256.</summary>
    internal AcmeProblem? AlgorithmViolation => Alg == JwsHeader.Es256 ? null : AlgorithmRefused($"\"{Shortened(Alg)}\"");

    private static string Shortened(string alg) => alg.Length <= MaxAlg ? alg : alg[..MaxAlg];
}
