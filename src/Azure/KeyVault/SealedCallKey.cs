using Azure.Security.KeyVault.Secrets;
using Shaken.Core.Keys.Software;
using Shaken.Core.Storage;

namespace Shaken.Azure.KeyVault;

/// <summary>
/// A key that signs calls, made in a process and kept between processes as a secret of a vault: PKCS#8 in base64. A process that may read
/// the secret signs in its own
/// memory, thousands of times a second.
/// </summary>
/// <param name="X5u">Where its certificate is published; null while it has none.</param>
/// <param name="Fingerprint">Of its certificate; null while it has none.</param>
/// <param name="ExpiresAt">When its certificate ends; null while it has none.</param>
public sealed record SealedCallKey(SoftwareKey Key, string? X5u, string? Fingerprint, DateTimeOffset? ExpiresAt)
{
    internal const string ContentType = "application/pkcs8";
    internal const string FingerprintTag = "certificate-sha256";
    internal const string X5uTag = "x5u";

    /// <exception cref="StorageException">The secret is no such key.</exception>
    internal static SealedCallKey From(KeyVaultSecret secret)
    {
        if (secret.Properties.ContentType != ContentType) throw new StorageException($"The secret {secret.Id} is no key: its content type is not {ContentType}.");
        var octets = new byte[secret.Value.Length];
        if (!Convert.TryFromBase64String(secret.Value, octets, out var written))
            throw new StorageException($"The secret {secret.Id} is not base64: it must be a private key on P-256 in PKCS#8 and base64.");
        if (!SoftwareKey.TryReadPkcs8(octets.AsMemory(0, written), out var key, out var refusal))
            throw new StorageException($"The secret {secret.Id} must be a private key on P-256 in PKCS#8 and base64. {refusal.Detail}");
        var tags = secret.Properties.Tags;
        return new SealedCallKey(key, Tag(tags, X5uTag), Tag(tags, FingerprintTag), secret.Properties.ExpiresOn);
    }

    internal static string? Tag(IDictionary<string, string> tags, string name) => tags.TryGetValue(name, out var value) ? value : null;
}
