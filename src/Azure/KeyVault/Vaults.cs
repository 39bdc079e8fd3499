using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace Shaken.Azure.KeyVault;

/// <summary>The vaults that a process uses, each with one client for its keys, so that all of them share its pace and its token.</summary>
/// <param name="transport">What requests go through; null: the network.</param>
public sealed class Vaults(TokenCredential credential, VaultRate rate, TimeProvider time, HttpPipelineTransport? transport = null)
{
    private readonly ConcurrentDictionary<VaultAddress, Lazy<VaultKeysClient>> _keys = new();

    /// <summary>Who asks.</summary>
    /// <param name="clientId">A user-assigned managed identity; null: whoever is signed in, as <see cref="DefaultAzureCredential"/> finds it.</param>
    public static TokenCredential CredentialOf(string? clientId) =>
        clientId is null ? new DefaultAzureCredential() : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));

    public VaultKeysClient KeysOf(VaultAddress vault) => _keys.GetOrAdd(vault, address => new Lazy<VaultKeysClient>(() => NewKeys(address))).Value;

    /// <summary>The official client. Secrets are read at starts and renewals only, so that they have no pace of their own.</summary>
    public SecretClient SecretsOf(VaultAddress vault)
    {
        if (vault.IsManagedHsm) throw new ArgumentException("A managed HSM holds no secrets.", nameof(vault));
        var options = new SecretClientOptions(SecretClientOptions.ServiceVersion.V7_4) { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) }, Diagnostics = { ApplicationId = "shaken" } };
        if (transport is not null) options.Transport = transport;
        return new SecretClient(vault.Url, credential, options);
    }

    private VaultKeysClient NewKeys(VaultAddress vault)
    {
        var options = new VaultClientOptions { Rate = rate };
        if (transport is not null) options.Transport = transport;
        return new VaultKeysClient(vault, credential, options, time);
    }
}
