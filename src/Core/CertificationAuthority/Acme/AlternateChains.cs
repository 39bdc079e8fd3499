using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// Other ways up from a certificate: the issuing CA's key certified by another root too, as while a root is replaced (RFC 8555 section
/// 7.4.2).
/// </summary>
public sealed class AlternateChains
{
    private readonly IReadOnlyList<IReadOnlyList<StiCertificate>> _issuers;

    /// <param name="issuers">Each a CA certificate of an issuing key, and what stands above it but the root.</param>
    public AlternateChains(IReadOnlyList<IReadOnlyList<StiCertificate>> issuers) => _issuers = issuers;

    /// <summary>The alternate chains of a certificate, it itself first.</summary>
    public IEnumerable<IReadOnlyList<StiCertificate>> For(StiCertificate leaf) => _issuers
        .Where(chain => chain[0].Subject.Der.Span.SequenceEqual(leaf.Issuer.Der.Span) && leaf.IsSignedBy(chain[0].PublicKey))
        .Select(chain => (IReadOnlyList<StiCertificate>)[leaf, .. chain]);
}
