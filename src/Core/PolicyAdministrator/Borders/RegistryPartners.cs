using System.Runtime.CompilerServices;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>What the registry says of a country, what our policy says of it, and how the refresh of its list stands.</summary>
/// <param name="Policy">Null: none was ever set, and the country is not trusted.</param>
/// <param name="Status">Null: its list was never asked for.</param>
public sealed record RegistryCountryView(RegistryEntry Entry, CountryPolicyEntry? Policy, PartnerStatus? Status)
{
    /// <summary>Whether the country's roots come by the registry.</summary>
    public bool IsFollowed => Policy?.Terms?.Trust.Mechanism == TrustMechanism.Registry && !Entry.IsUnrestricted;
}

/// <summary>
/// The countries whose roots come by the registry: it names them, and our own country policy has the mechanism <c>registry</c> for them. No
/// other is trusted by standing there.
/// </summary>
public sealed class RegistryPartners : IRegistryPartners
{
    private const string Register = "registry";

    private readonly TimeSpan _notice;
    private readonly SubscribedRegistry _registry;
    private readonly CountryPolicies _policies;
    private readonly PartnerStates _states;
    private readonly TimeProvider _time;

    /// <param name="notice">
    /// From the decision on a country to the first of its roots on our list. Verifiers must have the country policy before: a root that no
    /// policy names is fully trusted (ATIS-1000087).
    /// </param>
    public RegistryPartners(
        TimeSpan notice, SubscribedRegistry registry, CountryPolicies policies, PartnerStates states, TimeProvider time) =>
        (_notice, _registry, _policies, _states, _time) = (notice, registry, policies, states, time);

    /// <summary>The partner of a country that the registry names.</summary>
    public static PartnerId IdOf(CountryCode country) => RegisteredPartner.IdOf(Register, country);

    public async IAsyncEnumerable<Partner> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await _registry.FindListAsync(cancellationToken) is not { } list) yield break;
        await foreach (var policy in _policies.ListAsync(cancellationToken))
        {
            if (policy.Terms?.Trust.Mechanism != TrustMechanism.Registry || list.Find(policy.Country) is not { } entry) continue;
            if (RegisteredPartner.Find(Register, entry, policy.ChangedAt) is not { } partner) continue;

            // Once its list was asked for, a later change of the terms does not take its roots away.
            var isNew = policy.ChangedAt + _notice > _time.GetUtcNow();
            if (!isNew || await _states.FindAsync(partner.Id, cancellationToken) is not null) yield return partner;
        }
    }

    /// <summary>
    /// Every country that the registry names, in the order of their codes; none: no registry is followed, or it has no list yet.
    /// </summary>
    public async ValueTask<IReadOnlyList<RegistryCountryView>> GetViewsAsync(CancellationToken cancellationToken)
    {
        if (await _registry.FindListAsync(cancellationToken) is not { } list) return [];
        var policies = new Dictionary<CountryCode, CountryPolicyEntry>();
        await foreach (var policy in _policies.ListAsync(cancellationToken)) policies[policy.Country] = policy;
        var views = new List<RegistryCountryView>(list.Entries.Count);
        foreach (var entry in list.Entries.OrderBy(entry => entry.Country.Value, StringComparer.Ordinal))
        {
            var view = new RegistryCountryView(entry, policies.GetValueOrDefault(entry.Country), Status: null);
            views.Add(view.IsFollowed ? view with { Status = await _states.FindAsync(IdOf(entry.Country), cancellationToken) } : view);
        }

        return views;
    }
}
