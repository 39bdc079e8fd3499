using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tokens;
using Shaken.Core.Trust.Lists;

namespace Shaken.Local.Authorities;

/// <summary>A provider's certificate with its key and the chain that goes to the STI-CR.</summary>
/// <param name="Chain">The leaf and its intermediate; the root left out.</param>
public sealed record LocalProvider(ProviderId Id, IReadOnlyList<StiCertificate> Chain, ISigningKey Key)
{
    public StiCertificate Certificate => Chain[0];
}

/// <summary>
/// A trust side of one's own for a laptop and for tests: an STI-CA (root and issuing CA) and an STI-PA (root and one signer per kind of document), with keys in
/// memory. What it issues passes every rule of the profile.
/// </summary>
public sealed class LocalAuthority
{
    /// <summary>The certificate policy of all that it issues. An STI-PA of another country than the United States is told of it.</summary>
    public const string NationalPolicy = "2.16.840.1.114569.1.1.4";

    private const string CrlUrl = "https://sti-pa.example/download/v1/crl";

    private readonly CertificateAuthority _issuing;
    private readonly TimeProvider _time;
    private readonly IRandom _random;

    private LocalAuthority(CaProfile profile, CertifiedKey root, CertifiedKey issuing, PolicyAdministratorKeys administrator, TimeProvider time, IRandom random)
    {
        Profile = profile;
        Root = TrustedRoot.TryCreate(root.Certificate, out var trusted, out var failure) ? trusted : throw new ArgumentException($"The root is none: {failure}", nameof(root));
        RootKey = root;
        IssuingKey = issuing;
        Administrator = administrator;
        _issuing = issuing.AsAuthority();
        _time = time;
        _random = random;
    }

    /// <summary>What the STI-CA's certificates have in common.</summary>
    public CaProfile Profile { get; }

    /// <summary>The STI-CA's root, which a trusted-CA list names.</summary>
    public TrustedRoot Root { get; }

    /// <summary>The same with its key, as a ceremony has it.</summary>
    public CertifiedKey RootKey { get; }

    /// <summary>The STI-CA's issuing certificate.</summary>
    public StiCertificate Issuing => _issuing.Certificate;

    /// <summary>The same with its key.</summary>
    public CertifiedKey IssuingKey { get; }

    /// <summary>The STI-PA's root and its one signer per kind of document.</summary>
    public PolicyAdministratorKeys Administrator { get; }

    /// <summary>The STI-PA's root, which everybody pins.</summary>
    public TrustedRoot PolicyAdministratorRoot => Administrator.TrustedRoot;

    /// <summary>The certificate that x5u of a trusted-CA list names.</summary>
    public StiCertificate ListSigner => Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Certificate;

    /// <summary>The certificate that x5u of an SPC token names.</summary>
    public StiCertificate TokenSigner => Administrator.SignerOf(SignedDocumentKind.SpcToken).Certificate;

    /// <summary>Holds the key ceremony: both roots, the issuing CA, the STI-PA's signers. Its certificates name a CRL that nobody publishes.</summary>
    public static Task<LocalAuthority> NewAsync(CountryCode country, string organization, TimeProvider time, IRandom random, CancellationToken cancellationToken) =>
        NewAsync(country, organization, CrlUrl, time, random, cancellationToken);

    /// <summary>The same with a CRL that somebody does publish.</summary>
    /// <param name="crlUrl">Where it will be.</param>
    public static async Task<LocalAuthority> NewAsync(CountryCode country, string organization, string crlUrl, TimeProvider time, IRandom random, CancellationToken cancellationToken)
    {
        var ceremony = new KeyCeremony(CeremonyLives.Default, time, random);
        var administrator = Made(await ceremony.FoundPolicyAdministratorAsync(country, $"{organization} STI-PA", cancellationToken));
        var profile = new CaProfile(country, organization, NationalPolicy, new CrlReference(crlUrl, administrator.SignerOf(SignedDocumentKind.Crl).Certificate.Subject));
        var root = Made(await ceremony.FoundCaAsync(profile, cancellationToken));
        var issuing = Made(await ceremony.NewIntermediateAsync(root, profile, number: 1, pathLength: 0, cancellationToken));
        return new LocalAuthority(profile, root, issuing, administrator, time, random);
    }

    /// <summary>The authority of keys that ceremonies made before.</summary>
    public static LocalAuthority Of(
        CaProfile profile, CertifiedKey root, CertifiedKey issuing, PolicyAdministratorKeys administrator, TimeProvider time,
        IRandom random) => new(profile, root, issuing, administrator, time, random);

    /// <summary>Issues a provider's certificate under a fresh key.</summary>
    public async Task<LocalProvider> IssueAsync(ProviderId provider, string organization, TimeSpan life, CancellationToken cancellationToken)
    {
        var key = SoftwareKey.New();
        var now = _time.GetUtcNow();
        return await IssueAsync(
            provider, organization, new DraftTerms(CertificateSerial.New(_random), now - ClockTolerance.OtherParties, now + life), key,
            cancellationToken);
    }

    /// <summary>Issues a provider's certificate with these terms, for a key of its own.</summary>
    public async Task<LocalProvider> IssueAsync(ProviderId provider, string organization, DraftTerms terms, ISigningKey key, CancellationToken cancellationToken)
    {
        var leaf = await IssueAsync(CertificateDraft.ProviderLeaf(Issuing, Profile.Policy, provider, organization, terms, key.PublicKey), cancellationToken);
        return new LocalProvider(provider, [leaf, Issuing], key);
    }

    /// <summary>Signs a trusted-CA list with this authority's root on it.</summary>
    /// <param name="x5u">Where <see cref="ListSigner"/> is published.</param>
    public ValueTask<string> SignTrustListAsync(long sequence, DateTimeOffset expiresAt, string x5u, CancellationToken cancellationToken) =>
        TrustListSigner.SignAsync([Root], sequence, expiresAt, Administrator.SignerOf(SignedDocumentKind.TrustedCaList).Key, x5u, cancellationToken);

    /// <summary>The STI-PA's signer of SPC tokens.</summary>
    /// <param name="x5u">Where <see cref="TokenSigner"/> is published.</param>
    public SpcTokenIssuer NewTokenIssuer(string x5u) => new(Administrator.SignerOf(SignedDocumentKind.SpcToken).Key, x5u, TkvalueForm.Base64, _time, _random);

    private async Task<StiCertificate> IssueAsync(CertificateDraft draft, CancellationToken cancellationToken)
    {
        var linted = draft.Lint().TryGet(out var kept, out var refusal)
            ? kept
            : throw new ArgumentException($"The draft breaks its profile: {string.Join("; ", refusal.Findings.Select(finding => $"{finding.Rule} {finding.Detail}"))}", nameof(draft));
        var outcome = await _issuing.IssueAsync(linted, cancellationToken);
        return outcome.TryGet(out var certificate, out var failure) ? certificate : throw new ArgumentException($"Not issued: {failure}", nameof(draft));
    }

    private static T Made<T>(Outcome<T, CeremonyRefusal> outcome)
        where T : notnull => outcome.TryGet(out var made, out var refusal) ? made : throw new ArgumentException(refusal.Detail, nameof(outcome));
}
