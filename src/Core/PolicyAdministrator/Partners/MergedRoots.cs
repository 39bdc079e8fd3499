using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>A root and where it comes from.</summary>
/// <param name="Origin">
/// The partner on whose list it stands, one that operators entered or one that the registry names; null: this policy administrator
/// approved it.
/// </param>
public sealed record MergedRoot(TrustedRoot Root, PartnerId? Origin);

/// <summary>How a root of a partner stands to our own list.</summary>
public enum ForeignRootState
{
    /// <summary>On the partner's list and on ours.</summary>
    Accepted,

    /// <summary>On the partner's list, and not accepted.</summary>
    New,

    /// <summary>Accepted, and no longer on the partner's list: it is off ours too.</summary>
    Gone,
}

/// <summary>A root of a partner beside our own list.</summary>
/// <param name="Id">SHA-256 of its DER in lower-case hexadecimal.</param>
/// <param name="Root">Null: it is no longer on the partner's list.</param>
public sealed record ComparedRoot(string Id, ForeignRootState State, TrustedRoot? Root);

/// <summary>
/// The roots for our own list: those that we approved, and those of partners that were accepted, as long as the partner's list has them and
/// has not expired (ATIS-1000087 clause 4.3). A partner that is excluded gives none. Of a country that the country policy trusts by the
/// registry all roots are there: the policy decided on the country.
/// </summary>
public sealed class MergedRoots : IApprovedRoots
{
    // A country policy may name more roots of a country than that.
    private const int MaxOfRegistryCountry = 64;

    private readonly ApprovedAuthorities _own;
    private readonly KnownPartners _partners;
    private readonly PartnerStates _states;
    private readonly AcceptedRoots _accepted;
    private readonly TimeProvider _time;
    private readonly IRegistryPartners? _registry;

    /// <param name="registry">Null: no registry is subscribed to.</param>
    public MergedRoots(
        ApprovedAuthorities own, KnownPartners partners, PartnerStates states, AcceptedRoots accepted, TimeProvider time,
        IRegistryPartners? registry = null) =>
        (_own, _partners, _states, _accepted, _time, _registry) = (own, partners, states, accepted, time, registry);

    public async ValueTask<IReadOnlyList<TrustedRoot>> GetAsync(CancellationToken cancellationToken) =>
        [.. (await GetWithOriginsAsync(cancellationToken)).Select(merged => merged.Root)];

    /// <summary>The roots of the next list, each with its origin; a root that two give is the first one's.</summary>
    public ValueTask<IReadOnlyList<MergedRoot>> GetWithOriginsAsync(CancellationToken cancellationToken) =>
        GatherAsync(withProposed: false, cancellationToken);

    /// <summary>The same as if all that waits for another operator's approval were approved.</summary>
    public ValueTask<IReadOnlyList<MergedRoot>> GetProposedAsync(CancellationToken cancellationToken) =>
        GatherAsync(withProposed: true, cancellationToken);

    private async ValueTask<IReadOnlyList<MergedRoot>> GatherAsync(bool withProposed, CancellationToken cancellationToken)
    {
        var merged = (await _own.GetAsync(cancellationToken)).Select(root => new MergedRoot(root, Origin: null)).ToList();
        var seen = merged.Select(one => one.Root.Certificate.Fingerprint).ToHashSet(StringComparer.Ordinal);
        await foreach (var acceptance in _accepted.ListAsync(cancellationToken))
        {
            var accepted = withProposed ? acceptance.Proposed ?? acceptance.Roots : acceptance.Roots;
            if (accepted.Count == 0) continue;
            if (await _partners.FindAsync(acceptance.Partner, cancellationToken) is not { } partner) continue;
            foreach (var root in await FindGoodAsync(partner, cancellationToken))
            {
                // Far more than all countries together have. What does not fit is left out, and our own roots never are.
                if (merged.Count >= Limits.TrustListEntries) return merged;
                var id = root.Certificate.Fingerprint;
                if (accepted.Contains(id, StringComparer.Ordinal) && seen.Add(id)) merged.Add(new MergedRoot(root, partner.Id));
            }
        }

        if (_registry is null) return merged;
        await foreach (var partner in _registry.ListAsync(cancellationToken))
        {
            foreach (var root in (await FindGoodAsync(partner, cancellationToken)).Take(MaxOfRegistryCountry))
            {
                if (merged.Count >= Limits.TrustListEntries) return merged;
                if (seen.Add(root.Certificate.Fingerprint)) merged.Add(new MergedRoot(root, partner.Id));
            }
        }

        return merged;
    }

    /// <summary>How each root of a partner stands to our own list: what an operator looks at before accepting.</summary>
    public async ValueTask<IReadOnlyList<ComparedRoot>> CompareAsync(Partner partner, CancellationToken cancellationToken)
    {
        var accepted = (await _accepted.GetAsync(partner.Id, cancellationToken)).Roots;
        var listed = (await FindGoodAsync(partner, cancellationToken))
            .Select(root => (Id: root.Certificate.Fingerprint, Root: root)).ToList();
        return
        [
            .. listed.Select(one => new ComparedRoot(
                one.Id, accepted.Contains(one.Id, StringComparer.Ordinal) ? ForeignRootState.Accepted : ForeignRootState.New, one.Root)),
            .. accepted.Except(listed.Select(one => one.Id), StringComparer.Ordinal)
                .Select(id => new ComparedRoot(id, ForeignRootState.Gone, Root: null)),
        ];
    }

    // Those of a list that has not expired, within their own validity.
    private async ValueTask<IReadOnlyList<TrustedRoot>> FindGoodAsync(Partner partner, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (partner.State == PartnerState.Excluded) return [];
        TrustList? list = await _states.FindListAsync(partner, cancellationToken);
        return list is not null && list.ExpiresAt > now ? [.. list.Roots.All.Where(root => root.Certificate.IsValidAt(now))] : [];
    }
}
