using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Tokens.Bypass;

/// <summary>
/// A bypass token that a policy administrator signed and that has not expired: only <see cref="BypassTokenVerifier"/> makes one. Whether
/// it was revoked since, the administrator says at <c>GET /bypass-token/{jti}</c>.
/// </summary>
public sealed class VerifiedBypassToken
{
    internal VerifiedBypassToken(BypassTokenClaims claims) => Claims = claims;

    public BypassTokenClaims Claims { get; }
}

/// <summary>Why a bypass token is refused.</summary>
/// <param name="Detail">In words.</param>
public sealed record BypassTokenRefusal(BypassTokenFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum BypassTokenFailure
{
    /// <summary>No JWT, or a claim is missing, of another type or out of its bounds.</summary>
    Malformed,

    /// <summary>alg, typ, crit or x5u is not what it must be.</summary>
    HeaderNotAllowed,

    /// <summary>
    /// The signer's certificate cannot be fetched, no path leads from it to a pinned root, it is another kind's, or another country's.
    /// </summary>
    SignerUntrusted,

    /// <summary>The signer's key did not make the signature.</summary>
    SignatureMismatch,

    /// <summary>iat is yet to come.</summary>
    NotYetValid,

    /// <summary>exp has passed.</summary>
    Expired,
}

/// <summary>
/// Verifies bypass tokens without asking the policy administrator, but for the certificate at x5u where it is not known yet.
/// </summary>
public sealed class BypassTokenVerifier
{
    private readonly ICertificateSource _certificates;
    private readonly TrustDomain _domain;
    private readonly TimeProvider _time;

    public BypassTokenVerifier(ICertificateSource certificates, TrustDomain domain, TimeProvider time) =>
        (_certificates, _domain, _time) = (certificates, domain, time);

    /// <summary>Verifies a token.</summary>
    /// <param name="compact">The JWT in compact form, as <c>P-Identity-Bypass</c> carries it.</param>
    public async ValueTask<Outcome<VerifiedBypassToken, BypassTokenRefusal>> VerifyAsync(
        string compact, CancellationToken cancellationToken)
    {
        if (!Jws.TryParse(compact, Limits.BypassTokenOctets, out var jws, out var failure)
            || !BypassTokenClaims.TryRead(jws.DecodePayload(), out var claims, out failure))
            return new BypassTokenRefusal(BypassTokenFailure.Malformed, failure);
        var now = _time.GetUtcNow();
        if (claims.ExpiresAt <= now)
            return new BypassTokenRefusal(BypassTokenFailure.Expired, $"the token expired at {claims.ExpiresAt:u}");
        if (claims.IssuedAt > now + ClockTolerance.OtherParties)
            return new BypassTokenRefusal(BypassTokenFailure.NotYetValid, $"the token is dated {claims.IssuedAt:u}");
        if (AdministratorSignature.HeaderFaultOf(jws) is { } fault) return Of(fault);
        if (!(await _certificates.GetAsync(jws.Header.X5u!, cancellationToken)).TryGet(out var sourced, out var sourceRefusal))
            return new BypassTokenRefusal(BypassTokenFailure.SignerUntrusted, sourceRefusal.Detail);
        var verified = AdministratorSignature.Verify(jws, sourced.Certificates, _domain, SignedDocumentKind.BypassToken, now);
        if (!verified.TryGet(out var signer, out var refusal)) return Of(refusal);
        return signer.Subject.Country is { } country && country != claims.Provider.Country
            ? new BypassTokenRefusal(BypassTokenFailure.SignerUntrusted,
                $"an administrator of {country} does not speak for {claims.Provider}")
            : new VerifiedBypassToken(claims);
    }

    private static BypassTokenRefusal Of(SignatureRefusal refusal) => new(
        refusal.Reason switch
        {
            SignatureFailure.HeaderNotAllowed => BypassTokenFailure.HeaderNotAllowed,
            SignatureFailure.SignerUntrusted => BypassTokenFailure.SignerUntrusted,
            SignatureFailure.SignatureMismatch => BypassTokenFailure.SignatureMismatch,
        },
        refusal.Detail);
}
