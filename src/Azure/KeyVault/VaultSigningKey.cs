using System.Security.Cryptography;
using Shaken.Azure.KeyVault.Keys;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Azure.KeyVault;

/// <summary>
/// One version of a key that never leaves its vault. It signs rarely (ADR 0031): each signature is a request, and a vault does a few hundred in a second.
/// </summary>
public sealed class VaultSigningKey : IKeptElsewhere
{
    private readonly VaultKeysClient _client;

    internal VaultSigningKey(VaultKeysClient client, VaultIdentifier id, ECParameters publicKey) => (_client, Id, PublicKey) = (client, id, publicKey);

    public VaultIdentifier Id { get; }

    public ECParameters PublicKey { get; }

    public string KeyId => Id.ToString();

    /// <summary>Asks the vault for the key's public half.</summary>
    /// <returns>The key, or why it cannot sign, in words. What the vault refuses comes as an exception.</returns>
    public static async Task<Outcome<VaultSigningKey, string>> OpenAsync(VaultKeysClient client, VaultIdentifier id, TimeProvider time, CancellationToken cancellationToken) =>
        From(client, await client.GetAsync(id, cancellationToken), time);

    internal static Outcome<VaultSigningKey, string> From(VaultKeysClient client, VaultKey key, TimeProvider time)
    {
        if (key.PublicKey is not { } publicKey) return $"{key.Id} is no key on P-256";
        if (!key.MaySign) return $"{key.Id} may not be used to sign: key_ops has no sign";
        return key.Validity.FaultAt(time.GetUtcNow()) is { } fault ? $"{key.Id} cannot sign: {fault}" : new VaultSigningKey(client, key.Id, publicKey.Parameters);
    }

    public async ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => await _client.SignAsync(Id, sha256, cancellationToken);
}
