using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;

namespace Shaken.Local.Authorities;

/// <summary>A customer's certificate for lent numbers, with its key and the chain that goes to the STI-CR.</summary>
/// <param name="Chain">The leaf first, the root left out.</param>
public sealed record LocalDelegate(ProviderId LentBy, IReadOnlyList<StiCertificate> Chain, ISigningKey Key)
{
    public StiCertificate Certificate => Chain[0];
}

/// <summary>
/// A provider that lends numbers, for a laptop and for tests: a CA of its own below the STI-CA, limited to its code (RFC 9060). Keys are in
/// memory.
/// </summary>
public sealed class LocalLender
{
    private readonly LocalAuthority _authority;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    private LocalLender(LocalAuthority authority, ProviderId provider, CertifiedKey issuing, TimeProvider time, IRandom random) =>
        (_authority, Provider, Issuing, _time, _random) = (authority, provider, issuing, time, random);

    public ProviderId Provider { get; }

    /// <summary>The lender's own CA: its key, and its chain without the root.</summary>
    public CertifiedKey Issuing { get; }

    /// <summary>Founds the lender's CA below an issuing CA of the STI-CA that may have CAs below it.</summary>
    public static async Task<LocalLender> NewAsync(
        LocalAuthority authority, ProviderId provider, string organization, TimeProvider time, IRandom random,
        CancellationToken cancellationToken)
    {
        var ceremony = new KeyCeremony(CeremonyLives.Default, time, random);
        var made = await ceremony.NewIntermediateAsync(authority.RootKey, authority.Profile, number: 2, pathLength: 1, cancellationToken);
        var parent = made.TryGet(out var intermediate, out var refusal)
            ? intermediate
            : throw new InvalidOperationException(refusal.Detail);
        var key = SoftwareKey.New();
        var now = time.GetUtcNow();
        var draft = CertificateDraft.DelegateCa(
            parent.Certificate, authority.Profile.Policy, organization, $"SHAKEN {provider.Code} CA",
            TnAuthList.Of(new SpcEntry(provider.Code)),
            new DraftTerms(CertificateSerial.New(random), now - ClockTolerance.OtherParties, now + TimeSpan.FromDays(365)), key.PublicKey,
            pathLength: 0);
        var certificate = await IssueAsync(parent.AsAuthority(), draft, cancellationToken);
        return new LocalLender(authority, provider, new CertifiedKey(key, [certificate, parent.Certificate]), time, random);
    }

    /// <summary>Issues a certificate for lent numbers under a fresh key.</summary>
    /// <param name="organization">The customer's.</param>
    public async Task<LocalDelegate> LendAsync(
        string organization, NumberSet numbers, TimeSpan life, CancellationToken cancellationToken)
    {
        if (!numbers.TryToTnAuthList(out var list)) throw new ArgumentException("The numbers fit no certificate.", nameof(numbers));
        var key = SoftwareKey.New();
        var now = _time.GetUtcNow();
        var draft = CertificateDraft.DelegateLeaf(
            Issuing.Certificate, _authority.Profile.Policy, organization, $"SHAKEN {organization}", list,
            new DraftTerms(CertificateSerial.New(_random), now - ClockTolerance.OtherParties, now + life), key.PublicKey);
        return new LocalDelegate(Provider, [await IssueAsync(Issuing.AsAuthority(), draft, cancellationToken), .. Issuing.Chain], key);
    }

    private static async Task<StiCertificate> IssueAsync(
        CertificateAuthority authority, CertificateDraft draft, CancellationToken cancellationToken)
    {
        if (!draft.Lint().TryGet(out var linted, out var refusal))
        {
            var broken = string.Join("; ", refusal.Findings.Select(finding => $"{finding.Rule} {finding.Detail}"));
            throw new ArgumentException($"The draft breaks its profile: {broken}", nameof(draft));
        }

        var outcome = await authority.IssueAsync(linted, cancellationToken);
        return outcome.TryGet(out var certificate, out var failure)
            ? certificate
            : throw new ArgumentException($"Not issued: {failure}", nameof(draft));
    }
}
