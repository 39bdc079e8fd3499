using Azure;
using Azure.Security.KeyVault.Secrets;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;

namespace Shaken.Azure.KeyVault;

/// <summary>
/// The key ring of renewals as secrets of a vault. A key that is being ordered for has a secret of its own; the one in force is the newest version of the
/// secret named like the certificate, whose tags say which certificate it has and where that is published.
/// </summary>
/// <remarks>
/// A vault has no insert-if-absent: two that make a key at once make two versions, and the oldest counts for both. Its times are whole
/// seconds, so an
/// instance that wrote a version, or finds a fresh one, looks again after the second is over: what comes later is younger. Versions cannot
/// be destroyed one by one: they are disabled.
/// </remarks>
public sealed class VaultKeyRing(SecretClient secrets, TimeProvider time) : IKeyRing
{
    private const int MaxTagLength = 256;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // Our clock and the vault's may differ by half of that.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public async ValueTask<ISigningKey> GetOrMakeAsync(string keyName, CancellationToken cancellationToken)
    {
        var oldest = OldestOf(await VersionsAsync(keyName, cancellationToken));
        if (oldest?.CreatedOn < time.GetUtcNow() - Fresh) return await GetAsync(oldest, cancellationToken);
        if (oldest is null)
        {
            using var key = SoftwareKey.New();
            await secrets.SetSecretAsync(NewSecret(keyName, key), cancellationToken);
        }

        await Task.Delay(Settling, time, cancellationToken);
        return await FindOldestAsync(keyName, cancellationToken) ?? throw new StorageException($"The secret {keyName} was stored and is not there.");
    }

    public async ValueTask DropAsync(string keyName, CancellationToken cancellationToken)
    {
        try
        {
            await secrets.StartDeleteSecretAsync(keyName, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // It was dropped before.
        }
    }

    public async ValueTask PutCurrentAsync(CertificateInForce current, CancellationToken cancellationToken)
    {
        if (current.X5u.Length > MaxTagLength) throw new StorageException($"The x5u is longer than {MaxTagLength} characters, which is all that a tag of a vault holds.");
        if ((await FindCurrentAsync(current.Name, cancellationToken))?.Fingerprint != current.Fingerprint)
        {
            using var key = await FindOldestAsync(current.KeyName, cancellationToken)
                ?? await FindVersionAsync(current.Name, current.Fingerprint, cancellationToken)
                ?? throw new StorageException($"The vault has no key {current.KeyName} for the certificate {current.Fingerprint}.");
            if (!IsKeyOf(key, current)) throw new StorageException($"The key {current.KeyName} is not that of the certificate {current.Fingerprint}.");
            var secret = NewSecret(current.Name, key);
            secret.Properties.ExpiresOn = current.NotAfter;
            secret.Properties.Tags[SealedCallKey.FingerprintTag] = current.Fingerprint;
            secret.Properties.Tags[SealedCallKey.X5uTag] = current.X5u;
            await secrets.SetSecretAsync(secret, cancellationToken);
        }

        await DropAsync(current.KeyName, cancellationToken);
    }

    public async ValueTask<ISigningKey?> FindKeyAsync(string name, string fingerprint, CancellationToken cancellationToken) =>
        await FindCurrentAsync(name, cancellationToken) is { } current && current.Fingerprint == fingerprint
            ? current.Key
            : await FindVersionAsync(name, fingerprint, cancellationToken);

    public async ValueTask RemoveAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        if ((await FindCurrentAsync(name, cancellationToken))?.Fingerprint == fingerprint) return;
        foreach (var version in await VersionsAsync(name, cancellationToken))
        {
            if (SealedCallKey.Tag(version.Tags, SealedCallKey.FingerprintTag) != fingerprint) continue;
            version.Enabled = false;
            await secrets.UpdateSecretPropertiesAsync(version, cancellationToken);
        }
    }

    /// <summary>The key in force; null while there is none.</summary>
    /// <param name="name">Of the certificate that is renewed.</param>
    public async ValueTask<SealedCallKey?> FindCurrentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return SealedCallKey.From((await secrets.GetSecretAsync(name, version: null, outContentType: null, cancellationToken)).Value);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async ValueTask<SoftwareKey?> FindOldestAsync(string name, CancellationToken cancellationToken)
    {
        var oldest = OldestOf(await VersionsAsync(name, cancellationToken));
        return oldest is null ? null : await GetAsync(oldest, cancellationToken);
    }

    private async ValueTask<SoftwareKey?> FindVersionAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        var found = (await VersionsAsync(name, cancellationToken)).FirstOrDefault(version => SealedCallKey.Tag(version.Tags, SealedCallKey.FingerprintTag) == fingerprint);
        return found is null ? null : await GetAsync(found, cancellationToken);
    }

    private async ValueTask<SoftwareKey> GetAsync(SecretProperties version, CancellationToken cancellationToken) =>
        SealedCallKey.From((await secrets.GetSecretAsync(version.Name, version.Version, outContentType: null, cancellationToken)).Value).Key;

    // Those that are not disabled.
    private async ValueTask<IReadOnlyList<SecretProperties>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        var versions = new List<SecretProperties>();
        try
        {
            await foreach (var version in secrets.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
            {
                if (version.Enabled != false) versions.Add(version);
            }
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return [];
        }

        return versions;
    }

    private static SecretProperties? OldestOf(IReadOnlyList<SecretProperties> versions) =>
        versions.OrderBy(version => version.CreatedOn).ThenBy(version => version.Version, StringComparer.Ordinal).FirstOrDefault();

    private static KeyVaultSecret NewSecret(string name, SoftwareKey key) => new(name, Convert.ToBase64String(key.ToPkcs8())) { Properties = { ContentType = SealedCallKey.ContentType } };

    private static bool IsKeyOf(SoftwareKey key, CertificateInForce current) =>
        current.ReadChain()[0].PublicKey.TryToP256(out var certified) && certified.Parameters.Q.X.AsSpan().SequenceEqual(key.PublicKey.Q.X) && certified.Parameters.Q.Y.AsSpan().SequenceEqual(key.PublicKey.Q.Y);
}
