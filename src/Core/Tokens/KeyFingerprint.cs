using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Tokens;

/// <summary>
/// The fingerprint that ties a token to the key of an ACME account. RFC 9448 section 5.4 means the SHA-256 of the canonical JWK
/// (RFC 7638) and writes it <c>SHA256 AA:BB:…</c>; the field also hashes the SubjectPublicKeyInfo, or writes the bare thumbprint in
/// base64url. A hash of one kind never equals one of another, so all three are read.
/// </summary>
public static class KeyFingerprint
{
    private const string Prefix = "SHA256 ";
    private const int PairsLength = (SHA256.HashSizeInBytes * 3) - 1;
    private const int ThumbprintLength = 43;

    /// <summary>The standard's fingerprint: of the canonical JWK.</summary>
    public static string Of(JsonWebKey key) => Text(JwkHash(key));

    /// <summary>The fingerprint that North America's policy administrator uses: of the DER SubjectPublicKeyInfo.</summary>
    public static string OfPublicKeyInfo(ReadOnlySpan<byte> subjectPublicKeyInfo) => Text(SHA256.HashData(subjectPublicKeyInfo));

    /// <summary>Whether the text has one of the three forms.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? text) => TryRead(text, out _);

    /// <summary>Whether it is that of the key, in either way of hashing. Takes the same time whatever the hash.</summary>
    public static bool Fits(string fingerprint, JsonWebKey key)
    {
        if (!TryRead(fingerprint, out var hash) || !key.TryToPublicKey(out var publicKey)) return false;
        var isJwk = CryptographicOperations.FixedTimeEquals(hash, JwkHash(key));
        var isPublicKeyInfo = CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(publicKey.ToSubjectPublicKeyInfo()));
        return isJwk | isPublicKeyInfo;
    }

    private static string Text(ReadOnlySpan<byte> hash) =>
        Prefix + string.Join(':', Convert.ToHexString(hash).Chunk(2).Select(pair => new string(pair)));

    private static byte[] JwkHash(JsonWebKey key) => SHA256.HashData(Encoding.UTF8.GetBytes(key.ToCanonicalJson()));

    // "SHA256" and the digits in either case: RFC 9448 leaves open how they are compared.
    private static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out byte[]? hash)
    {
        hash = text switch
        {
            { Length: ThumbprintLength } => StrictBase64Url.TryDecode(text, out var octets) ? octets : null,
            { } when text.Length == Prefix.Length + PairsLength && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) =>
                ReadPairs(text.AsSpan(Prefix.Length)),
            _ => null,
        };
        return hash is not null;
    }

    private static byte[]? ReadPairs(ReadOnlySpan<char> pairs)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        for (var index = 0; index < hash.Length; index++)
        {
            if (index > 0 && pairs[(index * 3) - 1] != ':') return null;
            if (Convert.FromHexString(pairs.Slice(index * 3, 2), hash.AsSpan(index), out _, out _) != OperationStatus.Done) return null;
        }

        return hash;
    }
}
