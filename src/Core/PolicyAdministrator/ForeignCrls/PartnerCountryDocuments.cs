using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Partners;

namespace Shaken.Core.PolicyAdministrator.ForeignCrls;

/// <summary>
/// The pinned roots of partners, and their CRLs: our own copies, which every provider can reach, where the list itself names the URL that
/// it stands for (RFC 5280 section 6.3.3 compares that URL with the certificate's, wherever a copy was found). Else the partner's URL.
/// </summary>
/// <param name="administratorUrl">The URL of this policy administrator, without a slash at its end.</param>
public sealed class PartnerCountryDocuments(
    string administratorUrl, IPartners partners, PartnerStates lists, ForeignCrlStates crls) : ICountryDocuments
{
    public async ValueTask<IReadOnlyDictionary<CountryCode, CountryDocuments>> GetAsync(CancellationToken cancellationToken)
    {
        var roots = new Dictionary<CountryCode, List<TrustedRoot>>();
        var urls = new Dictionary<CountryCode, List<string>>();
        await foreach (var partner in partners.ListAsync(cancellationToken))
        {
            if (partner.State == PartnerState.Excluded) continue;
            var named = await UrlsOfAsync(partner, cancellationToken);
            foreach (var country in partner.Terms.Countries)
            {
                if (!roots.TryGetValue(country, out var ofCountry)) (roots[country], urls[country]) = (ofCountry = [], []);
                ofCountry.AddRange(partner.Terms.AdministratorRoots);
                urls[country].AddRange(named);
            }
        }

        return roots.Keys.ToDictionary(country => country, country => new CountryDocuments(roots[country], urls[country]));
    }

    private async ValueTask<List<string>> UrlsOfAsync(Partner partner, CancellationToken cancellationToken)
    {
        var named = new List<string>();
        var status = await lists.FindAsync(partner.Id, cancellationToken);
        foreach (var url in PartnerCrlUrls.Of(partner, status))
        {
            var key = new ForeignCrlKey(partner.Id, url);
            var copy = await crls.FindAsync(key, cancellationToken);
            named.Add(copy is { NamesItsUrl: true } && copy.IsHeldFor(partner) ? key.CopyAt(administratorUrl) : url);
        }

        return named;
    }
}
