using System.Security.Cryptography;

namespace Shaken.Core.Keys;

/// <summary>A key that never leaves where it is: what can be kept of it here is its name there.</summary>
public interface IKeptElsewhere : ISigningKey
{
    /// <summary>Names the very key, and always the same: a version, not what is newest.</summary>
    string KeyId { get; }
}

/// <summary>Makes the keys of a ceremony, wherever they are to stay.</summary>
public interface IKeyMaker
{
    /// <param name="name">What it is for, such as <c>ca-issuing</c>.</param>
    ValueTask<ISigningKey> NewAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Finds keys that stay elsewhere by their names there.</summary>
public interface IKeysElsewhere
{
    /// <summary>
    /// A key that was made before; null where the name is none. Nobody is asked: what it signs is checked against the public key.
    /// </summary>
    /// <param name="keyId"><see cref="IKeptElsewhere.KeyId"/>.</param>
    ISigningKey? Find(string keyId, ECParameters publicKey);
}
