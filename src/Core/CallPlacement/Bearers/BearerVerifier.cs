using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.CallPlacement.Bearers;

/// <summary>What the path of a request says, which its bearer must say too.</summary>
/// <param name="Form">Which claims its dialect has.</param>
/// <param name="Action">What the method does.</param>
/// <param name="Code">The code of the path; null in the dialects whose paths have none.</param>
/// <param name="Call">The numbers of the path.</param>
/// <param name="RequestId">Names the request: the same one may present its jti again.</param>
public sealed record BearerContext(BearerForm Form, CpsAction Action, ServiceProviderCode? Code, CallNumbers Call, string RequestId)
{
    /// <summary>Who asks; fetches are counted by it.</summary>
    public ClientKey Client { get; init; }
}

/// <summary>
/// A bearer that a trusted certificate's key signed for just this request; whether it was used before is not known yet. Only
/// <see cref="BearerVerifier"/> makes one.
/// </summary>
public sealed class CheckedBearer
{
    internal CheckedBearer(BearerClaims claims, TrustedCertificate signer, BearerContext context, string scope) =>
        (Claims, Signer, Context, Scope) = (claims, signer, context, scope);

    public BearerClaims Claims { get; }

    public TrustedCertificate Signer { get; }

    internal BearerContext Context { get; }

    internal string Scope { get; }
}

/// <summary>A bearer that is used for the first time, by this request: only <see cref="BearerVerifier.RedeemAsync"/> makes one.</summary>
public sealed class VerifiedBearer
{
    internal VerifiedBearer(BearerClaims claims, TrustedCertificate signer) => (Claims, Signer) = (claims, signer);

    public BearerClaims Claims { get; }

    public TrustedCertificate Signer { get; }
}

/// <summary>
/// Verifies bearers in the order a server should (ATIS-1000105): algorithm, certificate, signature, freshness, audience, action, issuer,
/// code, numbers, one use. Freshness is looked at before the certificate, so that an old token makes nobody fetch, and once more at the
/// end. The use is written by a step of its own, the last one before the act: a request that is refused for another reason writes nothing.
/// </summary>
public sealed class BearerVerifier
{
    /// <summary>The table of used jti, for the purge.</summary>
    public const string Table = "cpsjti";

    private const int RememberedCertificates = 10_000;

    private readonly CpsOptions _options;
    private readonly CertificateVerdicts _certificates;
    private readonly KeyedRate _rate;
    private readonly OneTimeStore _used;
    private readonly TimeProvider _time;

    public BearerVerifier(CpsOptions options, CertificateVerdicts certificates, IRecords records, TimeProvider time)
    {
        _options = options;
        _certificates = certificates;
        _used = new OneTimeStore(records, Table);
        _time = time;
        _rate = new KeyedRate(options.PerCertificatePerSecond, options.PerCertificatePerSecond * 2.0, RememberedCertificates, time);
    }

    /// <summary>Checks everything but the one use.</summary>
    public ValueTask<Outcome<CheckedBearer, CpsRefusal>> CheckAsync(
        string? bearer, BearerContext context, CancellationToken cancellationToken) =>
        CheckAsync(bearer, context, _options.HostNames, scope: "", cancellationToken);

    /// <summary>Checks a bearer that was made for another CPS, as one comes along with what that CPS hands on.</summary>
    /// <param name="audiences">The names that aud may have.</param>
    public ValueTask<Outcome<CheckedBearer, CpsRefusal>> CheckForAnotherAsync(
        string? bearer, BearerContext context, IReadOnlyList<string> audiences, CancellationToken cancellationToken) =>
        CheckAsync(bearer, context, audiences, scope: "republished ", cancellationToken);

    /// <summary>Uses it, unless another request did.</summary>
    public async ValueTask<Outcome<VerifiedBearer, CpsRefusal>> RedeemAsync(CheckedBearer bearer, CancellationToken cancellationToken)
    {
        var claims = bearer.Claims;
        var expiresAt = claims.IssuedAt + _options.Freshness + TimeSpan.FromSeconds(1);
        var isReader = bearer.Context.Action == CpsAction.Retrieve;
        var (scope, request) = ($"{bearer.Scope}{claims.Issuer}", bearer.Context.RequestId);
        if (!await _used.TryRedeemAsync(scope, claims.Id, request, expiresAt, cancellationToken, mayUseReserve: isReader))
            return new CpsRefusal(CpsFailure.BearerReplayed, "the jti was used before");

        // Fetching and redeeming take time, in which a purge may remove the record of an earlier use: only of one that is fresh still it
        // says that there was none.
        return StaleRefusal(claims) is { } late ? late : new VerifiedBearer(claims, bearer.Signer);
    }

    private async ValueTask<Outcome<CheckedBearer, CpsRefusal>> CheckAsync(
        string? bearer, BearerContext context, IReadOnlyList<string> audiences, string scope, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(bearer)) return new CpsRefusal(CpsFailure.BearerMissing, "the request has no Authorization: Bearer");
        if (!BearerClaims.TryParse(bearer, context.Form, out var claims, out var refusal)) return refusal;
        if (StaleRefusal(claims) is { } stale) return stale;
        if (!(await SignerOfAsync(claims.Source, context.Client, cancellationToken)).TryGet(out var signer, out var untrusted))
            return untrusted;
        var signatureFault = JwsVerifier.FaultOf(claims.Source, signer.Key);
        if (signatureFault == JwsFault.SignatureMismatch && claims.Source.Header.X5u is { } url
            && await _certificates.FindSuccessorAsync(url, signer, context.Client, cancellationToken) is { } successor)
            (signer, signatureFault) = (successor, JwsVerifier.FaultOf(claims.Source, successor.Key));
        if (signatureFault is { } fault)
            return new CpsRefusal(CpsFailure.BearerSignature, $"the bearer's signature is refused: {KebabCase.Of(fault)}");
        if (claims.Source.Header.X5u is { } x5u) _certificates.HasSigned(x5u, signer);

        // Counted when the signature is proven: before, a stranger could use another's certificate up by naming it.
        if (!_rate.TryTake(signer.Certificate.Fingerprint))
            return new CpsRefusal(CpsFailure.SignerTooFast, "too many bearers of this certificate");
        return ClaimsRefusal(claims, signer, context, audiences) is { } mismatch
            ? mismatch
            : new CheckedBearer(claims, signer, context, scope);
    }

    private CpsRefusal? StaleRefusal(BearerClaims claims)
    {
        var now = _time.GetUtcNow();
        if (now - claims.IssuedAt > _options.Freshness)
            return new CpsRefusal(CpsFailure.BearerStale, $"iat is more than {_options.Freshness.TotalSeconds:0} seconds old");
        if (claims.IssuedAt - now > _options.Ahead)
            return new CpsRefusal(CpsFailure.BearerStale, $"iat is more than {_options.Ahead.TotalSeconds:0} seconds ahead");
        return claims.ExpiresAt <= now ? new CpsRefusal(CpsFailure.BearerStale, "exp has passed") : null;
    }

    private async ValueTask<Outcome<TrustedCertificate, CpsRefusal>> SignerOfAsync(
        Jws source, ClientKey client, CancellationToken cancellationToken)
    {
        Outcome<TrustedCertificate, CertificateRefusal> outcome;
        if (source.Header.X5u is { } x5u)
        {
            outcome = await _certificates.FindAsync(x5u, client, cancellationToken);
        }
        else
        {
            if (!CertificateBundle.TryReadBase64(source.Header.X5c!, out var chain, out var failure))
                return new CpsRefusal(CpsFailure.BearerUntrusted, $"x5c: {failure}");
            outcome = _certificates.Judge(chain);
        }

        return outcome.TryGet(out var signer, out var refusal)
            ? signer
            : new CpsRefusal(ReasonOf(refusal.Reason), $"{KebabCase.Of(refusal.Reason)}: {refusal.Detail}")
                { RetryAfter = refusal.RetryAfter };
    }

    private static CpsFailure ReasonOf(CertificateFailure failure) =>
        failure is CertificateFailure.Unreachable or CertificateFailure.NoTrustList or CertificateFailure.RevocationUnknown
            ? CpsFailure.NotVerifiableNow
            : CpsFailure.BearerUntrusted;

    private static CpsRefusal? ClaimsRefusal(
        BearerClaims claims, TrustedCertificate signer, BearerContext context, IReadOnlyList<string> audiences)
    {
        var action = context.Action switch
        {
            CpsAction.Publish => "publish",
            CpsAction.Retrieve => "retrieve",
            CpsAction.Republish => "republish",
        };
        if (!claims.Audience.Any(name => audiences.Contains(name, StringComparer.OrdinalIgnoreCase)))
            return new CpsRefusal(CpsFailure.BearerAudience, "aud does not name this CPS");
        if (claims.Action != action) return new CpsRefusal(CpsFailure.BearerAction, $"action is not \"{action}\"");
        return (context.Action == CpsAction.Republish ? null : CodesRefusal(claims, signer, context))
            ?? (claims.Dest == context.Call.Dest && claims.Orig == context.Call.Orig
                ? null
                : new CpsRefusal(CpsFailure.BearerNumbers, "orig and dest are not those of the path"));
    }

    // A CPS that hands on keeps the iss of the publisher, whom its own certificate does not stand for.
    private static CpsRefusal? CodesRefusal(BearerClaims claims, TrustedCertificate signer, BearerContext context)
    {
        if (!ServiceProviderCode.TryParse(claims.Issuer, out var issuer) || !signer.StandsFor(issuer))
            return new CpsRefusal(CpsFailure.BearerIssuer, "iss is not in the TNAuthList of the bearer's certificate");
        if (context.Code is not null && claims.Code != context.Code.Value)
            return new CpsRefusal(CpsFailure.BearerCode, "spc is not the code of the path");
        return context.Action == CpsAction.Publish && (!ServiceProviderCode.TryParse(claims.Code, out var code) || !signer.StandsFor(code))
            ? new CpsRefusal(CpsFailure.BearerIssuer, "spc is not in the TNAuthList of the bearer's certificate")
            : null;
    }
}
