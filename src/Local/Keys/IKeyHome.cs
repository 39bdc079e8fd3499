using System.Security.Cryptography;
using Shaken.Core.Signing;

namespace Shaken.Local.Keys;

/// <summary>A key that never leaves where it is: what can be kept of it here is its name there.</summary>
public interface IKeptElsewhere : ISigningKey
{
    /// <summary>Names the very key, and always the same: a version, not what is newest.</summary>
    string KeyId { get; }
}

/// <summary>Where the keys of an authority come to be and stay.</summary>
public interface IKeyHome
{
    /// <summary>Makes a key.</summary>
    /// <param name="name">What it is for, such as <c>ca-issuing</c>.</param>
    ValueTask<ISigningKey> NewAsync(string name, CancellationToken cancellationToken);

    /// <summary>A key that was made before; null where this home has none of that name. Nobody is asked: what it signs is checked against the public key.</summary>
    /// <param name="keyId"><see cref="IKeptElsewhere.KeyId"/>.</param>
    ISigningKey? Find(string keyId, ECParameters publicKey);
}

/// <summary>Keys in this process's memory, which a folder keeps as files.</summary>
public sealed class SoftwareKeyHome : IKeyHome
{
    public static SoftwareKeyHome Instance { get; } = new();

    public ValueTask<ISigningKey> NewAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<ISigningKey>(SoftwareKey.New());

    public ISigningKey? Find(string keyId, ECParameters publicKey) => null;
}
