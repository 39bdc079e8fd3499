using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>
/// Judges the PASSporTs of one call, those in band or those that a CPS held: each alone, or with the diversions that lead from it to the
/// target of the call (RFC 8224 section 6.2, RFC 8946 section 4.2).
/// </summary>
/// <param name="forAll">Why no PASSporT of the call can be believed; null: each is judged.</param>
/// <param name="at">The moment of the verdict.</param>
internal sealed class HeaderJudge(
    PassportVerifier passports, DiversionVerifier diversions, CallToVerify call, PassportRefusal? forAll, DateTimeOffset at,
    ClientKey client)
{
    // Without a caller every PASSporT is refused before these are looked at.
    private readonly CallParties? _called = call.Orig is null ? null : new CallParties(call.Orig, call.Dest);

    private readonly CallParties? _target =
        call.Orig is null || call.Target is null ? null : new CallParties(call.Orig, call.Target);

    /// <summary>A verdict on each, in their order.</summary>
    /// <param name="known">Verdicts on PASSporTs of the same call: what came twice is verified once.</param>
    public async ValueTask<HeaderVerdict[]> JudgeAsync(
        IReadOnlyList<CandidatePassport> candidates, IReadOnlyList<HeaderVerdict> known, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0) return [];
        var verdicts = new HeaderVerdict[candidates.Count];
        List<UntrustedPassport>? divs = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Passport is { Type: PassportType.Div } div) (divs ??= []).Add(div);
        }

        UntrustedPassport[] links = divs is null ? [] : [.. divs];
        for (var index = 0; index < verdicts.Length; index++)
        {
            var candidate = candidates[index];
            if (candidate.Passport is { Type: PassportType.Div }) continue;
            verdicts[index] = FindKnown(candidate, known) ?? await JudgeAsync(candidate, links, cancellationToken);
        }

        if (links.Length > 0) await JudgeLinksAsync(candidates, links, verdicts, cancellationToken);
        return verdicts;
    }

    private static HeaderVerdict? FindKnown(CandidatePassport candidate, IReadOnlyList<HeaderVerdict> known)
    {
        foreach (var verdict in known)
        {
            if (verdict.Verified is { } verified && verified.Compact == candidate.Passport?.Source.Compact)
                return verdict with { Place = candidate.Place, Index = candidate.Index };
        }

        return null;
    }

    private async ValueTask<HeaderVerdict> JudgeAsync(
        CandidatePassport candidate, UntrustedPassport[] links, CancellationToken cancellationToken)
    {
        if (candidate.Passport is not { } passport) return Refused(candidate, candidate.Refusal!);
        if (passport.Type == PassportType.Rsp)
        {
            return Refused(
                candidate, new PassportRefusal(VerificationFailure.PptNotSupported, "ppt \"rsp\" is of an answer, not of a call"));
        }

        if (forAll is not null) return Refused(candidate, forAll);
        if (passport.Type == PassportType.DivO)
        {
            return Verdict(
                candidate, await diversions.VerifyAsync(passport, _target ?? _called, client, at, cancellationToken), isEmbedded: true);
        }

        var isAtTarget = passport.Claims.Dest.Contains(call.Target ?? call.Dest);
        if (links.Length > 0 && !isAtTarget)
        {
            return Verdict(
                candidate, await diversions.VerifyAsync(passport, links, _target ?? _called, client, at, cancellationToken),
                isEmbedded: false);
        }

        // dest is compared with To, and with the target where diversions say that the call has one of its own.
        var parties = links.Length > 0 && _target is not null ? _target : _called;
        if (!passports.Check(passport, parties, at).TryGet(out var good, out var refusal)) return Refused(candidate, refusal);
        return (await passports.VerifyAsync(good, client, cancellationToken)).TryGet(out var verified, out refusal)
            ? Verified(candidate, verified, verified, [])
            : Refused(candidate, refusal);
    }

    private HeaderVerdict Verdict(CandidatePassport candidate, Outcome<VerifiedDiversions, PassportRefusal> chain, bool isEmbedded) =>
        chain.TryGet(out var verified, out var refusal)
            ? Verified(candidate, isEmbedded ? verified.Diversions[^1] : verified.Original, verified.Original, verified.Diversions)
            : Refused(candidate, refusal);

    private HeaderVerdict Verified(
        CandidatePassport candidate, VerifiedPassport verified, VerifiedPassport original, IReadOnlyList<VerifiedPassport> links)
    {
        if (original.Claims.Extension is PriorityClaims priorities && PriorityRefusal(priorities) is { } refusal)
            return Refused(candidate, refusal);
        if (!original.Type.VouchesForCaller())
        {
            return new HeaderVerdict(candidate.Place, candidate.Index, candidate.Type, candidate.Ppt, Verstat.Passed)
            {
                Verified = verified, Diversions = links,
            };
        }

        var judgement = CountryJudgement.Of(original);
        return new HeaderVerdict(
            candidate.Place, candidate.Index, candidate.Type, candidate.Ppt, judgement.Vouches ? Verstat.Passed : Verstat.None)
        {
            Verified = verified, Caller = original, Judgement = judgement, Diversions = links,
        };
    }

    // RFC 8443 section 4.2. Namespaces and priorities have no case (RFC 4412 section 3.1).
    private PassportRefusal? PriorityRefusal(PriorityClaims claims)
    {
        foreach (var wanted in call.Priorities)
        {
            if (claims.Auth.Any(value => value.ToString().Equals(wanted.ToString(), StringComparison.OrdinalIgnoreCase))) continue;
            return new PassportRefusal(
                VerificationFailure.PriorityNotAuthorized, "rph.auth does not hold a value of the call's Resource-Priority");
        }

        return null;
    }

    // A div PASSporT is good as a link of a chain that begins at another PASSporT of the call.
    private async ValueTask JudgeLinksAsync(
        IReadOnlyList<CandidatePassport> candidates, UntrustedPassport[] links, HeaderVerdict[] verdicts,
        CancellationToken cancellationToken)
    {
        var refusal = forAll ?? await FollowAsync(candidates, links, verdicts, cancellationToken);
        for (var index = 0; index < verdicts.Length; index++)
        {
            if (candidates[index].Passport is not { Type: PassportType.Div } link) continue;
            verdicts[index] = FindLink(link, verdicts) is { } verified
                ? new HeaderVerdict(candidates[index].Place, index, PassportType.Div, candidates[index].Ppt, Verstat.Passed)
                {
                    Verified = verified,
                }
                : Refused(candidates[index], refusal);
        }
    }

    // Where the signalling names no target, the chain goes from a PASSporT that verified by itself as far as the diversions lead.
    private async ValueTask<PassportRefusal> FollowAsync(
        IReadOnlyList<CandidatePassport> candidates, UntrustedPassport[] links, HeaderVerdict[] verdicts,
        CancellationToken cancellationToken)
    {
        var broken = new PassportRefusal(
            VerificationFailure.DivChainBroken, "the diversion is no link between a PASSporT of the call and the call's target");
        for (var index = 0; index < verdicts.Length; index++)
        {
            if (verdicts[index] is not { } verdict || candidates[index].Passport is not { } passport) continue;
            if (verdict.Refusal is not null)
            {
                if (!verdict.IsIgnored && passport.Type != PassportType.DivO) broken = verdict.Refusal;
                continue;
            }

            if (verdict.Caller is null || verdict.Diversions.Count > 0) continue;
            if (call.Target is not null) return broken;
            var chain = await diversions.VerifyAsync(passport, links, call: null, client, at, cancellationToken);
            if (!chain.TryGet(out var followed, out var refusal)) return refusal;
            verdicts[index] = verdict with { Diversions = followed.Diversions };
            return broken;
        }

        return broken;
    }

    private static VerifiedPassport? FindLink(UntrustedPassport link, HeaderVerdict[] verdicts)
    {
        foreach (var verdict in verdicts)
        {
            foreach (var diversion in verdict?.Diversions ?? [])
            {
                if (diversion.Compact == link.Source.Compact) return diversion;
            }
        }

        return null;
    }

    private static HeaderVerdict Refused(CandidatePassport candidate, PassportRefusal refusal) =>
        new(candidate.Place, candidate.Index, candidate.Type, candidate.Ppt, refusal.Reason.Codes().Verstat) { Refusal = refusal };
}
