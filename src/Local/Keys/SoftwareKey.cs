using System.Security.Cryptography;
using Shaken.Core.Signing;

namespace Shaken.Local.Keys;

/// <summary>
/// A P-256 key held in this process's memory: the short-lived key that signs calls, and every key of a laptop.
/// Safe for many threads at once.
/// </summary>
public sealed class SoftwareKey : ISigningKey, IDisposable
{
    // A third of a second for whoever has the passphrase; for whoever guesses, each time.
    private const int PassphraseIterations = 600_000;

    private readonly ECDsa _key;

    private SoftwareKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportParameters(includePrivateParameters: false);
    }

    public ECParameters PublicKey { get; }

    /// <summary>A fresh key.</summary>
    public static SoftwareKey New() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads an unencrypted private key in PEM: <c>PRIVATE KEY</c> (PKCS#8) or <c>EC PRIVATE KEY</c> (SEC 1).</summary>
    /// <exception cref="CryptographicException">It is none, or not on P-256.</exception>
    public static SoftwareKey FromPem(string pem) => Import(key => key.ImportFromPem(pem));

    /// <summary>Reads a private key sealed with a passphrase: <c>ENCRYPTED PRIVATE KEY</c> (PKCS#8).</summary>
    /// <exception cref="CryptographicException">It is none, not on P-256, or sealed with another passphrase.</exception>
    public static SoftwareKey FromSealedPem(string pem, string passphrase) => Import(key => key.ImportFromEncryptedPem(pem, passphrase));

    /// <summary>Reads PKCS#8 in DER, not encrypted.</summary>
    /// <exception cref="CryptographicException">It is none, or not on P-256.</exception>
    public static SoftwareKey FromPkcs8(ReadOnlyMemory<byte> der) => Import(key =>
    {
        key.ImportPkcs8PrivateKey(der.Span, out var read);
        if (read != der.Length) throw new CryptographicException("Something follows the private key.");
    });

    /// <summary>PKCS#8 in DER, not encrypted: for a vault.</summary>
    public byte[] ToPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>PKCS#8 in PEM, not encrypted: for files that only their owner may read.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>PKCS#8 in PEM, sealed with a passphrase (PBES2: AES-256, PBKDF2 with SHA-256).</summary>
    public string ToSealedPem(string passphrase) =>
        _key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseIterations));

    public ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> concatenated = stackalloc byte[EcdsaSignature.Length];
        if (!_key.TrySignHash(sha256.Span, concatenated, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _)
            || !EcdsaSignature.TryRead(concatenated, out var signature))
            throw new CryptographicException("The key gave no signature of 64 octets.");
        return ValueTask.FromResult(signature);
    }

    public void Dispose() => _key.Dispose();

    private static SoftwareKey Import(Action<ECDsa> import)
    {
        var key = ECDsa.Create();
        try
        {
            import(key);
            if (key.KeySize != 256 || key.ExportParameters(includePrivateParameters: false).Curve.Oid.FriendlyName is not ("nistP256" or "ECDSA_P256"))
                throw new CryptographicException("The key is not on P-256.");
            return new SoftwareKey(key);
        }
        catch (ArgumentException exception)
        {
            key.Dispose();
            throw new CryptographicException("The file holds no private key in PEM.", exception);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
