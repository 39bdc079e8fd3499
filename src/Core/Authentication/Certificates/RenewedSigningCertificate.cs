using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.Renewal;

namespace Shaken.Core.Authentication.Certificates;

/// <summary>
/// The certificate that a renewal keeps in force. A renewal puts one in force when it stands at its x5u, so no call names a URL at which
/// verifiers find another.
/// </summary>
public sealed class RenewedSigningCertificate : ISigningCertificateSource
{
    private readonly CertificateRenewal _renewal;
    private readonly IKeyRing _ring;
    private readonly RenewalOptions _options;

    public RenewedSigningCertificate(CertificateRenewal renewal, IKeyRing ring, RenewalOptions options) =>
        (_renewal, _ring, _options) = (renewal, ring, options);

    public string Name => $"renewal {_options.Name}";

    public ProviderId Provider => _options.Provider;

    public async ValueTask<Outcome<SigningCertificate, string>> ReadAsync(SigningCertificate? known, CancellationToken cancellationToken)
    {
        if (await _renewal.FindCurrentAsync(cancellationToken) is not { } current)
            return "no certificate was issued yet: the health check \"renewal\" says why";
        if (known is not null && known.Leaf.Fingerprint == current.Fingerprint && known.X5u == current.X5u) return known;
        if (await _ring.FindKeyAsync(_options.Name, current.Fingerprint, cancellationToken) is not { } key)
            return $"the key ring does not hold the key of the certificate {current.Fingerprint}";
        return SigningCertificate.TryCreate(Provider, key, current.ReadChain(), current.X5u, out var certificate, out var failure)
            ? certificate
            : failure;
    }
}
