using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// Keeps what lies in the store from whoever reads the store: names become keyed hashes, contents are sealed with AES-256-GCM. One
/// instance serves one purpose under one secret; safe for many threads at once.
/// </summary>
public sealed class Sealing
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _hashKey;
    private readonly byte[] _sealKey;
    private readonly IRandom _random;

    /// <param name="purpose">A name of the use, so that no two uses share a key.</param>
    public Sealing(DeploymentSecret secret, string purpose, IRandom random)
    {
        SecretId = secret.Id;
        _hashKey = secret.DeriveKey($"{purpose}/hash");
        _sealKey = secret.DeriveKey($"{purpose}/seal");
        _random = random;
    }

    /// <summary>Which secret this is.</summary>
    public string SecretId { get; }

    /// <summary>HMAC-SHA-256 of the text, 64 hexadecimal digits in lower case.</summary>
    public string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(text)));

    /// <summary>Seals octets to the place they are stored at: nonce, ciphertext, tag.</summary>
    /// <param name="place">Authenticated, not stored: sealed octets moved elsewhere do not open.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string place)
    {
        var output = new byte[NonceLength + plain.Length + TagLength];
        _random.Fill(output.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(_sealKey, TagLength);
        cipher.Encrypt(
            output.AsSpan(0, NonceLength), plain, output.AsSpan(NonceLength, plain.Length), output.AsSpan(NonceLength + plain.Length), Encoding.UTF8.GetBytes(place));
        return output;
    }

    /// <summary>Opens what <see cref="Seal"/> made, if nobody changed or moved it.</summary>
    public bool TryOpen(ReadOnlySpan<byte> @sealed, string place, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        if (@sealed.Length < NonceLength + TagLength) return false;
        var output = new byte[@sealed.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(_sealKey, TagLength);
        try
        {
            cipher.Decrypt(@sealed[..NonceLength], @sealed[NonceLength..^TagLength], @sealed[^TagLength..], output, Encoding.UTF8.GetBytes(place));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plain = output;
        return true;
    }
}
