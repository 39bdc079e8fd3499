using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>
/// Collects what a verdict rested on. Certificates come from where the verdict had them, which is memory; only where a copy was dropped in
/// between is one fetched again.
/// </summary>
public sealed class ProofEvidence
{
    private readonly ICertificateSource _source;
    private readonly TrustDomains _domains;
    private readonly IRevocationStatus _revocation;
    private readonly DelegationEvidence? _delegation;

    /// <summary>Takes its parts from where the <see cref="CertificateVerdicts"/> of the same verifier has them.</summary>
    public ProofEvidence(
        ICertificateSource source, TrustDomains domains, IRevocationStatus? revocation = null, DelegationEvidence? delegation = null) =>
        (_source, _domains, _revocation, _delegation) = (source, domains, revocation ?? RevocationNotChecked.Instance, delegation);

    /// <summary>A moment as a proof can write it: whole milliseconds.</summary>
    internal static DateTimeOffset MomentOf(DateTimeOffset now) => now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>The proof of a verdict; null: it would be longer than the bound.</summary>
    /// <param name="at">The moment of the verdict, of <see cref="MomentOf"/>.</param>
    internal async ValueTask<VerdictProof?> ProveAsync(
        CallToVerify call, VerificationRules rules, CallFreshness freshness, CallVerdict verdict, DateTimeOffset at, ClientKey client,
        CancellationToken cancellationToken)
    {
        if (call.Identities.Concat(call.Held).Sum(text => (long)text.Length) > Limits.VerdictProofOctets) return null;
        var anchors = _domains.FindAnchors(at);
        var bundles = new Dictionary<string, ProofBundle>(StringComparer.Ordinal);
        var paths = new PathFacts(anchors, _revocation, at);
        foreach (var (passport, signer) in JudgedBy(call, verdict))
        {
            if (passport.Source.Header.X5c is { } x5c && CertificateBundle.TryReadBase64(x5c, out var carried, out _)
                && paths.Add(carried) && (signer is null || signer.Leaf.Fingerprint == carried[0].Fingerprint))
                continue;
            if (bundles.ContainsKey(passport.X5u)) continue;
            var (bundle, chain) = signer is not null
                ? OfSigner(passport.X5u, signer, verdict)
                : await OfSourceAsync(passport.X5u, client, cancellationToken);
            bundles[passport.X5u] = bundle;
            if (chain.Count > 0) paths.Add(chain);
        }

        var lists = await ListsOfAsync(paths, client, cancellationToken);
        if (lists.Sum(list => (long)(list.Der?.Length ?? 0)) > Limits.VerdictProofOctets) return null;
        return VerdictProof.Write(new ProofDocument(
            ProofDocument.KnownVersion, at, ProofCall.Of(call), ProofRules.Of(rules, freshness), [.. bundles.Values], paths.Revocation,
            ProofVerdict.Of(verdict), anchors is null ? null : ProofTrust.Of(anchors, paths.Roots),
            lists.Count > 0 ? lists : null, await OwnerOfAsync(call, paths, cancellationToken)));
    }

    private async ValueTask<IReadOnlyList<ProofTnList>> ListsOfAsync(
        PathFacts paths, ClientKey client, CancellationToken cancellationToken)
    {
        var lists = new List<ProofTnList>();
        if (_delegation is null) return lists;
        foreach (var url in paths.ListUrls)
            lists.Add(ProofTnList.Of(url, await _delegation.Lists.GetAsync(url, client, cancellationToken)));
        return lists;
    }

    private async ValueTask<string?> OwnerOfAsync(CallToVerify call, PathFacts paths, CancellationToken cancellationToken)
    {
        if (!paths.TakesNumberTable || call.Orig is not NumberParty { Number: var number } || _delegation?.Numbers is not { } numbers)
            return null;
        try
        {
            return (await numbers.FindAsync(number, cancellationToken))?.Provider.ToString();
        }
        catch (StorageException)
        {
            // As in the verdict: a table that does not answer says nothing of the number.
            return null;
        }
    }

    private static (ProofBundle Bundle, IReadOnlyList<StiCertificate> Chain) OfSigner(
        string x5u, CertificateChain signer, CallVerdict verdict)
    {
        var findings = verdict.Headers.SelectMany(PassportsOf).Where(passport => passport.Signer.Chain == signer)
            .SelectMany(passport => passport.Signer.Findings).Select(finding => finding.Kind).ToHashSet();

        // The order in which the chain was served is not kept, but that it was another one: a replay finds that again.
        StiCertificate[] chain = [.. signer.Path.SkipLast(1)];
        if (findings.Contains(FindingKind.ChainOutOfOrder)) Array.Reverse(chain);
        var bundle = ProofBundle.Of(
            x5u, chain, findings.Contains(FindingKind.StaleCertificate), findings.Contains(FindingKind.PrivateKeyPublished));
        return (bundle, chain);
    }

    private async ValueTask<(ProofBundle Bundle, IReadOnlyList<StiCertificate> Chain)> OfSourceAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken) =>
        (await _source.GetAsync(x5u, client, cancellationToken)).TryGet(out var sourced, out var refusal)
            ? (ProofBundle.Of(x5u, sourced.Certificates, sourced.IsStale, sourced.HoldsPrivateKey), sourced.Certificates)
            : (ProofBundle.Of(x5u, refusal), []);

    // PASSporTs whose certificates the verdict looked at, each with the path of its signer where it verified.
    private static IEnumerable<(UntrustedPassport Passport, CertificateChain? Signer)> JudgedBy(CallToVerify call, CallVerdict verdict)
    {
        var signers = verdict.Headers.SelectMany(PassportsOf)
            .GroupBy(passport => passport.Compact, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Signer.Chain, StringComparer.Ordinal);
        IReadOnlyList<CandidatePassport> candidates =
            [.. CandidatePassport.OfHeaders(call.Identities), .. CandidatePassport.OfHeld(call.Held)];
        for (var index = 0; index < candidates.Count; index++)
        {
            if (verdict.Headers[index].Refusal is { } refusal && !IsOfCertificate(refusal.Reason)) continue;
            for (var passport = candidates[index].Passport; passport is not null; passport = EmbeddedIn(passport))
                yield return (passport, signers.GetValueOrDefault(passport.Source.Compact));
        }
    }

    private static IEnumerable<VerifiedPassport> PassportsOf(HeaderVerdict header)
    {
        if (header.Verified is not null) yield return header.Verified;
        if (header.Caller is not null) yield return header.Caller;
        foreach (var diversion in header.Diversions) yield return diversion;
    }

    // A div-o that nests deeper than diversions are followed was refused without a certificate.
    private static UntrustedPassport? EmbeddedIn(UntrustedPassport passport) =>
        passport.Claims.Extension is EmbeddedDiversion embedded && UntrustedPassport.TryParse(embedded.Original, out var inner, out _)
            ? inner
            : null;

    // Everything else shows before a certificate is asked for.
    private static bool IsOfCertificate(VerificationFailure failure) => failure switch
    {
        VerificationFailure.InfoNotAllowed or VerificationFailure.CertificateUnreachable or VerificationFailure.NotACertificate
            or VerificationFailure.NoTrustList or VerificationFailure.CertificateUntrusted
            or VerificationFailure.CertificateOutsideValidity or VerificationFailure.CertificateRevoked
            or VerificationFailure.RevocationUnknown or VerificationFailure.CertificateInvalid or VerificationFailure.NotAuthorized
            or VerificationFailure.ClaimNotPermitted or VerificationFailure.SignatureMismatch
            or VerificationFailure.PriorityNotAuthorized => true,
        VerificationFailure.NoIdentityHeader or VerificationFailure.CallerAnonymous or VerificationFailure.IdentityHeaderMalformed
            or VerificationFailure.IdentityHeaderTooLong or VerificationFailure.TooManyIdentityHeaders or VerificationFailure.CompactForm
            or VerificationFailure.InfoMissing or VerificationFailure.InfoMismatch or VerificationFailure.PassportMalformed
            or VerificationFailure.HeaderMemberMissing or VerificationFailure.TypeNotPassport or VerificationFailure.AlgorithmNotEs256
            or VerificationFailure.PptNotSupported or VerificationFailure.ParameterMismatch or VerificationFailure.CriticalHeader
            or VerificationFailure.ClaimMissing or VerificationFailure.ShakenClaimInvalid or VerificationFailure.ExtensionClaimInvalid
            or VerificationFailure.ContentMismatch or VerificationFailure.DivChainBroken or VerificationFailure.DivChainLoops
            or VerificationFailure.DivChainTooLong or VerificationFailure.DivOrigChanged or VerificationFailure.StaleDate
            or VerificationFailure.FutureDate or VerificationFailure.NumberMismatch or VerificationFailure.PassportsDiffer => false,
    };
}
