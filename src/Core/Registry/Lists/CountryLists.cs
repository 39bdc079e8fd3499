using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Registry.Lists;

/// <summary>
/// The trusted-CA lists of the countries that are registered, as each country signed it (ATIS-1000087 clause 4.3.1): followed, kept, and
/// handed on. A list that is refused never takes the place of the last good one.
/// </summary>
public sealed class CountryLists : IPartners, IApprovedRoots
{
    private const string Register = "register";

    // As many of each country as a joined list of all countries has room for, and more than any has.
    private const int MaxOfOneCountry = 64;

    private readonly RegistryCountries _countries;
    private readonly PartnerStates _states;
    private readonly RefreshPartners _refresh;
    private readonly TimeProvider _time;

    /// <param name="atOnce">Lists that are fetched at once.</param>
    /// <param name="states">Where the last good lists are kept.</param>
    public CountryLists(
        int atOnce, RegistryCountries countries, PartnerStates states, IUrlFetcher fetcher, TimeProvider time, IRandom random,
        ILogger<RefreshPartners> logger, ListMetrics? metrics = null)
    {
        (_countries, _states, _time) = (countries, states, time);
        _refresh = new RefreshPartners(atOnce, this, states, new GuardedPartnerLists(fetcher), time, random, logger, metrics);
    }

    /// <summary>Refreshes what is due. Safe on many instances at once, and to be repeated.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _refresh.RunAsync(cancellationToken);

    /// <summary>The last good list of a country that has not expired; null: it names no list, or there is none.</summary>
    public async ValueTask<TrustList?> FindAsync(RegistryEntry entry, CancellationToken cancellationToken) =>
        RegisteredPartner.Find(Register, entry, DateTimeOffset.MinValue) is { } partner
            && await _states.FindListAsync(partner, cancellationToken) is { } list && list.ExpiresAt > _time.GetUtcNow()
            ? list
            : null;

    /// <summary>How the refresh of a country's list stands; null: it was never asked for.</summary>
    public ValueTask<PartnerStatus?> FindStatusAsync(CountryCode country, CancellationToken cancellationToken) =>
        _states.FindAsync(RegisteredPartner.IdOf(Register, country), cancellationToken);

    /// <summary>The roots of the joined list: those of every good list. A country in dispute gives those that were taken before.</summary>
    public async ValueTask<IReadOnlyList<TrustedRoot>> GetAsync(CancellationToken cancellationToken)
    {
        var (roots, now) = (new List<TrustedRoot>(), _time.GetUtcNow());
        foreach (var entry in await _countries.GetPublishedAsync(cancellationToken))
        {
            if (await FindAsync(entry, cancellationToken) is not { } list) continue;
            foreach (var root in list.Roots.All.Where(root => root.Certificate.IsValidAt(now)).Take(MaxOfOneCountry))
            {
                if (roots.Count == Limits.TrustListEntries) return roots;
                roots.Add(root);
            }
        }

        return roots;
    }

    async IAsyncEnumerable<Partner> IPartners.ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in await _countries.GetPublishedAsync(cancellationToken))
        {
            if (RegisteredPartner.Find(Register, entry, DateTimeOffset.MinValue) is { } partner) yield return partner;
        }
    }
}
