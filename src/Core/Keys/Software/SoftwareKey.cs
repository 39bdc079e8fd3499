using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Shaken.Core.Keys.Software;

/// <summary>
/// A P-256 key held in this process's memory: the short-lived key that signs calls, and every key of a laptop.
/// Safe for many threads at once.
/// </summary>
public sealed class SoftwareKey : ISigningKey, IDisposable
{
    // A third of a second with the passphrase, and for each guess.
    private const int PassphraseIterations = 600_000;

    private const int ScalarOctets = 32;

    private readonly ECDsa _key;

    private SoftwareKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportParameters(includePrivateParameters: false);
    }

    public ECParameters PublicKey { get; }

    /// <summary>A fresh key.</summary>
    public static SoftwareKey New() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>
    /// Reads the private key of a PEM file: <c>PRIVATE KEY</c> (PKCS#8), <c>EC PRIVATE KEY</c> (SEC 1) or <c>ENCRYPTED PRIVATE KEY</c>.
    /// </summary>
    /// <param name="passphrase">Opens an encrypted key; null: none is known.</param>
    public static bool TryReadPem(
        ReadOnlySpan<byte> octets, KeyPassphrase? passphrase,
        [NotNullWhen(true)] out SoftwareKey? key,
        [NotNullWhen(false)] out KeyRefusal? refusal) =>
        PrivateKeyPem.TryRead(octets, passphrase, out key, out refusal);

    /// <summary>The same for text that is known to be good, such as what was just written.</summary>
    /// <exception cref="ArgumentException">It holds no private key on P-256.</exception>
    public static SoftwareKey FromPem(string pem) =>
        TryReadPem(Encoding.UTF8.GetBytes(pem), passphrase: null, out var key, out var refusal)
            ? key
            : throw new ArgumentException(refusal.Detail, nameof(pem));

    /// <summary>Reads PKCS#8 in DER, not encrypted.</summary>
    public static bool TryReadPkcs8(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SoftwareKey? key, [NotNullWhen(false)] out KeyRefusal? refusal) =>
        PrivateKeyDer.TryReadPkcs8(der, out key, out refusal);

    /// <summary>PKCS#8 in DER, not encrypted: for a vault.</summary>
    public byte[] ToPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>PKCS#8 in PEM, not encrypted: for files that only their owner may read.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>PKCS#8 in PEM, sealed with a passphrase (PBES2: AES-256, PBKDF2 with SHA-256).</summary>
    public string ToSealedPem(string passphrase) =>
        _key.ExportEncryptedPkcs8PrivateKeyPem(
            passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseIterations));

    /// <summary>PKCS#8 in PEM, sealed where a passphrase is given.</summary>
    public string ToPem(KeyPassphrase? passphrase) => passphrase is null ? ToPem() : ToSealedPem(passphrase.Text);

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

    /// <summary>The key of a private number; the public half is computed from it.</summary>
    /// <returns>False where the number is not between 1 and the order of the curve.</returns>
    internal static bool TryCreate(ReadOnlySpan<byte> scalar, [NotNullWhen(true)] out SoftwareKey? key)
    {
        key = null;
        var digits = scalar.TrimStart((byte)0);
        if (digits.Length is 0 or > ScalarOctets) return false;
        var padded = new byte[ScalarOctets];
        digits.CopyTo(padded.AsSpan(ScalarOctets - digits.Length));
        var made = ECDsa.Create();
        try
        {
            made.ImportParameters(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = padded });
            key = new SoftwareKey(made);
            return true;
        }
        catch (CryptographicException)
        {
            made.Dispose();
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
        }
    }
}
