using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>
/// Judges calls by everything that vouches for them: Identity headers, and what a CPS held (RFC 8224 section 6.2, ATIS-1000074). Reads
/// the clock once a call.
/// </summary>
public sealed class CallVerifier
{
    private readonly PassportVerifier _passports;
    private readonly DiversionVerifier _diversions;
    private readonly TimeProvider _time;
    private readonly CallFreshness _freshness;
    private readonly RichCallContents? _contents;
    private readonly ProofEvidence? _evidence;

    /// <param name="contents">Fetches what rich call data names; null: it is never fetched, whatever the rules say.</param>
    /// <param name="evidence">Collects what a proof holds; null: no verdict has one, whatever the rules say.</param>
    public CallVerifier(
        CertificateVerdicts certificates, TimeProvider time, CallFreshness freshness, RichCallContents? contents = null,
        ProofEvidence? evidence = null)
    {
        _passports = new PassportVerifier(certificates, time, freshness.Window, freshness.Ahead);
        _diversions = new DiversionVerifier(_passports, freshness.Diverted);
        (_time, _freshness, _contents, _evidence) = (time, freshness, contents, evidence);
    }

    /// <summary>Judges a call. Every failure is a verdict: an exception is a fault of our own.</summary>
    /// <param name="client">On whose behalf certificates are fetched.</param>
    public async ValueTask<CallVerdict> VerifyAsync(
        CallToVerify call, VerificationRules rules, ClientKey client, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var at = rules.WantsProof ? ProofEvidence.MomentOf(now) : now;
        var forAll = RefusalOfAll(call, rules, at);
        var judge = new HeaderJudge(_passports, _diversions, call, forAll, at, client);
        var inBand = await judge.JudgeAsync(CandidatePassport.OfHeaders(call.Identities), [], cancellationToken);
        var held = await judge.JudgeAsync(CandidatePassport.OfHeld(call.Held), inBand, cancellationToken);
        var verdict = CallJudgement.Of(call, rules, forAll, inBand, held);
        if (rules.FetchesContents && _contents is not null)
            verdict = verdict with { Headers = await WithContentsAsync(verdict.Headers, _contents, client, cancellationToken) };
        if (!rules.WantsProof || _evidence is null) return verdict;
        return await _evidence.ProveAsync(call, rules, _freshness, verdict, at, client, cancellationToken) is { } proof
            ? verdict with { Proof = proof }
            : verdict with { Findings = [.. verdict.Findings, ProofTooLong()] };
    }

    private static Finding ProofTooLong() =>
        new(FindingKind.ProofTooLong, $"the proof would be longer than {Limits.VerdictProofOctets} octets; there is none");

    private PassportRefusal? RefusalOfAll(CallToVerify call, VerificationRules rules, DateTimeOffset at)
    {
        if (call.IsAnonymous && rules.Anonymous == AnonymousCallers.Refused)
            return new PassportRefusal(VerificationFailure.CallerAnonymous, "the caller asks for anonymity, which is not accepted here");
        if (call.Orig is null)
            return new PassportRefusal(VerificationFailure.CallerAnonymous, "the signalling does not tell who calls");

        // RFC 8224 section 6.2 step 4: where Date and iat differ and iat is fresh, iat counts. ATIS-1000082 refuses.
        if (!rules.RefusesStaleDate || call.Time is not { } date) return null;
        var age = at - date;
        return age > _freshness.Window
            ? new PassportRefusal(VerificationFailure.StaleDate, $"Date is older than {_freshness.Window.TotalSeconds:0} seconds")
            : age < -_freshness.Ahead
                ? new PassportRefusal(
                    VerificationFailure.FutureDate, $"Date is more than {_freshness.Ahead.TotalSeconds:0} seconds ahead")
                : null;
    }

    private static async ValueTask<IReadOnlyList<HeaderVerdict>> WithContentsAsync(
        IReadOnlyList<HeaderVerdict> headers, RichCallContents contents, ClientKey client, CancellationToken cancellationToken)
    {
        var all = new HeaderVerdict[headers.Count];
        for (var index = 0; index < all.Length; index++)
        {
            all[index] = headers[index] is { Caller: { Claims.Extension: RichCallClaims } caller } header
                ? header with { Contents = await contents.FetchAsync(caller, client, cancellationToken) }
                : headers[index];
        }

        return all;
    }
}
