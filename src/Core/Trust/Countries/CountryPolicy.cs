using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>A country policy whose signature was verified: only <see cref="CountryPolicyReader"/> makes one.</summary>
public sealed class CountryPolicy : IFollowedDocument<CountryPolicy>
{
    private readonly CountryPolicyDocument _document;

    internal CountryPolicy(CountryPolicyDocument document, KeptList kept) => (_document, Kept) = (document, kept);

    /// <summary>Rises by one with each policy of the STI-PA.</summary>
    public long Sequence => _document.Sequence;

    /// <summary>
    /// When the next one must have come. The policy stays in force after it: what it shuts out must not come in because the STI-PA is
    /// silent.
    /// </summary>
    public DateTimeOffset ExpiresAt => _document.ExpiresAt;

    /// <summary>What it says of each country that it names.</summary>
    public IReadOnlyDictionary<CountryCode, CountryTerms> Countries => _document.Countries;

    /// <summary>The policy as received, for keeping.</summary>
    public KeptList Kept { get; }

    /// <summary>Whether both say the same of the same countries.</summary>
    public bool HasContentOf(CountryPolicy other) => _document.HasContentOf(other._document);
}
