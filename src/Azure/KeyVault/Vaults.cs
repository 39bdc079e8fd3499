using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Shaken.Azure.KeyVault.Keys;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Azure.KeyVault;

/// <summary>The vaults that a process uses, each with one client for its keys, so that all of them share its pace and its token.</summary>
/// <param name="transport">What requests go through; null: the network.</param>
public sealed class Vaults(TokenCredential credential, VaultRate rate, TimeProvider time, HttpPipelineTransport? transport = null)
{
    private readonly ConcurrentDictionary<VaultAddress, Lazy<VaultKeysClient>> _keys = new();
    private readonly ConcurrentDictionary<VaultIdentifier, bool> _opened = new();

    /// <summary>Who asks.</summary>
    /// <param name="clientId">A user-assigned managed identity; null: the signed-in identity, as <see cref="DefaultAzureCredential"/> finds
    /// it.</param>
    public static TokenCredential CredentialOf(string? clientId) =>
        clientId is null ? new DefaultAzureCredential() : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));

    /// <summary>
    /// Opens what an identifier names: a key that stays in its vault, or a sealed call key, which comes into this process.
    /// </summary>
    /// <returns>The key, or why there is none, in words.</returns>
    public async Task<Outcome<ISigningKey, string>> OpenAsync(VaultIdentifier id, CancellationToken cancellationToken)
    {
        try
        {
            if (id.Collection == VaultCollection.Secrets) return await OpenSealedAsync(id, cancellationToken);
            if (!(await VaultSigningKey.OpenAsync(KeysOf(id.Vault), id, time, cancellationToken)).TryGet(out var key, out var failure)) return failure;
            _opened[id] = true;
            return key;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && VaultFaults.InWords(exception) is { } fault)
        {
            return $"{id}: {fault}";
        }
    }

    /// <summary>Why a key that was opened could not be opened now, in words; null where all could.</summary>
    public async Task<string?> FindKeysFaultAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _opened.Keys)
        {
            if (!(await OpenAsync(id, cancellationToken)).TryGet(out _, out var fault)) return fault;
        }

        return null;
    }

    /// <summary>Reads one version of a secret that is text, such as a password.</summary>
    /// <returns>The secret, or why there is none, in words.</returns>
    public async Task<Outcome<SecretText, string>> ReadTextAsync(VaultIdentifier id, CancellationToken cancellationToken)
    {
        if (id.Collection != VaultCollection.Secrets || id.Vault.IsManagedHsm)
            return $"{id} is no secret of a vault, as https://NAME.vault.azure.net/secrets/NAME/VERSION";
        try
        {
            var secret = (await SecretsOf(id.Vault).GetSecretAsync(id.Name, id.Version, outContentType: null, cancellationToken)).Value;
            if (secret.Properties.ExpiresOn <= time.GetUtcNow()) return $"{id}: it expired at {secret.Properties.ExpiresOn:u}";
            return string.IsNullOrWhiteSpace(secret.Value) ? $"{id}: it is empty" : new SecretText(secret.Value.Trim());
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && VaultFaults.InWords(exception) is { } fault)
        {
            return $"{id}: {fault}";
        }
    }

    /// <summary>
    /// Why secrets of a vault cannot be read, or why the call key of that name cannot sign, in words; null where neither is so.
    /// </summary>
    /// <param name="name">A secret that may not be there yet.</param>
    public async Task<string?> FindSecretsFaultAsync(VaultAddress vault, string name, CancellationToken cancellationToken)
    {
        if (vault.IsManagedHsm) return $"{vault} is a managed HSM, which holds no secrets";
        try
        {
            SealedCallKey.From((await SecretsOf(vault).GetSecretAsync(name, version: null, outContentType: null, cancellationToken)).Value).Key.Dispose();
            return null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // A caller without the right to read is not told that there is none.
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && VaultFaults.InWords(exception) is { } fault)
        {
            return $"{vault}: {fault}";
        }
    }

    public VaultKeysClient KeysOf(VaultAddress vault) => _keys.GetOrAdd(vault, address => new Lazy<VaultKeysClient>(() => NewKeys(address))).Value;

    /// <summary>The official client. Secrets are read at starts and renewals only, so that they have no pace of their own.</summary>
    public SecretClient SecretsOf(VaultAddress vault)
    {
        if (vault.IsManagedHsm) throw new ArgumentException("A managed HSM holds no secrets.", nameof(vault));
        var options = new SecretClientOptions(SecretClientOptions.ServiceVersion.V7_4) { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) }, Diagnostics = { ApplicationId = "shaken" } };
        if (transport is not null) options.Transport = transport;
        return new SecretClient(vault.Url, credential, options);
    }

    private async Task<Outcome<ISigningKey, string>> OpenSealedAsync(VaultIdentifier id, CancellationToken cancellationToken)
    {
        if (id.Vault.IsManagedHsm) return $"{id.Vault} is a managed HSM, which holds no secrets";
        var key = SealedCallKey.From((await SecretsOf(id.Vault).GetSecretAsync(id.Name, id.Version, outContentType: null, cancellationToken)).Value);
        if (key.ExpiresAt > time.GetUtcNow() || key.ExpiresAt is null) return key.Key;
        key.Key.Dispose();
        return $"{id}: it expired at {key.ExpiresAt:u}";
    }

    private VaultKeysClient NewKeys(VaultAddress vault)
    {
        var options = new VaultClientOptions { Rate = rate };
        if (transport is not null) options.Transport = transport;
        return new VaultKeysClient(vault, credential, options, time);
    }
}
