using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Revocation;

public sealed partial class RevocationChecker
{
    /// <summary>The facts of every list that was looked at, whether or not it covers the certificate. Asks for no list.</summary>
    public IReadOnlyList<RevocationFact> FactsOf(CertificateChain chain, TrustDomain domain)
    {
        var facts = new List<RevocationFact>();
        foreach (var certificate in chain.Path.SkipLast(1))
        {
            var named = PointsOf(certificate).Select(point => _lists.Find(domain, point.Url)).OfType<VerifiedCrl>();
            foreach (var list in named.Concat(_lists.ConfiguredFor(domain)).Distinct())
                facts.Add(RevocationFact.Of(certificate, list));
        }

        return facts;
    }
}
