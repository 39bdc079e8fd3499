using System.Collections.Frozen;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Registry;

/// <summary>A registry list whose signature was verified: only <see cref="RegistryListReader"/> makes one.</summary>
public sealed class RegistryList : IFollowedDocument<RegistryList>
{
    private readonly RegistryListDocument _document;
    private readonly FrozenDictionary<CountryCode, RegistryEntry> _byCountry;

    internal RegistryList(RegistryListDocument document, KeptList kept)
    {
        (_document, Kept) = (document, kept);
        _byCountry = document.Entries.ToFrozenDictionary(entry => entry.Country);
    }

    /// <summary>Rises by one with each list of the registry.</summary>
    public long Sequence => _document.Sequence;

    /// <summary>
    /// When the next one must have come. The list stays in force after it: what a country says is fresh by its own list, and silence of
    /// the registry must not cut off all of them.
    /// </summary>
    public DateTimeOffset ExpiresAt => _document.ExpiresAt;

    /// <summary>One of each country.</summary>
    public IReadOnlyList<RegistryEntry> Entries => _document.Entries;

    /// <summary>Entries that were left out, and why.</summary>
    public IReadOnlyList<string> Skipped => _document.Skipped;

    /// <summary>The list as received, for keeping.</summary>
    public KeptList Kept { get; }

    /// <summary>The entry of a country; null: it is not registered.</summary>
    public RegistryEntry? Find(CountryCode country) => _byCountry.GetValueOrDefault(country);

    /// <summary>Whether both have the same entries, in whatever order.</summary>
    public bool HasContentOf(RegistryList other) => _document.HasContentOf(other._document);
}
