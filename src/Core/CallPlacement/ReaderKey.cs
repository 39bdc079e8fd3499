using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>
/// A key that an operator issued to a provider's own systems for reading its mailbox. Only its hash is kept; a key of 256
/// random bits needs no slow one.
/// </summary>
public sealed class ReaderKey
{
    private const string Prefix = "cps_";
    private const int SecretLength = 32;

    private readonly byte[] _sha256;

    private ReaderKey(ProviderId provider, byte[] sha256) => (Provider, _sha256) = (provider, sha256);

    /// <summary>Whose mailbox it opens.</summary>
    public ProviderId Provider { get; }

    /// <summary>Whether a bearer is such a key and no JWT.</summary>
    public static bool IsKey(string bearer) => bearer.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Makes a key: the text to give away once, and what the configuration keeps.</summary>
    public static (string Key, string Configuration) New(ProviderId provider, IRandom random)
    {
        var key = Prefix + random.NewText(SecretLength);
        return (key, $"{provider}:{Convert.ToHexStringLower(HashOf(key))}");
    }

    /// <summary>Reads <c>US/1234:sha256</c>, the hash in 64 hexadecimal digits.</summary>
    public static bool TryParse(string configuration, [NotNullWhen(true)] out ReaderKey? key)
    {
        key = configuration.Split(':') is [var provider, { Length: 64 } hash]
            && ProviderId.TryParse(provider, out var parsed)
            && hash.All(char.IsAsciiHexDigit)
                ? new ReaderKey(parsed, Convert.FromHexString(hash))
                : null;
        return key is not null;
    }

    /// <summary>Whether this is the key, compared in constant time.</summary>
    public bool Matches(string bearer) => CryptographicOperations.FixedTimeEquals(HashOf(bearer), _sha256);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
