using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>The certificate that an order is to give: for a key that we have, or for a CSR that somebody else made.</summary>
public sealed record CertificateWish
{
    /// <summary>For a key of ours.</summary>
    /// <param name="authority">The TNAuthList that it will have.</param>
    /// <param name="key">Its key: fresh, and never the account's.</param>
    /// <param name="subject">Null leaves the name to the CA, which knows its profile.</param>
    /// <param name="isCa">A CA certificate, to delegate numbers with (RFC 9060).</param>
    /// <param name="roots">The roots that its chain must lead to; null where no trusted-CA list is at hand.</param>
    public CertificateWish(
        TnAuthList authority, ISigningKey key, DistinguishedName? subject = null, bool isCa = false, TrustedRoots? roots = null)
    {
        (Authority, Key, Subject, IsCa, Roots) = (authority, key, subject, isCa, roots);
        PublicKey = JsonWebKey.From(key.PublicKey);
    }

    private CertificateWish(TnAuthList authority, SigningRequest request, TrustedRoots? roots)
    {
        (Authority, Request, Roots) = (authority, request, roots);
        PublicKey = request.Jwk;
    }

    public TnAuthList Authority { get; }

    public JsonWebKey PublicKey { get; }

    public bool IsCa { get; }

    public TrustedRoots? Roots { get; }

    internal ISigningKey? Key { get; }

    internal DistinguishedName? Subject { get; }

    /// <summary>The CSR as somebody else signed it; null: it is made with the key.</summary>
    internal SigningRequest? Request { get; }

    /// <summary>For somebody else's CSR, whose key we do not have.</summary>
    public static CertificateWish Of(TnAuthList authority, SigningRequest request, TrustedRoots? roots) => new(authority, request, roots);
}

/// <summary>A certificate as it came, checked against the wish.</summary>
/// <param name="Chain">Leaf first, the root left out.</param>
/// <param name="X5u">Where the CA published it; null where it did not say.</param>
public sealed record OrderedCertificate(IReadOnlyList<StiCertificate> Chain, string? X5u);
