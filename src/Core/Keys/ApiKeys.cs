using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Keys;

/// <summary>The keys that one door knows. Here alone a secret is compared with them.</summary>
public sealed class ApiKeys<TOwner>
    where TOwner : class
{
    /// <summary>No key: the door is shut.</summary>
    public static readonly ApiKeys<TOwner> None = new([]);

    private ApiKeys(IReadOnlyList<ApiKey<TOwner>> all) => All = all;

    public IReadOnlyList<ApiKey<TOwner>> All { get; }

    /// <summary>Takes keys, unless two of them have one hash: a secret names one owner.</summary>
    public static bool TryCreate(IReadOnlyList<ApiKey<TOwner>> all, [NotNullWhen(true)] out ApiKeys<TOwner>? keys)
    {
        keys = all.Select(key => key.Hash.ToString()).Distinct(StringComparer.Ordinal).Count() == all.Count
            ? new ApiKeys<TOwner>(all)
            : null;
        return keys is not null;
    }

    /// <summary>Who holds the secret; null: nobody. Takes the same time whichever key it is.</summary>
    /// <param name="secret">The whole key as it was offered, with its prefix; null: none was.</param>
    public TOwner? Find(string? secret)
    {
        if (string.IsNullOrEmpty(secret) || secret.Length > HashedKey.MaxLength) return null;
        var offered = HashedKey.Of(secret);

        // Compare against every key so that timing does not reveal which one matches, or nearly does.
        TOwner? found = null;
        for (var index = 0; index < All.Count; index++)
        {
            var key = All[index];
            if (key.Hash.IsSameAs(offered)) found = key.Owner;
        }

        return found;
    }
}
