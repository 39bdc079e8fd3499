using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>
/// One country: the pinned roots of its policy administrator, who may sign its documents, the roots on its list, its CRLs, and how far it
/// is trusted here.
/// </summary>
/// <remarks>
/// Nothing is shared between domains: <see cref="TrustDomains"/> leads each root to the one domain of its country, and what a domain's CRLs
/// say counts for the certificates of that domain alone.
/// </remarks>
public sealed class TrustDomain
{
    private readonly ChainValidator _administrators;
    private readonly TimeProvider _time;
    private readonly CountryTrust? _pinnedPolicy;
    private readonly IReadOnlyList<string> _pinnedCrls;
    private readonly CountryTrust _unnamed;
    private volatile CountryTrust _policy;
    private Action? _told;
    private volatile TrustedRoots? _latest;
    private volatile IReadOnlyList<StiCertificate> _intermediates = [];
    private volatile CountryTerms? _terms;

    /// <summary>The deployment's own domain.</summary>
    /// <param name="administratorRoots">
    /// The pinned root certificates of the STI-PA. They sign documents and say nothing of calls: an STI-CA's root is never among them.
    /// Empty where no document is read.
    /// </param>
    /// <param name="time">When roots expire.</param>
    /// <param name="policy">How far its own providers are believed. Null: what the country policy says, and all of it without one.</param>
    /// <param name="profile">Null: the standard's.</param>
    public TrustDomain(
        IReadOnlyList<TrustedRoot> administratorRoots, TimeProvider time, CountryTrust? policy = null, CountryProfile? profile = null)
        : this(OnlyCountryOf(administratorRoots), administratorRoots, [], policy, CountryTrust.OfOwn, profile, time)
    {
    }

    private TrustDomain(
        CountryCode? country,
        IReadOnlyList<TrustedRoot> administratorRoots,
        IReadOnlyList<string> crlUrls,
        CountryTrust? policy,
        CountryTrust unnamed,
        CountryProfile? profile,
        TimeProvider time)
    {
        (Country, AdministratorRoots, _pinnedCrls, Profile) = (country, administratorRoots, crlUrls, profile ?? CountryProfile.Standard);
        (_pinnedPolicy, _unnamed, _time) = (policy, unnamed, time);
        _policy = PolicyBy(terms: null);
        _administrators = new ChainValidator(administratorRoots);
    }

    /// <summary>
    /// The country. Null: no administrator is pinned, or those of several countries are, and every root is this domain's.
    /// </summary>
    public CountryCode? Country { get; }

    /// <summary>The pinned roots of the STI-PA.</summary>
    public IReadOnlyList<TrustedRoot> AdministratorRoots { get; }

    /// <summary>How far the country is trusted now: what an operator pinned, else what the country policy says, else the default.</summary>
    public CountryTrust Policy => _policy;

    /// <summary>An operator pinned the policy: no country policy changes it.</summary>
    public bool IsPolicyPinned => _pinnedPolicy is not null;

    /// <summary>How the country's documents and certificates differ from the standard.</summary>
    public CountryProfile Profile { get; }

    /// <summary>
    /// The roots below which the country's CRLs are signed: the pinned ones, and those that the country policy names for a country whose
    /// STI-PA nobody pinned.
    /// </summary>
    public IReadOnlyList<TrustedRoot> CrlRoots => AdministratorRoots.Count > 0 ? AdministratorRoots : _terms?.AdministratorRoots ?? [];

    /// <summary>CRLs that are kept for every certificate of the country, whether one names them or not.</summary>
    public IReadOnlyList<string> CrlUrls => _terms is { CrlUrls: { Count: > 0 } named } ? [.. _pinnedCrls, .. named] : _pinnedCrls;

    /// <summary>
    /// The roots in force, or null while there are none or the last ones have expired. Replaced whole, never changed: other roots are
    /// another object.
    /// </summary>
    public TrustedRoots? Roots => _latest is { } roots && roots.ExpiresAt > _time.GetUtcNow() ? roots : null;

    /// <summary>The roots that were taken last, in force or not.</summary>
    internal TrustedRoots? Latest => _latest;

    /// <summary>Intermediates that the administrator's signed list has.</summary>
    internal IReadOnlyList<StiCertificate> Intermediates => _intermediates;

    /// <summary>A domain without an administrator: an operator names the roots, and they stay.</summary>
    public static TrustDomain Of(IReadOnlyList<TrustedRoot> roots, TimeProvider time)
    {
        var domain = new TrustDomain([], time);
        domain.Take(new TrustedRoots(roots));
        return domain;
    }

    /// <summary>Another country.</summary>
    /// <param name="administratorRoots">The pinned roots of its STI-PA; empty where its roots come by the own list alone.</param>
    /// <param name="crlUrls">CRLs that are kept from the start on.</param>
    /// <param name="policy">How far it is trusted. Null: what the country policy says, and full trust while that does not name it.</param>
    /// <param name="profile">Null: the standard's.</param>
    public static TrustDomain OfCountry(
        CountryCode country,
        IReadOnlyList<TrustedRoot> administratorRoots,
        IReadOnlyList<string> crlUrls,
        CountryTrust? policy,
        TimeProvider time,
        CountryProfile? profile = null) =>
        new(country, administratorRoots, crlUrls, policy, CountryTrust.OfListed, profile, time);

    /// <summary>Puts roots in force, in the place of those before.</summary>
    public void Take(TrustedRoots roots)
    {
        _latest = roots;
        _told?.Invoke();
    }

    /// <summary>
    /// Puts intermediates in force that the administrator's signed list has: paths are completed by them where x5u gives the leaf alone.
    /// </summary>
    public void TakeIntermediates(IReadOnlyList<StiCertificate> intermediates)
    {
        _intermediates = intermediates;
        _told?.Invoke();
    }

    /// <summary>Has somebody told after other roots or intermediates were put in force. While the program is put together.</summary>
    internal void OnRootsTaken(Action tell) => _told += tell;

    /// <summary>Puts in force what a country policy says of this country; null: it does not name it.</summary>
    internal void Take(CountryTerms? terms) => (_terms, _policy) = (terms, PolicyBy(terms));

    /// <summary>
    /// The certificate that may sign a document of the administrator: the leaf of a chain to a pinned root or, because the standard's text
    /// lets x5u name it, the pinned root itself.
    /// </summary>
    /// <param name="purpose">PolicyAdministrator, or TokenSigner, which takes CA certificates too.</param>
    public Outcome<PolicyAdministratorSigner, ChainRefusal> FindSigner(
        IReadOnlyList<StiCertificate> bundle, DateTimeOffset at, LeafPurpose purpose = LeafPurpose.PolicyAdministrator)
    {
        if (bundle is [var only]
            && AdministratorRoots.FirstOrDefault(root => root.Certificate.Fingerprint == only.Fingerprint) is { } pinned)
            return only.IsValidAt(at)
                ? new PolicyAdministratorSigner(only, pinned)
                : new ChainRefusal(ChainFailure.Expired, $"{only.Subject} is outside its validity");
        if (!_administrators.Validate(bundle, at, purpose).TryGet(out var chain, out var refusal)) return refusal;
        return IsProviders(chain)
            ? new ChainRefusal(ChainFailure.Untrusted, $"{chain.Leaf.Subject} is a provider's certificate, which signs calls alone")
            : new PolicyAdministratorSigner(chain.Leaf, chain.Root) { Chain = chain };
    }

    // Where one root stands above the STI-PA and the CAs of a country, each provider has a certificate below it.
    private static bool IsProviders(CertificateChain chain) => chain.Leaf.Extensions.Find(Oids.TnAuthList) is not null;

    private CountryTrust PolicyBy(CountryTerms? terms)
    {
        var policy = _pinnedPolicy ?? terms?.Trust ?? _unnamed;
        return policy.Prefixes is null && Profile.Prefixes is { } prefixes ? policy with { Prefixes = prefixes } : policy;
    }

    private static CountryCode? OnlyCountryOf(IReadOnlyList<TrustedRoot> roots) =>
        roots.Select(root => root.Country).Distinct().ToList() is [var only] ? only : null;
}
