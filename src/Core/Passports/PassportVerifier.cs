using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Passports;

/// <summary>What a call's signalling says, which a PASSporT must say too (RFC 8224 section 6.2.4).</summary>
/// <param name="Orig">The caller by P-Asserted-Identity, else From.</param>
/// <param name="Dest">The called party by To.</param>
public sealed record CallParties(PassportParty Orig, PassportParty Dest);

/// <summary>A PASSporT whose checks without a certificate are done: only <see cref="PassportVerifier"/> makes one.</summary>
public sealed class CheckedPassport
{
    internal CheckedPassport(UntrustedPassport source, DateTimeOffset at) => (Source, At) = (source, at);

    internal UntrustedPassport Source { get; }

    /// <summary>When it was checked; its certificate is judged by the same reading of the clock.</summary>
    internal DateTimeOffset At { get; }
}

/// <summary>
/// Turns untrusted PASSporTs into verified ones (RFC 8224 section 6.2, RFC 8225, RFC 8588, ATIS-1000074). Those of ppt "div" and "div-o"
/// are for <see cref="Diversions.DiversionVerifier"/>. Checks that cost nothing come before the certificate, so that a broken token makes
/// nobody fetch.
/// </summary>
public sealed class PassportVerifier
{
    private readonly CertificateVerdicts _certificates;
    private readonly TimeProvider _time;
    private readonly TimeSpan _window;
    private readonly TimeSpan _ahead;

    /// <param name="freshness">How far iat may lie from now on either side; RFC 8224 section 6.2 recommends 60 seconds.</param>
    /// <param name="ahead">How far iat may lie after now, where that is less; null: as far as before it.</param>
    public PassportVerifier(CertificateVerdicts certificates, TimeProvider time, TimeSpan freshness, TimeSpan? ahead = null) =>
        (_certificates, _time, _window, _ahead) = (certificates, time, freshness, ahead ?? freshness);

    /// <summary>Verifies a PASSporT for a call, or without one where there is none: a CPS has no INVITE to compare with.</summary>
    public ValueTask<Outcome<VerifiedPassport, PassportRefusal>> VerifyAsync(
        UntrustedPassport passport, CallParties? call, CancellationToken cancellationToken) =>
        VerifyAsync(passport, call, client: default, cancellationToken);

    /// <summary>The same on behalf of a client, by whom fetches are counted.</summary>
    public ValueTask<Outcome<VerifiedPassport, PassportRefusal>> VerifyAsync(
        UntrustedPassport passport, CallParties? call, ClientKey client, CancellationToken cancellationToken) =>
        Check(passport, call).TryGet(out var good, out var refusal)
            ? VerifyAsync(good, client, cancellationToken)
            : ValueTask.FromResult<Outcome<VerifiedPassport, PassportRefusal>>(refusal);

    /// <summary>Verifies with the certificate what was checked without it.</summary>
    public async ValueTask<Outcome<VerifiedPassport, PassportRefusal>> VerifyAsync(
        CheckedPassport good, ClientKey client, CancellationToken cancellationToken)
    {
        var passport = good.Source;
        if (passport.Source.Header.X5c is { } x5c && CarriedCertificate.Find(_certificates, x5c) is { } carried)
            return carried.TryGet(out var own, out var ownRefusal)
                ? await VerdictByAsync(passport, own, cancellationToken)
                : Refusal(ownRefusal);
        if (!(await _certificates.FindAsync(
            passport.X5u, client, good.At, cancellationToken)).TryGet(out var signer, out var certificateRefusal))
            return Refusal(certificateRefusal);
        var refusal = RefusalBy(passport, signer);
        if (refusal?.Reason == VerificationFailure.SignatureMismatch
            && await _certificates.FindSuccessorAsync(passport.X5u, signer, client, cancellationToken) is { } successor)
            (signer, refusal) = (successor, RefusalBy(passport, successor));
        if (refusal is not null) return refusal;
        _certificates.HasSigned(passport.X5u, signer);
        return await VerifiedByAsync(passport, signer, cancellationToken);
    }

    /// <summary>Does the checks that need no certificate: freshness, and the numbers of the call. Reads the clock, once for the whole
    /// verdict.</summary>
    public Outcome<CheckedPassport, PassportRefusal> Check(UntrustedPassport passport, CallParties? call) =>
        Check(passport, call, _time.GetUtcNow());

    /// <summary>The same for a caller that has read the clock, once for all PASSporTs of a call.</summary>
    internal Outcome<CheckedPassport, PassportRefusal> Check(UntrustedPassport passport, CallParties? call, DateTimeOffset now) =>
        RefusalAt(now, passport, call) is { } refusal ? refusal : new CheckedPassport(passport, now);

    /// <summary>
    /// The same for one PASSporT of a chain of diversions, of whatever type: the chain's links say what its numbers must be.
    /// </summary>
    /// <param name="window">How old it may be, where that is not as old as any other.</param>
    /// <param name="at">The moment of the verdict; null: now.</param>
    internal Outcome<CheckedPassport, PassportRefusal> CheckLink(UntrustedPassport passport, TimeSpan? window, DateTimeOffset? at)
    {
        var now = at ?? _time.GetUtcNow();
        return DateRefusal(now, passport, window ?? _window) is { } refusal ? refusal : new CheckedPassport(passport, now);
    }

    private PassportRefusal? RefusalAt(DateTimeOffset now, UntrustedPassport passport, CallParties? call)
    {
        if (TypeRefusal(passport.Type) is { } type) return type;
        if (DateRefusal(now, passport, _window) is { } date) return date;
        return call is null || (call.Orig == passport.Claims.Orig && passport.Claims.Dest.Contains(call.Dest))
            ? null
            : new PassportRefusal(VerificationFailure.NumberMismatch, "orig or dest is not what the call says");
    }

    // These say nothing of the caller by themselves, so that nobody may take them for an answer.
    private static PassportRefusal? TypeRefusal(PassportType type) => type switch
    {
        PassportType.Base or PassportType.Shaken or PassportType.Rph or PassportType.Rcd or PassportType.Msg => null,
        PassportType.Div or PassportType.DivO =>
            new PassportRefusal(VerificationFailure.DivChainBroken, "a diversion is verified with the PASSporT that it diverts"),
        PassportType.Rsp => new PassportRefusal(VerificationFailure.PptNotSupported, "ppt \"rsp\" is of an answer, not of a call"),
    };

    private PassportRefusal? DateRefusal(DateTimeOffset now, UntrustedPassport passport, TimeSpan window)
    {
        var findings = passport.Findings;
        for (var index = 0; index < findings.Count; index++)
        {
            // The early drafts wrote it so; today's standards do not.
            if (findings[index].Kind == FindingKind.IssuedAtIsText
                && !findings.Any(finding => finding.Kind == FindingKind.OlderIdentityForm))
                return new PassportRefusal(VerificationFailure.PassportMalformed, "iat is a string, not a number");
        }

        var age = now - passport.Claims.IssuedAt;
        if (age > window) return new PassportRefusal(VerificationFailure.StaleDate, $"iat is older than {window.TotalSeconds:0} seconds");
        return age < -_ahead
            ? new PassportRefusal(VerificationFailure.FutureDate, $"iat is more than {_ahead.TotalSeconds:0} seconds ahead")
            : null;
    }

    private ValueTask<Outcome<VerifiedPassport, PassportRefusal>> VerdictByAsync(
        UntrustedPassport passport, TrustedCertificate signer, CancellationToken cancellationToken) =>
        RefusalBy(passport, signer) is { } refusal ? new(refusal) : VerifiedByAsync(passport, signer, cancellationToken);

    // After the signature, so that nobody but the delegate makes us look a number up.
    private async ValueTask<Outcome<VerifiedPassport, PassportRefusal>> VerifiedByAsync(
        UntrustedPassport passport, TrustedCertificate signer, CancellationToken cancellationToken) =>
        (await LentNumber.JudgeAsync(signer, passport.Claims.Orig, _certificates.Numbers, cancellationToken))
            .TryGet(out var lent, out var refusal)
            ? new VerifiedPassport(passport, signer, lent)
            : refusal;

    private static PassportRefusal? RefusalBy(UntrustedPassport passport, TrustedCertificate signer)
    {
        if (passport.Claims.IssuedAt < signer.Chain.NotBefore || passport.Claims.IssuedAt > signer.Chain.NotAfter)
            return new PassportRefusal(VerificationFailure.CertificateOutsideValidity, "iat lies outside the certificate's validity");
        if (AuthorityRefusal(passport, signer) is { } authority) return authority;
        if (ConstraintViolation(passport, signer) is { } violation)
            return new PassportRefusal(VerificationFailure.ClaimNotPermitted, violation);
        return JwsVerifier.FaultOf(passport.Source, signer.Key) is { } fault ? Refusal(fault) : null;
    }

    private static PassportRefusal Refusal(JwsFault fault) => fault switch
    {
        JwsFault.AlgorithmNotEs256 => new PassportRefusal(VerificationFailure.AlgorithmNotEs256, "alg is not ES256"),
        JwsFault.CriticalHeader => new PassportRefusal(VerificationFailure.CriticalHeader, "crit names extensions that are not known here"),
        JwsFault.SignatureMalformed => new PassportRefusal(
            VerificationFailure.SignatureMismatch, "the signature is not 64 octets r‖s, each from 1 to n-1"),
        JwsFault.SignatureMismatch => new PassportRefusal(
            VerificationFailure.SignatureMismatch, "the certificate's key did not make this signature"),
    };

    // All levels must permit the claims: contradictory ones permit none.
    private static string? ConstraintViolation(UntrustedPassport passport, TrustedCertificate signer)
    {
        if (signer.Constraints.Count == 0) return null;
        var claims = PassportClaimNames.Of(passport);
        foreach (var constraints in signer.Constraints)
        {
            if (constraints.FindViolation(claims) is { } violation) return violation;
        }

        return null;
    }

    // Codes alone are a provider's, who vouches for its calls and for where it sends them. With numbers the certificate is a delegate's,
    // who may sign the base form and rcd for just those numbers, whether codes stand beside them or not.
    private static PassportRefusal? AuthorityRefusal(UntrustedPassport passport, TrustedCertificate signer)
    {
        if (!signer.IsDelegate) return null;
        if (passport.Type is not (PassportType.Base or PassportType.Rcd))
            return new PassportRefusal(
                VerificationFailure.NotAuthorized, $"a PASSporT of ppt \"{passport.Type.Ppt()}\" takes a certificate with SPCs only");
        return passport.Claims.Orig is NumberParty { Number: var number } && signer.Numbers.Contains(number)
            ? null
            : new PassportRefusal(VerificationFailure.NotAuthorized, "orig is none of the certificate's numbers");
    }

    private static PassportRefusal Refusal(CertificateRefusal refusal) => new(
        refusal.Reason switch
        {
            CertificateFailure.UrlNotAllowed => VerificationFailure.InfoNotAllowed,
            CertificateFailure.Unreachable => VerificationFailure.CertificateUnreachable,
            CertificateFailure.NotACertificate => VerificationFailure.NotACertificate,
            CertificateFailure.NoTrustList => VerificationFailure.NoTrustList,
            CertificateFailure.Untrusted => VerificationFailure.CertificateUntrusted,
            CertificateFailure.OutsideValidity => VerificationFailure.CertificateOutsideValidity,
            CertificateFailure.Revoked => VerificationFailure.CertificateRevoked,
            CertificateFailure.RevocationUnknown => VerificationFailure.RevocationUnknown,
            CertificateFailure.Invalid => VerificationFailure.CertificateInvalid,
        },
        refusal.Detail)
    {
        RetryAfter = refusal.RetryAfter,
        Claimed = refusal.Claimed,
    };
}
