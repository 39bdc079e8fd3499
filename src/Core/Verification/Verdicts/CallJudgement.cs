using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>The verdict on a call by the verdicts on its PASSporTs. A pure function.</summary>
internal static class CallJudgement
{
    /// <param name="forAll">Why no PASSporT of the call can be believed; null: each was judged.</param>
    public static CallVerdict Of(
        CallToVerify call, VerificationRules rules, PassportRefusal? forAll, HeaderVerdict[] inBand, HeaderVerdict[] held)
    {
        HeaderVerdict[] headers = held.Length == 0 ? inBand : [.. inBand, .. held];
        for (var index = 0; index < headers.Length; index++)
        {
            if (headers[index] is { Refusal.Reason: var reason } refused)
                headers[index] = refused with { Status = StatusOf(reason, rules) };
        }

        if (forAll?.Reason == VerificationFailure.CallerAnonymous) return OfUnknownCaller(call, rules, forAll, headers);
        var came = PlaceVerdict.Of(inBand);
        var rule = HeldRule.Of(came, PlaceVerdict.Of(held, came.Caller?.Caller), rules.Difference);
        if (rule.Place.Deciding is not { } deciding) return OfNothing(rules, forAll, headers);
        var isPassed = rule.Refusal is null && deciding.Verstat == Verstat.Passed;
        var refusal = rule.Refusal ?? deciding.Refusal;

        // Who signed is told whether or not it is believed (the international report on SHAKEN).
        var header = rule.Place.Caller;
        var caller = header?.Caller;
        var country = caller?.Signer.Country;
        var lent = DelegateOf(caller, headers);
        return new CallVerdict(rule.Refusal is null ? deciding.Verstat : Verstat.None, headers)
        {
            Failure = refusal?.Reason,
            Detail = refusal?.Detail ?? (isPassed ? null : deciding.Judgement?.Finding?.Detail),
            Status = StatusOf(refusal?.Reason, rules),
            Caller = isPassed ? caller : null,
            Attest = isPassed ? header?.Judgement?.Believed : null,
            OrigId = caller?.Claims.Shaken?.OrigId,
            Signer = caller?.Signer.Providers is [var provider, ..] ? provider : null,
            LentBy = lent?.LentBy,
            Originators = lent?.Signer.Originators ?? [],
            Country = country,
            Asserted = caller?.Claims.Shaken?.Attest,
            Root = caller?.Signer.Chain.Root.Certificate.Fingerprint,
            Claimed = refusal?.Claimed,
            IsForeign = country is not null && rules.Home is not null && country != rules.Home,
            DecidedBy = DecidedBy(rule, refusal),
            Findings = header is null ? [] : (IReadOnlyList<Finding>?)FindingsOf(call, header, rule) ?? [],
        };
    }

    private static CallVerdict OfUnknownCaller(
        CallToVerify call, VerificationRules rules, PassportRefusal refusal, HeaderVerdict[] headers)
    {
        var isRefused = rules.Anonymous == AnonymousCallers.Refused && call.IsAnonymous;
        return new CallVerdict(Verstat.None, headers)
        {
            Failure = isRefused ? refusal.Reason : null,
            Detail = refusal.Detail,
            Status = isRefused ? StatusOf(refusal.Reason, rules) : null,
            DecidedBy = isRefused ? "anonymous-refused" : "caller-not-told",
        };
    }

    // No PASSporT counts for or against the caller: there is none, or their types are not supported or of a priority alone.
    private static CallVerdict OfNothing(VerificationRules rules, PassportRefusal? forAll, HeaderVerdict[] headers)
    {
        var ignored = Array.Find(headers, header => header.Refusal?.Reason == VerificationFailure.PptNotSupported)?.Refusal;
        var hasOthers = Array.Exists(headers, header => !header.IsIgnored);
        var refusal = forAll
            ?? (hasOthers ? null : ignored)
            ?? (rules.RequireIdentity ? new PassportRefusal(VerificationFailure.NoIdentityHeader, "nothing vouches for the caller") : null);
        return new CallVerdict(Verstat.None, headers)
        {
            Failure = refusal?.Reason,
            Detail = refusal?.Detail ?? "nothing vouches for the caller",
            Status = StatusOf(refusal?.Reason, rules),
            DecidedBy = refusal is null ? "no-identity"
                : refusal.Reason == VerificationFailure.NoIdentityHeader ? "identity-required"
                : refusal.Reason.Name(),
        };
    }

    // The caller may be vouched for by its provider, and beside that by its own delegate certificate.
    private static VerifiedPassport? DelegateOf(VerifiedPassport? caller, HeaderVerdict[] headers)
    {
        if (caller is null || caller.Signer.IsDelegate) return caller;
        foreach (var header in headers)
        {
            if (header is { Verstat: Verstat.Passed, Caller: { Signer.IsDelegate: true } lent }) return lent;
        }

        return null;
    }

    // dest is compared with To alone (RFC 8224 section 6.2.4). A Request-URI that is no number may be a phone's own address.
    private static Finding? TargetFinding(CallToVerify call, HeaderVerdict header) =>
        call is { Target: NumberParty target, Dest: NumberParty dest } && target != dest
            && header is { Diversions.Count: 0, Caller: { } caller } && !caller.Claims.Dest.Contains(target)
            ? new Finding(
                FindingKind.TargetNotVouchedFor, "the call goes to another number than it was signed for, and no diversion leads there")
            : null;

    private static List<Finding>? FindingsOf(CallToVerify call, HeaderVerdict header, HeldRule rule)
    {
        List<Finding>? findings = null;
        foreach (var finding in header.Caller?.Findings ?? []) (findings ??= []).Add(finding);
        foreach (var diversion in header.Diversions)
        {
            foreach (var finding in diversion.Findings)
            {
                if (findings?.Contains(finding) != true) (findings ??= []).Add(finding);
            }
        }

        if (TargetFinding(call, header) is { } target) (findings ??= []).Add(target);
        if (header.Judgement?.Finding is { } judged) (findings ??= []).Add(judged);
        if (rule.Finding is not null) (findings ??= []).Add(rule.Finding);
        return findings;
    }

    // Of a PASSporT that verified the policy of its country has the last word.
    private static string DecidedBy(HeldRule rule, PassportRefusal? refusal) =>
        refusal is null && rule.Place.Caller?.Judgement is { } judgement ? judgement.DecidedBy : rule.Name;

    private static SipStatus? StatusOf(VerificationFailure? failure, VerificationRules rules) => failure?.Codes() is not { } codes ? null
        : rules.Dialect switch
        {
            CodeDialect.Rfc8224 => codes.Rfc8224,
            CodeDialect.Atis => codes.Atis,
        };
}
