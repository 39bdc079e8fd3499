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

/// <summary>A country policy as it was published.</summary>
/// <param name="Sequence">One more than that of the policy before.</param>
/// <param name="Count">How many countries it names.</param>
public sealed record PublishedCountryPolicy(long Sequence, DateTimeOffset SignedAt, DateTimeOffset ExpiresAt, int Count, string Jwt);

/// <summary>
/// Signs and stores the country policy, on any number of instances: its sequence rises by exactly one, and every policy stays readable. It
/// names the own country, and each other for which there are terms, with those of its roots that stand on the trusted-CA list.
/// </summary>
public sealed class CountryPolicyPublisher
{
    private const string Table = "country-policy-sequences";
    private const string Container = "trust-lists";
    private const string Form = "jwt";

    private readonly CountryPolicyPublication _publication;
    private readonly CountryPolicies _policies;
    private readonly IApprovedRoots _roots;
    private readonly SignedListPublisher _lists;

    public CountryPolicyPublisher(
        CountryPolicyPublication publication, CountryPolicies policies, IApprovedRoots roots, IRecords records, IBlobs blobs,
        TimeProvider time, ILogger<CountryPolicyPublisher> logger)
    {
        (_publication, _policies, _roots) = (publication, policies, roots);
        var place = new SignedListPlace("country policy", Table, Container, $"country-policy-{publication.Name}");
        _lists = new SignedListPublisher(place, publication.Schedule, ReadAsync, records, blobs, time, logger);
    }

    /// <summary>The policy in force; null before the first.</summary>
    public async ValueTask<PublishedCountryPolicy?> FindCurrentAsync(CancellationToken cancellationToken) =>
        await _lists.FindCurrentAsync(cancellationToken) is { } list ? Of(list) : null;

    /// <summary>A policy that is in force, or was; null: there is none of this sequence.</summary>
    public async ValueTask<PublishedCountryPolicy?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        await _lists.FindAsync(sequence, cancellationToken) is { } list ? Of(list) : null;

    /// <summary>Publishes the next policy if terms or roots changed, if the one in force comes near its exp, or if it is forced.</summary>
    public async ValueTask<Outcome<PublishedCountryPolicy, TrustListPublishFailure>> PublishAsync(
        bool isForced, CancellationToken cancellationToken) =>
        (await _lists.PublishAsync(isForced, cancellationToken)).TryGet(out var list, out var stop)
            ? Of(list)
            : TrustListPublishFailures.Of(stop);

    private async ValueTask<ListContent> ReadAsync(CancellationToken cancellationToken)
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
        return new ListContent([.. lines], async (sequence, expiresAt, token) =>
        {
            var jwt = await CountryPolicySigner.SignAsync(countries, sequence, expiresAt, _publication.Key, _publication.X5u, token);
            return new Dictionary<string, string>(StringComparer.Ordinal) { [Form] = jwt };
        });
    }

    private static PublishedCountryPolicy Of(SignedList list) =>
        new(list.Sequence, list.SignedAt, list.ExpiresAt, list.Content.Count, list.Forms[Form]);
}
