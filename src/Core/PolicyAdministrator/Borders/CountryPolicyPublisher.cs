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
/// names the own country, and each other for which there are terms, with those of its roots that stand on the trusted-CA list.
/// </summary>
public sealed class CountryPolicyPublisher : JwtPublisher
{
    private const string Table = "country-policy-sequences";
    private const string Container = "trust-lists";

    private readonly CountryPolicyPublication _publication;
    private readonly CountryPolicies _policies;
    private readonly IApprovedRoots _roots;

    public CountryPolicyPublisher(
        CountryPolicyPublication publication, CountryPolicies policies, IApprovedRoots roots, IRecords records, IBlobs blobs,
        TimeProvider time, ILogger<CountryPolicyPublisher> logger)
        : base(
            new SignedListPlace("country policy", Table, Container, $"country-policy-{publication.Name}"), publication.Schedule, records,
            blobs, time, logger) =>
        (_publication, _policies, _roots) = (publication, policies, roots);

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

        foreach (var country in countries.Keys.ToList())
            countries[country] = countries[country] with { Roots = [.. roots[country].Order(StringComparer.Ordinal)] };
        var lines = countries.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {CountryTermsJson.TextOf(pair.Value)}");
        return new JwtContent([.. lines], (sequence, expiresAt, token) =>
            CountryPolicySigner.SignAsync(countries, sequence, expiresAt, _publication.Key, _publication.X5u, token));
    }
}
