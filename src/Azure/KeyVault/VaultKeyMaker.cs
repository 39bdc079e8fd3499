using System.Security.Cryptography;
using Shaken.Azure.KeyVault.Keys;
using Shaken.Core.Keys;

namespace Shaken.Azure.KeyVault;

/// <summary>Makes an authority's keys in a vault, where they stay and sign.</summary>
/// <param name="prefix">Before each name, so that one vault can hold several authorities'; may be empty.</param>
public sealed class VaultKeyMaker(VaultKeysClient client, string prefix, VaultProtection protection, TimeProvider time) : IKeyMaker
{
    public async ValueTask<ISigningKey> NewAsync(string name, CancellationToken cancellationToken)
    {
        var made = await client.CreateAsync(prefix + name, protection, new Dictionary<string, string> { ["shaken"] = name }, cancellationToken);
        if (made.Protection != protection) throw new VaultUntrustedException($"{client.Vault} made a key that is not protected as was asked for.");
        return VaultSigningKey.From(client, made, time).TryGet(out var key, out var failure) ? key : throw new VaultUntrustedException($"{client.Vault} made a key that was not asked for: {failure}.");
    }
}

/// <summary>Finds keys by their identifiers in vaults.</summary>
public sealed class KeysInVaults(Vaults vaults) : IKeysElsewhere
{
    public ISigningKey? Find(string keyId, ECParameters publicKey) =>
        VaultIdentifier.TryParse(keyId, out var id) && id.Collection == VaultCollection.Keys ? new VaultSigningKey(vaults.KeysOf(id.Vault), id, publicKey) : null;
}
