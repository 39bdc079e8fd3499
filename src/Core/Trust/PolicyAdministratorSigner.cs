using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust;

/// <summary>A certificate that a pinned STI-PA root vouches for, and that root.</summary>
public sealed record PolicyAdministratorSigner(StiCertificate Certificate, TrustedRoot Root)
{
    /// <summary>The path between them; null where the certificate is the root itself, which no CRL takes back.</summary>
    public CertificateChain? Chain { get; init; }
}
