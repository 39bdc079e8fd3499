using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Shaken.Core.Passports.Extensions;

/// <summary>The digests of RFC 9795 and RFC 9475.</summary>
public enum DigestAlgorithm
{
    Sha256,
    Sha384,
    Sha512,
}

/// <summary>A digest with its algorithm, written <c>sha256-…</c> with base64 (rcdi of RFC 9795, msgi of RFC 9475).</summary>
public sealed record ContentDigest
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private readonly byte[] _value;

    private ContentDigest(DigestAlgorithm algorithm, byte[] value) => (Algorithm, _value) = (algorithm, value);

    public DigestAlgorithm Algorithm { get; }

    /// <summary>Reads a digest. The printed examples have no padding, some writers pad: both are read.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ContentDigest? digest)
    {
        digest = null;
        if (text is null || !TryReadAlgorithm(text, out var algorithm, out var encoded)) return false;
        var length = LengthOf(algorithm);
        var padded = (length + 2) / 3 * 4;
        var unpadded = encoded.TrimEnd('=');
        if (unpadded.Length != ((length * 4) + 2) / 3 || (encoded.Length != unpadded.Length && encoded.Length != padded)) return false;

        // The platform's decoder passes over white space.
        if (unpadded.AsSpan().ContainsAnyExcept(Alphabet)) return false;
        var value = new byte[length];
        if (!Convert.TryFromBase64String(unpadded.PadRight(padded, '='), value, out var written) || written != length) return false;
        digest = new ContentDigest(algorithm, value);
        return true;
    }

    public static ContentDigest Of(ReadOnlySpan<byte> content, DigestAlgorithm algorithm = DigestAlgorithm.Sha256) =>
        new(algorithm, Hash(content, algorithm));

    /// <summary>Whether it is the digest of these octets.</summary>
    public bool IsOf(ReadOnlySpan<byte> content) => _value.AsSpan().SequenceEqual(Hash(content, Algorithm));

    public bool Equals(ContentDigest? other) =>
        other is not null && Algorithm == other.Algorithm && _value.AsSpan().SequenceEqual(other._value);

    public override int GetHashCode() => BitConverter.ToInt32(_value);

    /// <summary>As the claims have it, without padding.</summary>
    public override string ToString() => $"{Name(Algorithm)}-{Convert.ToBase64String(_value).TrimEnd('=')}";

    private static bool TryReadAlgorithm(string text, out DigestAlgorithm algorithm, out string encoded)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        encoded = text[(dash + 1)..];
        foreach (var known in Enum.GetValues<DigestAlgorithm>())
        {
            algorithm = known;
            if (dash > 0 && text.AsSpan(0, dash).SequenceEqual(Name(known))) return true;
        }

        algorithm = default;
        return false;
    }

    private static string Name(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => "sha256",
        DigestAlgorithm.Sha384 => "sha384",
        DigestAlgorithm.Sha512 => "sha512",
    };

    private static int LengthOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => SHA256.HashSizeInBytes,
        DigestAlgorithm.Sha384 => SHA384.HashSizeInBytes,
        DigestAlgorithm.Sha512 => SHA512.HashSizeInBytes,
    };

    private static byte[] Hash(ReadOnlySpan<byte> content, DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => SHA256.HashData(content),
        DigestAlgorithm.Sha384 => SHA384.HashData(content),
        DigestAlgorithm.Sha512 => SHA512.HashData(content),
    };
}
