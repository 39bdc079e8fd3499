using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>A key that was given to somebody, of which only the hash is kept.</summary>
/// <param name="Owner">Who holds the key.</param>
/// <param name="Hash">The hash of its secret.</param>
public sealed record ApiKey<TOwner>(TOwner Owner, HashedKey Hash)
    where TOwner : class
{
    /// <summary>Reads an owner.</summary>
    public delegate bool OwnerParser(string text, [NotNullWhen(true)] out TOwner? owner);

    /// <summary>Makes a key: the secret to give away once, and what the configuration keeps.</summary>
    public static (string Secret, ApiKey<TOwner> Key) New(TOwner owner, string prefix, IRandom random)
    {
        var (secret, hash) = HashedKey.New(prefix, random);
        return (secret, new ApiKey<TOwner>(owner, hash));
    }

    /// <summary>Reads <c>owner:sha256</c>, the hash in 64 hexadecimal digits.</summary>
    public static bool TryParse(string text, OwnerParser parseOwner, [NotNullWhen(true)] out ApiKey<TOwner>? key)
    {
        key = text.Split(':') is [var first, var second] && parseOwner(first, out var owner) && HashedKey.TryParse(second, out var hash)
            ? new ApiKey<TOwner>(owner, hash)
            : null;
        return key is not null;
    }

    /// <summary><c>owner:sha256</c>, for the configuration.</summary>
    public override string ToString() => $"{Owner}:{Hash}";
}
