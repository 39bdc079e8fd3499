using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Trust;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>A certificate as it is wanted.</summary>
/// <param name="Authority">The TNAuthList that it will have.</param>
/// <param name="Key">Its key: fresh, and never the account's.</param>
/// <param name="Subject">Null leaves the name to the CA, which knows its profile.</param>
/// <param name="IsCa">A CA certificate, to delegate numbers with (RFC 9060).</param>
/// <param name="Roots">The roots that its chain must lead to; null where no trusted-CA list is at hand.</param>
public sealed record CertificateWish(
    TnAuthList Authority, ISigningKey Key, DistinguishedName? Subject = null, bool IsCa = false, TrustedRoots? Roots = null);

/// <summary>A certificate as it came, checked against the wish.</summary>
/// <param name="Chain">Leaf first, the root left out.</param>
/// <param name="X5u">Where the CA published it; null where it did not say.</param>
public sealed record OrderedCertificate(IReadOnlyList<StiCertificate> Chain, string? X5u);
