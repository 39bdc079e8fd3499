using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.CertificationAuthority;

/// <summary>A CA that this deployment signs with, and the CAs above it. Those before it issue nothing any more.</summary>
internal sealed class AuthorityExpiries(IReadOnlyList<IssuingAuthority> authorities) : IExpirySource
{
    public ValueTask<ExpiryList> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new ExpiryList(
        [.. authorities.Take(1).SelectMany(authority => authority.Above.Prepend(authority.Authority.Certificate))
            .DistinctBy(certificate => certificate.Fingerprint)
            .Select(certificate => Expiry.OfCertificate(ExpiryKind.Ca, certificate.Subject.ToString(), certificate))]));
}
