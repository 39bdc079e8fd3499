using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Which issued certificates a search asks for. A closed set.</summary>
public abstract record IssuedQuery
{
    private IssuedQuery()
    {
    }

    /// <summary>Everything.</summary>
    public static IssuedQuery All { get; } = new Everything();

    /// <summary>The partitions of the index that hold them, in the order of the search.</summary>
    internal abstract IReadOnlyList<string> Partitions { get; }

    /// <summary>Those whose TNAuthList has a provider's code.</summary>
    public static IssuedQuery Of(ProviderId provider) => new WithProvider(provider);

    /// <summary>Those whose TNAuthList names a number, alone or in a block. A code names no single number.</summary>
    public static IssuedQuery Of(TelephoneNumber number) => new WithNumber(number);

    /// <summary>Those of an ACME account, or of a subscriber of the manual flow.</summary>
    /// <param name="accountId">The form must have been checked: it is a key of the store.</param>
    public static IssuedQuery OfAccount(string accountId) => new WithAccount(accountId);

    /// <summary>Those whose subject has every word of a text. Null: the text has no word.</summary>
    public static IssuedQuery? OfSubject(string text) =>
        SubjectWords.Of(text) is { Count: > 0 } words ? new WithWords(words) : null;

    /// <summary>Whether a row of one of the partitions is asked for.</summary>
    internal abstract bool Matches(string partition, IssuedSummary summary);

    private sealed record Everything : IssuedQuery
    {
        internal override IReadOnlyList<string> Partitions => [IssuedIndex.Everything];

        internal override bool Matches(string partition, IssuedSummary summary) => true;
    }

    private sealed record WithProvider(ProviderId Provider) : IssuedQuery
    {
        internal override IReadOnlyList<string> Partitions => [IssuedIndex.OfProvider(Provider.ToString())];

        internal override bool Matches(string partition, IssuedSummary summary) => true;
    }

    private sealed record WithAccount(string AccountId) : IssuedQuery
    {
        internal override IReadOnlyList<string> Partitions => [IssuedIndex.OfAccount(AccountId)];

        internal override bool Matches(string partition, IssuedSummary summary) => true;
    }

    // The longest word is the rarest one most often.
    private sealed record WithWords(IReadOnlyList<string> Words) : IssuedQuery
    {
        internal override IReadOnlyList<string> Partitions => [IssuedIndex.OfWord(Words.MaxBy(word => word.Length)!)];

        internal override bool Matches(string partition, IssuedSummary summary) => Words.All(word => summary.Words.Contains(word));
    }

    private sealed record WithNumber(TelephoneNumber Number) : IssuedQuery
    {
        internal override IReadOnlyList<string> Partitions =>
            [.. Enumerable.Range(0, Number.Value.Length + 1).Reverse().Select(length => IssuedIndex.OfPrefix(Number.Value[..length]))];

        // One certificate can have the number by several entries: the longest prefix counts, so that it is found once.
        internal override bool Matches(string partition, IssuedSummary summary)
        {
            if (summary.Authority is not { } der || !TnAuthListDer.TryRead(der, out var list)) return false;
            var prefixes = list.Entries.Where(Has).Select(entry => IssuedIndex.PrefixOf(entry)!);
            return prefixes.MaxBy(prefix => prefix.Length) is { } longest && IssuedIndex.OfPrefix(longest) == partition;
        }

        private bool Has(TnAuthListEntry entry) => entry switch
        {
            NumberEntry one => one.Number == Number,
            RangeEntry block => block.Range.Contains(Number),
            _ => false,
        };
    }
}
