using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Keys.Ceremonies;

/// <summary>
/// The one place where roots, intermediates and signers come to be, for a laptop's authority in memory and for an operator's in a folder
/// alike: a fresh key each, and a certificate that keeps every rule of its profile.
/// </summary>
public sealed class KeyCeremony
{
    private readonly CeremonyLives _lives;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly IKeyMaker _maker;

    /// <param name="maker">Makes its keys; null: in memory.</param>
    public KeyCeremony(CeremonyLives lives, TimeProvider time, IRandom random, IKeyMaker? maker = null) =>
        (_lives, _time, _random, _maker) = (lives, time, random, maker ?? SoftwareKeyMaker.Instance);

    /// <summary>A policy administrator's root and one signer per kind of document.</summary>
    public async Task<Outcome<PolicyAdministratorKeys, CeremonyRefusal>> FoundPolicyAdministratorAsync(
        CountryCode country, string organization, CancellationToken cancellationToken)
    {
        var key = await _maker.NewAsync(CeremonyNames.PolicyAdministratorRoot, cancellationToken);
        if (!(await SelfSignAsync(
            CertificateDraft.PolicyAdministratorRoot(country, organization, Terms(_lives.Root), key.PublicKey), key,
            cancellationToken)).TryGet(out var root, out var refusal))
            return refusal;
        var signers = new Dictionary<SignedDocumentKind, CertifiedKey>();
        foreach (var kind in SignedDocumentKinds.All)
        {
            if (!(await NewSignerAsync(root, organization, kind, cancellationToken)).TryGet(out var signer, out refusal)) return refusal;
            signers.Add(kind, signer);
        }

        return new PolicyAdministratorKeys(root, signers);
    }

    /// <summary>A signer of one kind of document below a policy administrator's root.</summary>
    public async Task<Outcome<CertifiedKey, CeremonyRefusal>> NewSignerAsync(
        CertifiedKey root, string organization, SignedDocumentKind kind, CancellationToken cancellationToken)
    {
        var key = await _maker.NewAsync(CeremonyNames.Of(kind), cancellationToken);
        var terms = TermsBelow(root);
        var draft = kind == SignedDocumentKind.Crl
            ? CertificateDraft.CrlSigner(root.Certificate, organization, terms, key.PublicKey)
            : CertificateDraft.PolicyAdministratorSigner(root.Certificate, organization, kind.Title(), terms, key.PublicKey);
        return await IssueAsync(root, draft, key, cancellationToken);
    }

    /// <summary>The root of an STI-CA: its country in subject and issuer (ATIS-1000087 clause 4.3.1).</summary>
    public async Task<Outcome<CertifiedKey, CeremonyRefusal>> FoundCaAsync(CaProfile profile, CancellationToken cancellationToken)
    {
        var key = await _maker.NewAsync(CeremonyNames.CaRoot, cancellationToken);
        var draft = CertificateDraft.Root(
            profile.LintProfile, profile.Country, profile.Organization, $"{profile.Organization} SHAKEN ROOT", Terms(_lives.Root),
            key.PublicKey);
        return await SelfSignAsync(draft, key, cancellationToken);
    }

    /// <summary>A CA below an STI-CA's root, which issues to providers.</summary>
    /// <param name="number">Tells apart the CAs that follow one another: nothing is added to the name of the first.</param>
    /// <param name="pathLength">
    /// How many CA certificates may follow below it: none, unless providers run CAs of their own (RFC 9060).
    /// </param>
    public async Task<Outcome<CertifiedKey, CeremonyRefusal>> NewIntermediateAsync(
        CertifiedKey root, CaProfile profile, int number, int pathLength, CancellationToken cancellationToken)
    {
        var key = await _maker.NewAsync(CeremonyNames.IssuingCa, cancellationToken);
        var name = number == 1 ? $"{profile.Organization} SHAKEN CA" : $"{profile.Organization} SHAKEN CA {number}";
        var draft = CertificateDraft.Intermediate(
            root.Certificate, profile.Policy, profile.Organization, name, TermsBelow(root), key.PublicKey, pathLength);
        return await IssueAsync(root, draft, key, cancellationToken);
    }

    /// <summary>
    /// A second certificate over the key of a CRL signer, below an STI-CA's root; it is good no longer than the signer's own.
    /// </summary>
    public async Task<Outcome<StiCertificate, CeremonyRefusal>> CrossCertifyAsync(
        CertifiedKey root, StiCertificate signer, CancellationToken cancellationToken)
    {
        if (signer.Extensions.KeyUsage?.Bits.HasFlag(KeyUsages.CrlSign) != true)
            return new CeremonyRefusal($"{signer.Subject} may not sign CRLs: its KeyUsage has no cRLSign");
        if (!signer.PublicKey.TryToP256(out var key)) return new CeremonyRefusal($"the key of {signer.Subject} is no point on P-256");
        var terms = TermsBelow(root);
        if (signer.NotAfter <= terms.NotBefore) return new CeremonyRefusal($"{signer.Subject} expired at {signer.NotAfter:u}");
        if (signer.NotAfter < terms.NotAfter) terms = terms with { NotAfter = signer.NotAfter };
        var draft = CertificateDraft.CrossCrlSigner(root.Certificate, signer, terms, key.Parameters);
        if (!Lint(draft).TryGet(out var linted, out var refusal)) return refusal;
        return (await root.AsAuthority().IssueAsync(linted, cancellationToken)).TryGet(out var certificate, out var failure)
            ? certificate
            : new CeremonyRefusal(KebabCase.Of(failure));
    }

    private static async Task<Outcome<CertifiedKey, CeremonyRefusal>> SelfSignAsync(
        CertificateDraft draft, ISigningKey key, CancellationToken cancellationToken)
    {
        if (!Lint(draft).TryGet(out var linted, out var refusal)) return refusal;
        return (await CertificateAuthority.SelfSignAsync(linted, key, cancellationToken)).TryGet(out var certificate, out var failure)
            ? new CertifiedKey(key, [certificate])
            : new CeremonyRefusal(KebabCase.Of(failure));
    }

    private static async Task<Outcome<CertifiedKey, CeremonyRefusal>> IssueAsync(
        CertifiedKey issuer, CertificateDraft draft, ISigningKey key, CancellationToken cancellationToken)
    {
        if (!Lint(draft).TryGet(out var linted, out var refusal)) return refusal;
        return (await issuer.AsAuthority().IssueAsync(linted, cancellationToken)).TryGet(out var certificate, out var failure)
            ? new CertifiedKey(key, [certificate])
            : new CeremonyRefusal(KebabCase.Of(failure));
    }

    private static Outcome<LintedDraft, CeremonyRefusal> Lint(CertificateDraft draft) =>
        draft.Lint().TryGet(out var linted, out var refusal)
            ? linted
            : new CeremonyRefusal($"{draft.Subject} would break its profile: {string.Join("; ", refusal.Findings.Select(Describe))}");

    private static string Describe(LintFinding finding) => $"{finding.Rule}: {finding.Detail} ({finding.Clause})";

    private DraftTerms Terms(TimeSpan life)
    {
        var now = _time.GetUtcNow();
        return new DraftTerms(CertificateSerial.New(_random), now - ClockTolerance.OtherParties, now + life);
    }

    // Within its issuer's validity: at a late rollover the root has less left than a signer's usual life, and it was made no earlier than
    // now.
    private DraftTerms TermsBelow(CertifiedKey issuer)
    {
        var terms = Terms(_lives.BelowRoot);
        var (from, to) = (issuer.Certificate.NotBefore, issuer.Certificate.NotAfter);
        return terms with
        {
            NotBefore = terms.NotBefore < from ? from : terms.NotBefore,
            NotAfter = terms.NotAfter > to ? to : terms.NotAfter,
        };
    }
}
