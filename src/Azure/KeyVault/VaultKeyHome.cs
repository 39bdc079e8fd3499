using System.Security.Cryptography;
using Shaken.Core.Signing;
using Shaken.Local.Keys;

namespace Shaken.Azure.KeyVault;

/// <summary>A vault as the home of an authority's keys: made there, used there, never seen.</summary>
/// <param name="prefix">Before each name, so that one vault can hold several authorities'; may be empty.</param>
public sealed class VaultKeyHome(VaultKeysClient client, string prefix, VaultProtection protection, TimeProvider time) : IKeyHome
{
    public async ValueTask<ISigningKey> NewAsync(string name, CancellationToken cancellationToken)
    {
        var made = await client.CreateAsync(prefix + name, protection, new Dictionary<string, string> { ["shaken"] = name }, cancellationToken);
        return VaultSigningKey.From(client, made, time).TryGet(out var key, out var failure) ? key : throw new VaultUntrustedException($"The vault made a key that was not asked for: {failure}.");
    }

    public ISigningKey? Find(string keyId, ECParameters publicKey) =>
        VaultIdentifier.TryParse(keyId, out var id) && id.Vault == client.Vault && id.Collection == VaultCollection.Keys ? new VaultSigningKey(client, id, publicKey) : null;
}
