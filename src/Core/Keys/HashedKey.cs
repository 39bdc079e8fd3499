using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>
/// A shared secret of which only the SHA-256 is kept. The secret has 32 random octets, so that no slower hash is needed: nobody guesses it.
/// </summary>
public sealed class HashedKey
{
    private const int SecretOctets = 32;
    private const int MaxLength = 256;

    private readonly byte[] _hash;

    private HashedKey(byte[] hash) => _hash = hash;

    /// <summary>A fresh secret under a prefix that tells its use.</summary>
    public static (string Secret, HashedKey Key) New(string prefix, IRandom random)
    {
        var secret = $"{prefix}_{random.NewText(SecretOctets)}";
        return (secret, new HashedKey(HashOf(secret)));
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HashedKey? key)
    {
        key = text.Length == SHA256.HashSizeInBytes * 2 && text.All(char.IsAsciiHexDigit) ? new HashedKey(Convert.FromHexString(text)) : null;
        return key is not null;
    }

    /// <summary>Whether this is the secret; takes the same time whatever is offered.</summary>
    public bool Fits(string? secret) => CryptographicOperations.FixedTimeEquals(HashOf(secret is { Length: <= MaxLength } ? secret : ""), _hash);

    /// <summary>64 hexadecimal digits, for the configuration.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash);

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
