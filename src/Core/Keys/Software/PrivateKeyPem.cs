using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys.Software;

/// <summary>
/// The one private key in a PEM file: <c>PRIVATE KEY</c> (PKCS#8), <c>EC PRIVATE KEY</c> (SEC 1) or <c>ENCRYPTED PRIVATE KEY</c>. Other
/// blocks may stand beside it, as OpenSSL writes its curve or a tool the certificate.
/// </summary>
internal static class PrivateKeyPem
{
    private const int MaxOctets = 256 * 1024;

    private const string Decrypt = "openssl pkey -in FILE -out NEW-FILE";

    public static bool TryRead(
        ReadOnlySpan<byte> octets, KeyPassphrase? passphrase,
        [NotNullWhen(true)] out SoftwareKey? key,
        [NotNullWhen(false)] out KeyRefusal? refusal)
    {
        key = null;
        return TryFind(octets, out var block, out refusal) && TryRead(block, passphrase, out key, out refusal);
    }

    private static bool TryFind(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out PemBlock? block, [NotNullWhen(false)] out KeyRefusal? refusal)
    {
        block = null;
        refusal = octets.Length > MaxOctets
            ? new KeyRefusal(KeyFailure.TooLong, $"The file is longer than {MaxOctets} octets: it is not a key file.")
            : null;
        if (refusal is not null) return false;
        if (!PemText.TryRead(octets, out var blocks, out var failure))
        {
            refusal = new KeyRefusal(KeyFailure.NotPem, $"The file cannot be read as PEM: {failure}.");
            return false;
        }

        var keys = blocks.Where(found => found.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)).ToList();
        if (keys.Count == 1) block = keys[0];
        else refusal = keys.Count > 1
            ? new KeyRefusal(KeyFailure.SeveralKeys, $"The file holds {keys.Count} private keys: keep the one that is meant.")
            : WithoutKey(blocks);
        return block is not null;
    }

    private static KeyRefusal WithoutKey(IReadOnlyList<PemBlock> blocks)
    {
        if (blocks.Count == 0)
            return new KeyRefusal(
                KeyFailure.NotPem,
                "The file holds no private key in PEM: convert a key in DER with openssl pkey -inform DER -in FILE -out NEW-FILE.");
        return blocks.Any(block => block.Label.EndsWith("PUBLIC KEY", StringComparison.Ordinal))
            ? new KeyRefusal(KeyFailure.PublicKey, "The file holds a public key, no private key: name the file with the private half.")
            : new KeyRefusal(KeyFailure.NoKey, $"The file holds a PEM block {blocks[0].Label}, no private key: name the key's own file.");
    }

    private static bool TryRead(
        PemBlock block, KeyPassphrase? passphrase, [NotNullWhen(true)] out SoftwareKey? key, [NotNullWhen(false)] out KeyRefusal? refusal)
    {
        key = null;

        // The form before PKCS#8 has headers inside the block, and .NET does not decrypt it.
        if (block.Body.Span.Contains("Proc-Type", StringComparison.Ordinal))
        {
            refusal = new KeyRefusal(
                KeyFailure.UnknownForm,
                "The private key is encrypted in an old form that is not read: convert it with "
                + $"openssl pkcs8 -topk8 -in FILE -out NEW-FILE, which keeps a passphrase, or decrypt it with {Decrypt}.");
            return false;
        }

        if (!block.TryDecode(out var der))
        {
            refusal = new KeyRefusal(KeyFailure.Damaged, "The private key is damaged: its base64 is broken.");
            return false;
        }

        switch (block.Label)
        {
            case "PRIVATE KEY":
                return PrivateKeyDer.TryReadPkcs8(der, out key, out refusal);
            case "EC PRIVATE KEY":
                return PrivateKeyDer.TryReadSec1(der, out key, out refusal);
            case "ENCRYPTED PRIVATE KEY" when passphrase is not null:
                return PrivateKeyDer.TryReadEncrypted(der, passphrase.Text, out key, out refusal);
            case "ENCRYPTED PRIVATE KEY":
                refusal = new KeyRefusal(
                    KeyFailure.Encrypted,
                    "The private key is encrypted and no passphrase is given: decrypt it with "
                    + $"{Decrypt}, into a file that only its owner may read.");
                return false;
            case "RSA PRIVATE KEY" or "DSA PRIVATE KEY":
                refusal = new KeyRefusal(
                    KeyFailure.AnotherAlgorithm,
                    $"The key is an {block.Label[..3]} key: it must be an elliptic-curve key on P-256.");
                return false;
            case "OPENSSH PRIVATE KEY":
                refusal = new KeyRefusal(
                    KeyFailure.UnknownForm,
                    "The key is in OpenSSH's form, which is not read: convert a copy of the file with ssh-keygen -p -m PKCS8 -f COPY.");
                return false;
            default:
                refusal = new KeyRefusal(
                    KeyFailure.UnknownForm,
                    $"The PEM block {block.Label} is not read: convert the key to PKCS#8 with "
                    + "openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW-FILE.");
                return false;
        }
    }
}
