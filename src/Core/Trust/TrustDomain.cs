using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>
/// What one policy administrator says: its pinned roots, who may sign its documents, and the roots that calls are judged by. Shared by
/// everybody who judges a certificate, a list, a token or a CRL.
/// </summary>
/// <remarks>
/// There is one domain today. Nothing here is shared between domains: a root leads to the one domain that names it, and what a domain's
/// CRLs say counts for the certificates of that domain alone.
/// </remarks>
public sealed class TrustDomain
{
    private readonly ChainValidator _administrators;
    private readonly TimeProvider _time;
    private volatile TrustedRoots? _latest;

    /// <param name="administratorRoots">
    /// The pinned root certificates of the STI-PA. They sign documents and say nothing of calls: an STI-CA's root is never among them.
    /// Empty where no document is read.
    /// </param>
    /// <param name="time">When roots expire.</param>
    public TrustDomain(IReadOnlyList<TrustedRoot> administratorRoots, TimeProvider time)
    {
        (AdministratorRoots, _time) = (administratorRoots, time);
        _administrators = new ChainValidator(administratorRoots);
        Country = administratorRoots.Select(root => root.Country).Distinct().ToList() is [var only] ? only : null;
    }

    /// <summary>The country of the administrator. Null: no administrator is pinned, or those of several countries are.</summary>
    public CountryCode? Country { get; }

    /// <summary>The pinned roots of the STI-PA.</summary>
    public IReadOnlyList<TrustedRoot> AdministratorRoots { get; }

    /// <summary>
    /// The roots in force, or null while there are none or the last ones have expired. Replaced whole, never changed: other roots are
    /// another object.
    /// </summary>
    public TrustedRoots? Roots => _latest is { } roots && roots.ExpiresAt > _time.GetUtcNow() ? roots : null;

    /// <summary>A domain without an administrator: an operator names the roots, and they stay.</summary>
    public static TrustDomain Of(IReadOnlyList<TrustedRoot> roots, TimeProvider time)
    {
        var domain = new TrustDomain([], time);
        domain.Take(new TrustedRoots(roots));
        return domain;
    }

    /// <summary>Puts roots in force, in the place of those before.</summary>
    public void Take(TrustedRoots roots) => _latest = roots;

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
        return _administrators.Validate(bundle, at, purpose).TryGet(out var chain, out var refusal)
            ? new PolicyAdministratorSigner(chain.Leaf, chain.Root) { Chain = chain } : refusal;
    }
}
