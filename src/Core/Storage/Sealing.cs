using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// Keeps the store's content from readers of the store: names become keyed hashes, contents are sealed with AES-256-GCM. One
/// instance serves one purpose under one secret; safe for many threads at once.
/// </summary>
public sealed class Sealing
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int ShortText = 256;

    private readonly Spares<IncrementalHash> _hashes;
    private readonly Spares<AesGcm> _ciphers;
    private readonly IRandom _random;

    /// <param name="purpose">A name of the use, so that no two uses share a key.</param>
    public Sealing(DeploymentSecret secret, string purpose, IRandom random)
    {
        SecretId = secret.Id;
        var hashKey = secret.DeriveKey($"{purpose}/hash");
        var sealKey = secret.DeriveKey($"{purpose}/seal");
        _hashes = new Spares<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, hashKey));
        _ciphers = new Spares<AesGcm>(() => new AesGcm(sealKey, TagLength));
        _random = random;
    }

    /// <summary>Which secret this is.</summary>
    public string SecretId { get; }

    /// <summary>HMAC-SHA-256 of the text, 64 hexadecimal digits in lower case.</summary>
    public string Hash(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> octets = stackalloc byte[ShortText];
        var hash = _hashes.Take();
        hash.AppendData(Utf8(text, octets));
        hash.GetHashAndReset(digest);

        // Given back only as good as new: whatever threw before this leaves a half-fed one to the collector.
        _hashes.GiveBack(hash);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Seals octets to the place they are stored at: nonce, ciphertext, tag.</summary>
    /// <param name="place">Authenticated, not stored: sealed octets moved elsewhere do not open.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string place)
    {
        var output = new byte[NonceLength + plain.Length + TagLength];
        _random.Fill(output.AsSpan(0, NonceLength));
        Span<byte> octets = stackalloc byte[ShortText];
        var cipher = _ciphers.Take();
        cipher.Encrypt(
            output.AsSpan(0, NonceLength), plain, output.AsSpan(NonceLength, plain.Length), output.AsSpan(NonceLength + plain.Length),
            Utf8(place, octets));
        _ciphers.GiveBack(cipher);
        return output;
    }

    /// <summary>Opens what <see cref="Seal"/> made, if nobody changed or moved it.</summary>
    public bool TryOpen(ReadOnlySpan<byte> @sealed, string place, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        if (@sealed.Length < NonceLength + TagLength) return false;
        var output = new byte[@sealed.Length - NonceLength - TagLength];
        Span<byte> octets = stackalloc byte[ShortText];
        var cipher = _ciphers.Take();
        try
        {
            cipher.Decrypt(@sealed[..NonceLength], @sealed[NonceLength..^TagLength], @sealed[^TagLength..], output, Utf8(place, octets));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            _ciphers.GiveBack(cipher);
        }

        plain = output;
        return true;
    }

    // What is hashed and where things lie is mostly short enough for the stack.
    private static ReadOnlySpan<byte> Utf8(string text, Span<byte> buffer) =>
        Encoding.UTF8.TryGetBytes(text, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(text);
}
