using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>What is published, and by which key.</summary>
/// <param name="Name">Tells the policies of one store apart: letters, digits and hyphens.</param>
/// <param name="Own">The country of this policy administrator, which every policy names.</param>
/// <param name="Key">The key of the signer of country policies, which signs nothing else.</param>
/// <param name="X5u">Where the certificate of <paramref name="Key"/> is.</param>
public sealed record CountryPolicyPublication(string Name, CountryCode Own, ISigningKey Key, string X5u, TrustListSchedule Schedule);

/// <summary>
/// Signs and stores the country policy, on any number of instances: its sequence rises by exactly one, and every policy stays readable. It
/// names the own country, each other for which there are terms, and each whose roots stand on the trusted-CA list and whose documents are
/// known; of each those of its roots that stand on the list, and what its CRLs are checked by.
/// </summary>
public sealed class CountryPolicyPublisher : JwtPublisher
{
    private const string Table = "country-policy-sequences";
    private const string Container = "trust-lists";

    private readonly CountryPolicyPublication _publication;
    private readonly CountryPolicies _policies;
    private readonly IApprovedRoots _roots;
    private readonly IReadOnlyList<ICountryDocuments> _documents;

    /// <param name="documents">What is known of countries beside their terms, the first source before the next.</param>
    public CountryPolicyPublisher(
        CountryPolicyPublication publication, CountryPolicies policies, IApprovedRoots roots, IEnumerable<ICountryDocuments> documents,
        IRecords records, IBlobs blobs, TimeProvider time, ILogger<CountryPolicyPublisher> logger)
        : base(
            new SignedListPlace("country policy", Table, Container, $"country-policy-{publication.Name}"), publication.Schedule, records,
            blobs, time, logger) =>
        (_publication, _policies, _roots, _documents) = (publication, policies, roots, [.. documents]);

    private protected override async ValueTask<JwtContent> ReadAsync(CancellationToken cancellationToken)
    {
        var roots = (await _roots.GetAsync(cancellationToken)).ToLookup(root => root.Country, root => root.Certificate.Fingerprint);
        var countries = new Dictionary<CountryCode, CountryTerms>
        {
            [_publication.Own] = new(CountryTrust.OfOwn, [], [], []),
        };
        await foreach (var entry in _policies.ListAsync(cancellationToken))
        {
            if (entry.Terms is { } terms) countries[entry.Country] = terms;
        }

        foreach (var source in _documents)
        {
            foreach (var (country, documents) in await source.GetAsync(cancellationToken))
            {
                if (country == _publication.Own) continue;

                // A root on the list is trusted wholly while no terms say otherwise (ATIS-1000087).
                if (countries.TryGetValue(country, out var known)) countries[country] = Completed(known, documents);
                else if (roots.Contains(country))
                    countries[country] = Completed(new CountryTerms(CountryTrust.OfListed, [], [], []), documents);
            }
        }

        foreach (var country in countries.Keys.ToList())
            countries[country] = countries[country] with { Roots = [.. roots[country].Order(StringComparer.Ordinal)] };
        var lines = countries.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {CountryTermsJson.TextOf(pair.Value)}");
        return new JwtContent([.. lines], (sequence, expiresAt, token) =>
            CountryPolicySigner.SignAsync(countries, sequence, expiresAt, _publication.Key, _publication.X5u, token));
    }

    // What operators set comes first, and is never left out.
    private static CountryTerms Completed(CountryTerms terms, CountryDocuments documents) => terms with
    {
        AdministratorRoots =
        [
            .. terms.AdministratorRoots.Concat(documents.AdministratorRoots)
                .DistinctBy(root => root.Certificate.Fingerprint, StringComparer.Ordinal).Take(CountryTermsJson.MaxAdministratorRoots),
        ],
        CrlUrls =
        [
            .. terms.CrlUrls.Concat(documents.CrlUrls).Distinct(StringComparer.Ordinal).Take(CountryTermsJson.MaxCrls),
        ],
    };
}
