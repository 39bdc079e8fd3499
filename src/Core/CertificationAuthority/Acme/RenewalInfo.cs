using Shaken.Core.CertificationAuthority.Issuing;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>When a certificate should be renewed, by what its CA knows (RFC 9773 section 4.2).</summary>
/// <param name="AskAgainAfter">How long the answer is good.</param>
public sealed record RenewalWindow(DateTimeOffset Start, DateTimeOffset End, TimeSpan AskAgainAfter);

/// <summary>
/// Renewal information: two thirds to three quarters of a certificate's life; at once where it is revoked. Short-lived certificates are
/// asked about more often.
/// </summary>
public sealed class RenewalInfo
{
    private const double Start = 2.0 / 3.0;
    private const double End = 3.0 / 4.0;

    // A window that moves reaches every client within this share of the certificate's life, or within the longest pause.
    private const double PauseShare = 1.0 / 20.0;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    private readonly IAcmeCertificates _certificates;
    private readonly TimeProvider _time;

    public RenewalInfo(IAcmeCertificates certificates, TimeProvider time) => (_certificates, _time) = (certificates, time);

    /// <summary>The window of a certificate; null: this server did not issue it.</summary>
    public async ValueTask<RenewalWindow?> FindAsync(RenewalId id, CancellationToken cancellationToken)
    {
        if (await FindCertificateAsync(id, cancellationToken) is not { Certificate: var certificate }) return null;
        var life = certificate.NotAfter - certificate.NotBefore;
        var pause = life * PauseShare;
        var asked = pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;

        // A window that is over says: renew now (RFC 9773 section 4.2).
        var now = _time.GetUtcNow();
        return await _certificates.IsRevokedAsync(certificate, cancellationToken)
            ? new RenewalWindow(now - ShortestPause - ShortestPause, now - ShortestPause, asked)
            : new RenewalWindow(certificate.NotBefore + (life * Start), certificate.NotBefore + (life * End), asked);
    }

    /// <summary>The certificate that an id names; null: this server did not issue it.</summary>
    internal async ValueTask<IssuedCertificate?> FindCertificateAsync(RenewalId id, CancellationToken cancellationToken) =>
        await _certificates.FindBySerialAsync(id.Serial, cancellationToken) is { } issued && id.Names(issued.Certificate) ? issued : null;
}
