using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The step of an ACME server that knows itself what an account may have, so that no challenge is needed: the authorization of such an
/// order is valid from the beginning (RFC 8555 section 7.1.3). A server without it authorizes by a challenge.
/// </summary>
public interface IAcmeEntitlement
{
    /// <summary>
    /// What the account is entitled to now. Asked for a new order, and again for its CSR, since it may end between the two.
    /// </summary>
    /// <param name="authority">All of it is asked for.</param>
    ValueTask<Outcome<AcmeGrant, AcmeProblem>> FindAsync(
        AcmeAccount account, TnAuthList authority, CancellationToken cancellationToken);
}
