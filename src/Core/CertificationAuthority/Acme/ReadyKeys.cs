using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Keys;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// Keys of accounts, ready to verify with: importing one costs more than a verification does. Bounded; only registered keys get in.
/// </summary>
internal sealed class ReadyKeys
{
    private const int MaxKeys = 4096;

    private readonly ConcurrentDictionary<JsonWebKey, EcdsaPublicKey> _keys = new();

    public bool TryGet(JsonWebKey key, [NotNullWhen(true)] out EcdsaPublicKey? ready)
    {
        if (_keys.TryGetValue(key, out ready)) return true;
        if (!key.TryToPublicKey(out ready)) return false;

        // Who comes often is back at once; that is less work than to know who came last.
        if (_keys.Count >= MaxKeys) _keys.Clear();
        _keys[key] = ready;
        return true;
    }
}
