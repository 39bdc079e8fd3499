using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Authentication.Certificates;

/// <summary>Whether a certificate that signs calls is known to be revoked: by the CRLs that verification follows.</summary>
public sealed class OwnRevocation(TrustDomain domain, IRevocationStatus status)
{
    /// <summary>Why calls are not to be signed with it, in words; null: it is not known to be revoked.</summary>
    /// <remarks>A path that is not trusted here says nothing: the certificate may be one of another country.</remarks>
    public string? FindRevocation(SigningCertificate certificate, DateTimeOffset now) =>
        domain.Roots is { } roots
        && roots.Validator.Validate(certificate.Chain, now, LeafPurpose.StiEndEntity).TryGet(out var chain, out _)
        && status.Of(chain, now).Refusal is { Reason: StatusFailure.Revoked } refusal
            ? refusal.Detail
            : null;
}
