using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>Which roots count and how far each country is trusted, now or as it is proposed.</summary>
/// <param name="Roots">SHA-256 of each root, 64 hexadecimal digits in lower case.</param>
/// <param name="Countries">How far each country is trusted that is named; see <see cref="Of"/> for the others.</param>
public sealed record TrustOutlook(IReadOnlySet<string> Roots, IReadOnlyDictionary<CountryCode, CountryTrust> Countries)
{
    /// <summary>Countries whose policy an operator of the verifier pinned: no country policy changes it.</summary>
    public IReadOnlySet<CountryCode> Pinned { get; init; } = new HashSet<CountryCode>();

    /// <summary>How far a country is trusted: full trust, where nothing else is said (ATIS-1000087).</summary>
    public CountryTrust Of(CountryCode country) => Countries.GetValueOrDefault(country) ?? CountryTrust.OfListed;
}

/// <summary>Another trusted-CA list and country policy, as somebody proposes them. Parsed but not verified.</summary>
/// <param name="Roots">Those of the list.</param>
/// <param name="Countries">What the policy says of each country that it names; null: no other policy is proposed.</param>
public sealed record TrustProposal(
    IReadOnlyList<TrustedRoot> Roots, IReadOnlyDictionary<CountryCode, CountryTerms>? Countries)
{
    /// <summary>What verdicts would go by.</summary>
    /// <param name="before">What they go by now.</param>
    public TrustOutlook ToOutlook(TrustOutlook before)
    {
        var roots = Roots.Select(root => root.Certificate.Fingerprint).ToHashSet(StringComparer.Ordinal);
        if (Countries is null) return before with { Roots = roots };
        var countries = Countries.ToDictionary(pair => pair.Key, pair => pair.Value.Trust);
        foreach (var country in before.Pinned) countries[country] = before.Of(country);
        return before with { Roots = roots, Countries = countries };
    }
}
