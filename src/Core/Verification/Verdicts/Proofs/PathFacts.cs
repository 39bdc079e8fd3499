using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>The roots that certificates of a call lead to, and what was known of the revocation of their paths.</summary>
/// <param name="anchors">Null: no roots are in force.</param>
internal sealed class PathFacts(TrustAnchors? anchors, IRevocationStatus revocation, DateTimeOffset at)
{
    private const int MostRootsOfOneBundle = 4;

    private readonly Dictionary<string, TrustedRoot> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listUrls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProofRevocation> _revocation = new(StringComparer.Ordinal);

    /// <summary>TNAuthLists by reference that certificates of the paths name.</summary>
    public IReadOnlyCollection<string> ListUrls => _listUrls;

    /// <summary>A verdict on one of the paths may rest on whose the calling number is.</summary>
    public bool TakesNumberTable { get; private set; }

    public IReadOnlyList<TrustedRoot> Roots => [.. _roots.Values];

    public IReadOnlyList<ProofRevocation> Revocation => [.. _revocation.Values];

    /// <summary>Looks at the path from the leaf of a bundle. False: it leads to no root.</summary>
    public bool Add(IReadOnlyList<StiCertificate> bundle)
    {
        if (anchors is null) return false;
        if (!anchors.Validator.ValidateWithReferences(bundle, at).TryGet(out var chain, out _))
        {
            // A path that breaks a rule below a root breaks it below that root only.
            foreach (var root in anchors.All.Where(root => IsNamedIn(bundle, root)).Take(MostRootsOfOneBundle))
                _roots.TryAdd(root.Certificate.Fingerprint, root);
            return false;
        }

        var domain = anchors.DomainOf(chain.Root);
        var authority = chain.Authority!;
        _listUrls.UnionWith(authority.ListUrls);

        // What stands in a list by reference is not known here: it may have numbers below a code alone.
        TakesNumberTable |= authority.ByCode.Count > 0 || authority.ListUrls.Count > 0;
        _roots.TryAdd(chain.Root.Certificate.Fingerprint, chain.Root);
        _revocation.TryAdd(
            chain.Leaf.Fingerprint,
            ProofRevocation.Of(chain.Leaf.Fingerprint, revocation.Of(chain, domain, at), revocation.FactsOf(chain, domain)));
        return true;
    }

    private static bool IsNamedIn(IReadOnlyList<StiCertificate> bundle, TrustedRoot root) =>
        bundle.Any(certificate => certificate.Issuer.Matches(root.Certificate.Subject));
}
