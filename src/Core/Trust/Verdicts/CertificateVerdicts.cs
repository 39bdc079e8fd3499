using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Verdicts;

/// <summary>
/// From an x5u to a certificate that may be believed: fetched, its path judged once, verdict and key kept (a warm look-up costs
/// a dictionary read; a cold one a fetch, several signature checks and a key import).
/// </summary>
/// <remarks>
/// A verdict holds until the path's notAfter, the time to ask for a newer copy, or another trusted-CA list, whichever comes first.
/// Another CRL leaves the path's verdict as it is: only whether its certificates are revoked is looked up again, in memory.
/// Refusals are kept too, for a short time and apart, so that a stranger's URLs push no good verdict out. Verdicts on chains that came
/// along with what they signed are kept apart as well: a holder can send its chain in any number of forms.
/// </remarks>
public sealed class CertificateVerdicts
{
    private const int KeptVerdicts = 20_000;
    private const int KeptRefusals = 4_000;
    private const int KeptCarried = 4_000;
    private static readonly TimeSpan RefusalLife = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CarriedLife = TimeSpan.FromHours(1);

    private readonly ICertificateSource _source;
    private readonly TrustDomains _domains;
    private readonly TimeProvider _time;
    private readonly IRevocationStatus _revocation;
    private readonly IKnownHosts? _hosts;
    private readonly ReferencedLists _lists;
    private readonly BoundedCache<string, Verdict> _good = new(KeptVerdicts, StringComparer.Ordinal);
    private readonly BoundedCache<string, Verdict> _carried = new(KeptCarried, StringComparer.Ordinal);
    private readonly BoundedCache<string, Verdict> _refused = new(KeptRefusals, StringComparer.Ordinal);

    /// <param name="revocation">Null: revocation is not checked, and every verdict says so.</param>
    /// <param name="hosts">Told of the URLs that signatures by good certificates named; null: nobody is.</param>
    /// <param name="delegation">Null: a list by reference gives no authority, and a number below a code alone is taken with a finding.
    /// </param>
    public CertificateVerdicts(
        ICertificateSource source,
        TrustDomains domains,
        TimeProvider time,
        IRevocationStatus? revocation = null,
        IKnownHosts? hosts = null,
        DelegationEvidence? delegation = null)
    {
        (_source, _domains, _time, _revocation, _hosts) = (source, domains, time, revocation ?? RevocationNotChecked.Instance, hosts);
        _lists = new ReferencedLists(delegation?.Lists);
        Numbers = delegation?.Numbers;
    }

    /// <summary>The same where one country is known.</summary>
    public CertificateVerdicts(
        ICertificateSource source,
        TrustDomain domain,
        TimeProvider time,
        IRevocationStatus? revocation = null,
        IKnownHosts? hosts = null,
        DelegationEvidence? delegation = null)
        : this(source, TrustDomains.Of(domain, time), time, revocation, hosts, delegation)
    {
    }

    /// <summary>Whose a number is that was lent below a code alone; null: no table tells.</summary>
    internal INumberDirectory? Numbers { get; }

    /// <summary>The certificate at a URL, if it may be believed now.</summary>
    /// <param name="x5u">The URL as a stranger wrote it.</param>
    public ValueTask<Outcome<TrustedCertificate, CertificateRefusal>> FindAsync(string x5u, CancellationToken cancellationToken) =>
        FindAsync(x5u, client: default, cancellationToken);

    /// <summary>The same on behalf of a client, by whom fetches are counted.</summary>
    public ValueTask<Outcome<TrustedCertificate, CertificateRefusal>> FindAsync(
        string x5u, ClientKey client, CancellationToken cancellationToken) =>
        FindAsync(x5u, client, _time.GetUtcNow(), cancellationToken);

    /// <summary>The same for a caller that has just read the clock.</summary>
    internal ValueTask<Outcome<TrustedCertificate, CertificateRefusal>> FindAsync(
        string x5u, ClientKey client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_domains.FindAnchors(now) is not { } roots)
            return ValueTask.FromResult<Outcome<TrustedCertificate, CertificateRefusal>>(CertificateFailures.NoTrustList);

        var lists = _revocation.Version;
        if (_good.TryGet(x5u, out var kept) && kept.HoldsAt(now, _time, roots))
            return ValueTask.FromResult(kept.Lists == lists ? kept.Outcome : JudgeAgain(_good, x5u, kept, now, lists));
        if (_refused.TryGet(x5u, out kept) && kept.HoldsAt(now, _time, roots) && kept.Lists == lists)
            return ValueTask.FromResult(kept.Outcome);
        return JudgeAsync(x5u, roots, client, cancellationToken);
    }

    /// <summary>
    /// The certificate that has taken another's place at a URL, where that was an old copy: a provider may replace a certificate without
    /// changing its URL, and then the old copy's key does not verify what the new one signed. Waits for the fetch. Null: there is no
    /// other.
    /// </summary>
    internal async ValueTask<TrustedCertificate?> FindSuccessorAsync(
        string x5u, TrustedCertificate old, ClientKey client, CancellationToken cancellationToken)
    {
        if (!old.IsBeingRefreshed || _domains.FindAnchors(_time.GetUtcNow()) is not { } roots) return null;
        if (!(await _source.GetNewestAsync(x5u, client, cancellationToken)).TryGet(out var sourced, out _)) return null;
        if (!JudgeAndKeep(x5u, sourced, roots, client, out _).TryGet(out var found, out _)) return null;
        return found.Certificate.Fingerprint != old.Certificate.Fingerprint ? found : null;
    }

    /// <summary>
    /// A signature that names this URL is the certificate's: its holder stands behind the host. A good certificate alone says nothing of
    /// the host, for anybody can serve a copy.
    /// </summary>
    public void HasSigned(string x5u, TrustedCertificate signer)
    {
        if (signer.IsFirstSignature()) _hosts?.Know(x5u, HolderOf(signer));
    }

    // A delegate certificate has numbers only.
    private static string HolderOf(TrustedCertificate signer) =>
        signer.Providers.Count > 0 ? signer.ProvidersText : signer.Certificate.Fingerprint;

    /// <summary>The first certificate of a chain that came along with what it signed (x5c), if it may be believed now.</summary>
    public Outcome<TrustedCertificate, CertificateRefusal> Judge(IReadOnlyList<StiCertificate> chain)
    {
        var now = _time.GetUtcNow();
        if (_domains.FindAnchors(now) is not { } roots) return CertificateFailures.NoTrustList;
        var name = $"x5c {string.Join(' ', chain.Select(certificate => certificate.Fingerprint))}";
        var lists = _revocation.Version;
        if (_carried.TryGet(name, out var kept) && kept.HoldsAt(now, _time, roots))
            return kept.Lists == lists ? kept.Outcome : JudgeAgain(_carried, name, kept, now, lists);
        var carried = new SourcedCertificates(chain, Deadline.After(CarriedLife, _time), IsStale: false);
        var outcome = Judge(carried, kept, roots, client: default, now, out var missing);
        _lists.Ask(missing, client: default);
        if (outcome.TryGet(out var certificate, out _)) _carried.Set(name, Verdict.On(certificate, roots, lists));
        return outcome;
    }

    private Outcome<TrustedCertificate, CertificateRefusal> JudgeAgain(
        BoundedCache<string, Verdict> good, string name, Verdict kept, DateTimeOffset now, long lists)
    {
        var trusted = kept.Outcome.Value;
        var status = _revocation.Of(trusted.Chain, trusted.Domain, now);
        if (status.Refusal is { } refusal)
        {
            Outcome<TrustedCertificate, CertificateRefusal> refused = CertificateFailures.From(refusal);
            _refused.Set(name, Refusal(refused, kept.Roots, lists));
            good.Remove(name);
            return refused;
        }

        var again = trusted.With(status);
        good.Set(name, Verdict.On(again, kept.Roots, lists));
        return again;
    }

    private async ValueTask<Outcome<TrustedCertificate, CertificateRefusal>> JudgeAsync(
        string x5u, TrustAnchors roots, ClientKey client, CancellationToken cancellationToken)
    {
        // A source refuses a URL of its own accord for a while (and a full pool only for a moment): nothing to keep here.
        if (!(await _source.GetAsync(x5u, client, cancellationToken)).TryGet(out var sourced, out var sourceRefusal))
            return CertificateFailures.From(sourceRefusal);

        var outcome = JudgeAndKeep(x5u, sourced, roots, client, out var missing);
        if (missing.Count == 0) return outcome;
        if (await _lists.FetchAsync(missing, client, cancellationToken) is not { } refusal)
            return JudgeAndKeep(x5u, sourced, roots, client, out _);
        _refused.Set(x5u, Refusal(refusal, roots, _revocation.Version));
        return refusal;
    }

    private Outcome<TrustedCertificate, CertificateRefusal> JudgeAndKeep(
        string x5u, SourcedCertificates sourced, TrustAnchors roots, ClientKey client, out IReadOnlyList<string> missing)
    {
        // Read before the lists are: when they change meanwhile, the verdict is looked at again.
        var lists = _revocation.Version;
        var now = _time.GetUtcNow();
        _good.TryGet(x5u, out var before);
        var outcome = Judge(sourced, before, roots, client, now, out missing);
        if (outcome.TryGet(out var certificate, out _))
        {
            _good.Set(x5u, Verdict.On(certificate, roots, lists));
            _refused.Remove(x5u);
        }
        else
        {
            // What waits for a list is no refusal yet.
            if (missing.Count == 0) _refused.Set(x5u, Refusal(outcome, roots, lists));
            _good.Remove(x5u);
        }

        return outcome;
    }

    private Outcome<TrustedCertificate, CertificateRefusal> Judge(
        SourcedCertificates sourced, Verdict? before, TrustAnchors roots, ClientKey client, DateTimeOffset now,
        out IReadOnlyList<string> missing)
    {
        missing = [];
        var bundle = roots.Complete(sourced.Certificates);
        if (!roots.Validator.ValidateWithReferences(bundle, now).TryGet(out var chain, out var refusal))
        {
            var refused = CertificateFailures.From(refusal);
            return refused.Reason == CertificateFailure.Untrusted ? refused with { Claimed = ClaimedIssuer.Of(bundle) } : refused;
        }

        if (KeyOf(chain.Leaf, before) is not { } key)
            return new CertificateRefusal(CertificateFailure.Invalid, "the key is no point on P-256");
        var domain = roots.DomainOf(chain.Root);
        var revocation = _revocation.Of(chain, domain, now);
        if (revocation.Refusal is { } revoked) return CertificateFailures.From(revoked);
        if (!_lists.Judge(chain, client, out missing).TryGet(out var listed, out var unlisted)) return unlisted;
        IReadOnlyList<Finding> findings = [.. sourced.Findings, .. listed.Findings, .. OrderFindings(sourced, chain, listed.Authority)];
        var freshUntil = Deadline.Earlier(sourced.FreshUntil, listed.FreshUntil);
        return new TrustedCertificate(chain, domain, key, listed.Authority, freshUntil, findings, revocation)
        {
            IsBeingRefreshed = sourced.IsBeingRefreshed,
        };
    }

    // RFC 9060 section 7 sets the order for delegates. Others in the field serve their chains in any.
    private static IEnumerable<Finding> OrderFindings(SourcedCertificates sourced, CertificateChain chain, PathAuthority authority)
    {
        if (!authority.IsDelegate) yield break;
        var served = sourced.Certificates.Select(certificate => certificate.Fingerprint).ToList();
        var wanted = chain.Path.Select(certificate => certificate.Fingerprint).Where(served.Contains).ToList();
        if (!served.Take(wanted.Count).SequenceEqual(wanted))
        {
            yield return new Finding(
                FindingKind.ChainOutOfOrder, "the chain of a delegate is not served in the order from the signer up to the root");
        }
    }

    // A certificate that is judged again keeps its key, and with it the table that the key has earned.
    private static EcdsaPublicKey? KeyOf(StiCertificate leaf, Verdict? before)
    {
        if (before?.Outcome.Value is { } known && known.Certificate.Fingerprint == leaf.Fingerprint) return known.Key;
        if (!leaf.PublicKey.TryToP256(out var key)) return null;
        key.AllowTable(FastVerification.Tables);
        return key;
    }

    private Verdict Refusal(Outcome<TrustedCertificate, CertificateRefusal> refused, TrustAnchors roots, long lists) =>
        new(refused, DateTimeOffset.MaxValue, Deadline.After(RefusalLife, _time), roots, lists);

    /// <param name="GoodUntil">By the wall clock: what certificates and lists name.</param>
    /// <param name="KeptUntil">By the monotonic clock: how long we keep it.</param>
    private sealed record Verdict(
        Outcome<TrustedCertificate, CertificateRefusal> Outcome,
        DateTimeOffset GoodUntil,
        Deadline KeptUntil,
        TrustAnchors Roots,
        long Lists)
    {
        public static Verdict On(TrustedCertificate certificate, TrustAnchors roots, long lists) =>
            new(certificate, certificate.GoodUntil, certificate.FreshUntil, roots, lists);

        public bool HoldsAt(DateTimeOffset now, TimeProvider time, TrustAnchors roots) =>
            now <= GoodUntil && !KeptUntil.HasPassed(time) && ReferenceEquals(Roots, roots);
    }
}
