using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;
using Shaken.Core.TrustLists;
using Shaken.Local.Keys;

namespace Shaken.Local.Authorities;

/// <summary>A provider's certificate with its key and the chain that goes to the STI-CR.</summary>
/// <param name="Chain">The leaf and its intermediate; the root left out.</param>
public sealed record LocalProvider(ProviderId Id, IReadOnlyList<StiCertificate> Chain, ISigningKey Key)
{
    public StiCertificate Certificate => Chain[0];
}

/// <summary>
/// A trust side of one's own for a laptop and for tests: an STI-CA (root and issuing CA) and an STI-PA (root and signer of trusted-CA lists), with keys in
/// memory. What it issues passes every rule of the profile.
/// </summary>
public sealed class LocalAuthority
{
    private const string CrlUrl = "https://sti-pa.example/download/v1/crl";
    private const string NationalPolicy = "2.16.840.1.114569.1.1.4";

    private static readonly TimeSpan RootLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan IssuingLife = TimeSpan.FromDays(1825);
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);

    private readonly CertificateAuthority _issuing;
    private readonly IssuingPolicy _policy;
    private readonly ISigningKey _listKey;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    private LocalAuthority(
        TrustedRoot root, CertificateAuthority issuing, TrustedRoot administratorRoot, StiCertificate listSigner, ISigningKey listKey, IssuingPolicy policy, TimeProvider time, IRandom random)
    {
        Root = root;
        _issuing = issuing;
        PolicyAdministratorRoot = administratorRoot;
        ListSigner = listSigner;
        _listKey = listKey;
        _policy = policy;
        _time = time;
        _random = random;
    }

    /// <summary>The STI-CA's root, which a trusted-CA list names.</summary>
    public TrustedRoot Root { get; }

    /// <summary>The STI-CA's issuing certificate.</summary>
    public StiCertificate Issuing => _issuing.Certificate;

    /// <summary>The STI-PA's root, which everybody pins.</summary>
    public TrustedRoot PolicyAdministratorRoot { get; }

    /// <summary>The certificate that x5u of a trusted-CA list names.</summary>
    public StiCertificate ListSigner { get; }

    /// <summary>Holds the key ceremony: both roots, the issuing CA, the signer of lists.</summary>
    public static async Task<LocalAuthority> NewAsync(CountryCode country, string organization, TimeProvider time, IRandom random, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var profile = country.Value == "US" ? LintProfile.UnitedStates : LintProfile.National([NationalPolicy], country);
        DraftTerms Terms(TimeSpan life) => new(CertificateSerial.New(random), now - Backdating, now + life);

        var (rootKey, issuingKey, administratorKey, listKey) = (SoftwareKey.New(), SoftwareKey.New(), SoftwareKey.New(), SoftwareKey.New());
        var administrator = await SelfSignAsync(CertificateDraft.PolicyAdministratorRoot(country, $"{organization} STI-PA", Terms(RootLife), administratorKey.PublicKey), administratorKey, cancellationToken);
        var listSigner = await IssueAsync(
            administrator, CertificateDraft.PolicyAdministratorSigner(administrator.Certificate, $"{organization} STI-PA", "trusted-CA list", Terms(IssuingLife), listKey.PublicKey), cancellationToken);

        var crlIssuer = DistinguishedName.Of((Oids.Country, country.Value), (Oids.Organization, $"{organization} STI-PA"), (Oids.CommonName, "STI-PA CRL"));
        var policy = new IssuingPolicy(profile, NationalPolicy, new CrlReference(CrlUrl, crlIssuer));
        var root = await SelfSignAsync(CertificateDraft.Root(profile, country, organization, $"{organization} SHAKEN ROOT", Terms(RootLife), rootKey.PublicKey), rootKey, cancellationToken);
        var issuing = await IssueAsync(
            root, CertificateDraft.Intermediate(root.Certificate, policy, organization, $"{organization} SHAKEN CA", Terms(IssuingLife), issuingKey.PublicKey, pathLength: 0), cancellationToken);
        return new LocalAuthority(
            RootOf(root.Certificate), new CertificateAuthority(issuing, issuingKey), RootOf(administrator.Certificate), listSigner, listKey, policy, time, random);
    }

    /// <summary>Issues a provider's certificate under a fresh key.</summary>
    public async Task<LocalProvider> IssueAsync(ProviderId provider, string organization, TimeSpan life, CancellationToken cancellationToken)
    {
        var key = SoftwareKey.New();
        var now = _time.GetUtcNow();
        return await IssueAsync(provider, organization, new DraftTerms(CertificateSerial.New(_random), now - Backdating, now + life), key, cancellationToken);
    }

    /// <summary>Issues a provider's certificate with these terms, for a key of its own.</summary>
    public async Task<LocalProvider> IssueAsync(ProviderId provider, string organization, DraftTerms terms, ISigningKey key, CancellationToken cancellationToken)
    {
        var leaf = await IssueAsync(_issuing, CertificateDraft.ProviderLeaf(Issuing, _policy, provider, organization, terms, key.PublicKey), cancellationToken);
        return new LocalProvider(provider, [leaf, Issuing], key);
    }

    /// <summary>Signs a trusted-CA list with this authority's root on it.</summary>
    /// <param name="x5u">Where <see cref="ListSigner"/> is published.</param>
    public ValueTask<string> SignTrustListAsync(long sequence, DateTimeOffset expiresAt, string x5u, CancellationToken cancellationToken) =>
        TrustListSigner.SignAsync([Root], sequence, expiresAt, _listKey, x5u, cancellationToken);

    private static async Task<CertificateAuthority> SelfSignAsync(CertificateDraft draft, SoftwareKey key, CancellationToken cancellationToken)
    {
        var outcome = await CertificateAuthority.SelfSignAsync(Linted(draft), key, cancellationToken);
        return new CertificateAuthority(outcome.TryGet(out var certificate, out var failure) ? certificate : throw new ArgumentException($"Not signed: {failure}", nameof(draft)), key);
    }

    private static async Task<StiCertificate> IssueAsync(CertificateAuthority authority, CertificateDraft draft, CancellationToken cancellationToken)
    {
        var outcome = await authority.IssueAsync(Linted(draft), cancellationToken);
        return outcome.TryGet(out var certificate, out var failure) ? certificate : throw new ArgumentException($"Not issued: {failure}", nameof(draft));
    }

    private static LintedDraft Linted(CertificateDraft draft) => draft.Lint().TryGet(out var linted, out var refusal)
        ? linted
        : throw new ArgumentException($"The draft breaks its profile: {string.Join("; ", refusal.Findings.Select(finding => $"{finding.Rule} {finding.Detail}"))}", nameof(draft));

    private static TrustedRoot RootOf(StiCertificate certificate) =>
        TrustedRoot.TryCreate(certificate, out var root, out var failure) ? root : throw new InvalidOperationException($"The root is none: {failure}");
}
