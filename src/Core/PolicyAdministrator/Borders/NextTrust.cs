using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>
/// What this policy administrator has published, and what would follow if all that waits for another operator's approval were approved.
/// </summary>
/// <param name="own">The country of this policy administrator.</param>
/// <param name="lists">Null: no list is published here.</param>
/// <param name="policies">Null: no country policy is kept here.</param>
public sealed class NextTrust(CountryCode own, MergedRoots roots, TrustListPublisher? lists, CountryPolicies? policies)
{
    /// <summary>The list in force, and the terms of each country that are decided.</summary>
    public async ValueTask<TrustOutlook> GetPresentAsync(CancellationToken cancellationToken)
    {
        var list = lists is null ? null : await lists.FindCurrentAsync(cancellationToken);
        var terms = await TermsAsync(withProposed: false, cancellationToken);
        return new TrustOutlook(
            (list?.Roots ?? []).ToHashSet(StringComparer.Ordinal), terms.ToDictionary(pair => pair.Key, pair => pair.Value.Trust));
    }

    /// <summary>The next list and country policy.</summary>
    public async ValueTask<TrustProposal> GetProposedAsync(CancellationToken cancellationToken)
    {
        var merged = await roots.GetProposedAsync(cancellationToken);
        return new TrustProposal(
            [.. merged.Select(one => one.Root)], await TermsAsync(withProposed: true, cancellationToken));
    }

    private async ValueTask<Dictionary<CountryCode, CountryTerms>> TermsAsync(bool withProposed, CancellationToken cancellationToken)
    {
        var countries = new Dictionary<CountryCode, CountryTerms> { [own] = new(CountryTrust.OfOwn, [], [], []) };
        if (policies is null) return countries;
        await foreach (var entry in policies.ListAsync(cancellationToken))
        {
            if ((withProposed ? entry.Proposed ?? entry.Terms : entry.Terms) is { } terms) countries[entry.Country] = terms;
        }

        return countries;
    }
}
