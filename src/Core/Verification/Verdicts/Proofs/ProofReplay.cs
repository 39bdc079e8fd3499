using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Verification.Verdicts.Proofs;

/// <summary>Repeats a verdict from its proof alone: no network, no store, and the clock stands at the moment of the verdict.</summary>
public static class ProofReplay
{
    /// <summary>The verdict again, the same as the proof records, or why not.</summary>
    /// <param name="trusted">
    /// The roots that the reader trusts: every PASSporT that verifies must lead to one of them. Null: the proof's own roots are taken.
    /// </param>
    public static async ValueTask<Outcome<CallVerdict, ProofRefusal>> ReplayAsync(
        VerdictProof proof, IReadOnlyList<TrustedRoot>? trusted, CancellationToken cancellationToken)
    {
        var document = proof.Document;
        var time = new StoppedTime(document.At);
        if (!document.Call.TryRead(out var call)) return Malformed("call");
        if (!document.Rules.TryRead(out var rules, out var freshness)) return Malformed("rules");
        if (!ReplayedCertificates.TryRead(document.Certificates, out var source)) return Malformed("certificates");
        if (!ReplayedRevocation.TryRead(document.Revocation, out var revocation)) return Malformed("revocation");
        if (!ReplayedDelegation.TryRead(document.Lists ?? [], document.Owner, out var delegation)) return Malformed("lists or owner");
        var domains = new TrustDomains(new TrustDomain([], time), [], time);
        if (document.Trust is not null)
        {
            if (!document.Trust.TryRead(time, out var read)) return Malformed("trust");
            domains = read;
        }

        var certificates = new CertificateVerdicts(source, domains, time, revocation, delegation: delegation);
        var verifier = new CallVerifier(certificates, time, freshness);
        var verdict = await verifier.VerifyAsync(call, rules, client: default, cancellationToken);
        if (ProofVerdict.Of(verdict).DifferenceFrom(document.Verdict) is { } member)
            return new ProofRefusal(ProofFailure.VerdictDiffers, $"verdict.{member} is not what the proof leads to");
        return trusted is not null && FindUntrusted(verdict, trusted) is { } root
            ? new ProofRefusal(ProofFailure.RootNotTrusted, $"the root {root.Certificate.Subject} is none of those that are trusted")
            : verdict;
    }

    private static TrustedRoot? FindUntrusted(CallVerdict verdict, IReadOnlyList<TrustedRoot> trusted)
    {
        var known = trusted.Select(root => root.Certificate.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return verdict.Headers
            .SelectMany(header => header.Diversions.Append(header.Verified).Append(header.Caller))
            .OfType<VerifiedPassport>()
            .Select(passport => passport.Signer.Chain.Root)
            .FirstOrDefault(root => !known.Contains(root.Certificate.Fingerprint));
    }

    private static ProofRefusal Malformed(string member) =>
        new(ProofFailure.Malformed, $"the member {member} holds a value of another form");

    private sealed class StoppedTime(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;

        public override long GetTimestamp() => 0;
    }
}
