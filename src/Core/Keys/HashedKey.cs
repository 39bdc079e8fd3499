using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>
/// The SHA-256 of a shared secret; the secret itself is kept nowhere. It has 32 random octets, so no slower hash is needed: nobody guesses
/// it. <see cref="ApiKeys{TOwner}"/> compares.
/// </summary>
public sealed class HashedKey
{
    /// <summary>Characters of the longest secret.</summary>
    internal const int MaxLength = 256;

    private const int SecretOctets = 32;

    private readonly byte[] _hash;

    private HashedKey(byte[] hash) => _hash = hash;

    /// <summary>A fresh secret under a prefix that tells its use.</summary>
    /// <param name="prefix">One of <see cref="ApiKeyPrefixes"/>.</param>
    public static (string Secret, HashedKey Key) New(string prefix, IRandom random)
    {
        var secret = $"{prefix}_{random.NewText(SecretOctets)}";
        return (secret, Of(secret));
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HashedKey? key)
    {
        key = text.Length == SHA256.HashSizeInBytes * 2 && text.All(char.IsAsciiHexDigit)
            ? new HashedKey(Convert.FromHexString(text))
            : null;
        return key is not null;
    }

    /// <summary>64 hexadecimal digits, for the configuration.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash);

    internal static HashedKey Of(string secret) => new(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    internal bool IsSameAs(HashedKey other) => CryptographicOperations.FixedTimeEquals(_hash, other._hash);
}
