using System.Text;
using Shaken.Cli.Certificates;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Cli.Ceremonies;

/// <summary>
/// The key that a token is bound to, in a file: a JWK, or PEM of the public key (of the private one too, for who keeps both), or of a CSR.
/// </summary>
internal static class AccountKeyFile
{
    private const int MaxOctets = 16 * 1024;
    private const string RequestLabel = "CERTIFICATE REQUEST";
    private const string OldRequestLabel = "NEW CERTIFICATE REQUEST";

    // SubjectPublicKeyInfo up to the point: id-ecPublicKey, prime256v1, BIT STRING, uncompressed.
    private static readonly byte[] Prefix = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    public static JsonWebKey Read(string path)
    {
        var octets = Inputs.FileOctets(path);
        return Encoding.UTF8.GetString(octets).TrimStart('\uFEFF', ' ', '\t', '\r', '\n') is ['{', ..] text
            ? OfJson(path, text)
            : OfPem(path, octets);
    }

    private static JsonWebKey OfJson(string path, string text)
    {
        if (!StrictJson.TryParseObject(Encoding.UTF8.GetBytes(text), MaxOctets, out var json, out var failure))
            throw new UsageException($"{path}: {failure}.");
        using (json)
        {
            if (!JsonWebKey.TryParse(json.RootElement, out var jwk, out failure))
                throw new UsageException($"{path} holds no public key on P-256 as JWK: {failure}.");
            return jwk.TryToPublicKey(out _) ? jwk : throw new UsageException($"{path}: the point of the JWK is not on P-256.");
        }
    }

    private static JsonWebKey OfPem(string path, byte[] octets)
    {
        if (!PemText.TryRead(octets, out var blocks, out var failure)) throw new UsageException($"{path}: {failure}.");
        if (blocks is [{ Label: RequestLabel or OldRequestLabel }]) return RequestFile.Read(path).Jwk;
        if (blocks.Any(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)) || blocks.Where(block => block.Label == "PUBLIC KEY").ToList() is not [var only])
        {
            using var key = Inputs.Key(path);
            return JsonWebKey.From(key.PublicKey);
        }

        // The form of a named curve and an uncompressed point, which is the only one of 91 octets.
        return only.TryDecode(out var der) && der.Length == Prefix.Length + 64 && der.AsSpan().StartsWith(Prefix)
            && EcdsaPublicKey.TryCreate(der.AsSpan(Prefix.Length, 32), der.AsSpan(Prefix.Length + 32), out var point)
            ? JsonWebKey.From(point.Parameters)
            : throw new UsageException($"{path}: the public key must be a point on P-256, the curve by its name (RFC 5480 section 2.1.1), the point uncompressed.");
    }
}
