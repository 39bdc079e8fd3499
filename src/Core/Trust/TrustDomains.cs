using System.Collections.Concurrent;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>
/// Every country that this deployment knows: its own, those that are configured with a list of their own, and those whose roots came by
/// the own list. A root leads to exactly one of them, the domain of its own country.
/// </summary>
/// <remarks>
/// The roots of all are gathered once for every change, so that a call reads one object however many countries there are. A list gives
/// roots of other countries only where it is the own list, which may be merged (ATIS-1000087); a country's list gives that country's alone,
/// so nobody passes a third country's roots on.
/// </remarks>
public sealed class TrustDomains
{
    private readonly TimeProvider _time;
    private readonly Func<CountryCode, CountryProfile>? _profileOf;
    private readonly IReadOnlyList<TrustDomain> _configured;
    private readonly ConcurrentDictionary<CountryCode, TrustDomain> _byCountry = new();
    private Action? _told;
    private TrustAnchors _anchors;
    private long _tickets;

    /// <param name="own">The domain whose list may hold other countries' roots.</param>
    /// <param name="others">Other countries that are read directly, each once.</param>
    /// <param name="profileOf">The profile of a country whose roots come by the own list; null: the standard's.</param>
    /// <exception cref="ArgumentException">Two domains are of one country, or another's country is not known.</exception>
    public TrustDomains(
        TrustDomain own, IReadOnlyList<TrustDomain> others, TimeProvider time, Func<CountryCode, CountryProfile>? profileOf = null)
    {
        (Own, _configured, _time, _profileOf) = (own, others, time, profileOf);
        if (own.Country is { } ownCountry) _byCountry[ownCountry] = own;
        foreach (var other in others)
        {
            if (other.Country is not { } country || !_byCountry.TryAdd(country, other))
                throw new ArgumentException("Each domain needs a country of its own.", nameof(others));
        }

        _anchors = Gather(time.GetUtcNow());
        own.OnRootsTaken(GatherAgain);
        foreach (var other in others) other.OnRootsTaken(GatherAgain);
    }

    /// <summary>The deployment's own domain: its STI-PA signs the list, the tokens and the country policy that are followed here.</summary>
    public TrustDomain Own { get; }

    /// <summary>All domains: the own one, those configured, those that the own list or the country policy led to.</summary>
    public IEnumerable<TrustDomain> All =>
        new[] { Own }.Concat(_configured).Concat(_byCountry.Values.Where(domain => domain != Own && !_configured.Contains(domain)));

    /// <summary>A single country, as most deployments have it.</summary>
    public static TrustDomains Of(TrustDomain own, TimeProvider time) => new(own, [], time);

    /// <summary>The domain of a country, or null.</summary>
    public TrustDomain? Find(CountryCode country) => _byCountry.GetValueOrDefault(country);

    /// <summary>The roots in force, or null while there are none. Allocates nothing and waits for nobody.</summary>
    public TrustAnchors? FindAnchors(DateTimeOffset now)
    {
        var anchors = Volatile.Read(ref _anchors);
        if (!anchors.HoldAt(now)) anchors = Offer(Gather(now));
        return anchors.All.Count > 0 ? anchors : null;
    }

    /// <summary>Puts a country policy in force: the domains that it names, and the default for all others.</summary>
    public void Take(IReadOnlyDictionary<CountryCode, CountryTerms> countries)
    {
        foreach (var (country, terms) in countries) DomainOf(country).Take(terms);
        foreach (var (country, domain) in _byCountry)
        {
            if (!countries.ContainsKey(country)) domain.Take(terms: null);
        }

        _told?.Invoke();
    }

    /// <summary>Has somebody told after a country policy was put in force. While the program is put together.</summary>
    internal void OnPolicyTaken(Action tell) => _told += tell;

    private void GatherAgain() => Offer(Gather(_time.GetUtcNow()));

    // A ticket is drawn before the domains are read, so that the one with the highest ticket has seen every change before it.
    private TrustAnchors Gather(DateTimeOffset now)
    {
        var ticket = Interlocked.Increment(ref _tickets);
        var (notBefore, expiresAt) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        var gathered = new List<(TrustedRoot, TrustDomain)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var domain in new[] { Own }.Concat(_configured))
        {
            if (domain.Latest is not { } list) continue;
            if (list.ExpiresAt <= now)
            {
                if (list.ExpiresAt > notBefore) notBefore = list.ExpiresAt;
                continue;
            }

            if (list.ExpiresAt < expiresAt) expiresAt = list.ExpiresAt;
            foreach (var root in list.All)
            {
                if (TargetOf(domain, root) is { } target && seen.Add(root.Certificate.Fingerprint)) gathered.Add((root, target));
            }
        }

        IReadOnlyList<StiCertificate> intermediates = [.. new[] { Own }.Concat(_configured).SelectMany(domain => domain.Intermediates)];
        return new TrustAnchors(gathered, intermediates, notBefore, expiresAt, ticket);
    }

    // Null: a country's list names a root of a third country, which it does not stand for.
    private TrustDomain? TargetOf(TrustDomain source, TrustedRoot root) =>
        source.Country is null || source.Country == root.Country ? source
        : source == Own ? DomainOf(root.Country)
        : null;

    private TrustDomain DomainOf(CountryCode country) =>
        _byCountry.GetOrAdd(
            country,
            static (added, domains) =>
                TrustDomain.OfCountry(added, [], [], policy: null, domains._time, domains._profileOf?.Invoke(added)),
            this);

    private TrustAnchors Offer(TrustAnchors anchors)
    {
        while (true)
        {
            var before = Volatile.Read(ref _anchors);
            if (before.Ticket >= anchors.Ticket) return before.HoldAt(_time.GetUtcNow()) ? before : anchors;
            if (Interlocked.CompareExchange(ref _anchors, anchors, before) == before) return anchors;
        }
    }
}
