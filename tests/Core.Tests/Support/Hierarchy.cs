using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;

namespace Shaken.Core.Tests.Support;

/// <summary>A root and an intermediate of a CA, made as an operator makes them, and drafts below.</summary>
public sealed class Hierarchy
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddYears(10);
    public static readonly IssuingPolicy Policy = new(
        LintProfile.UnitedStates,
        Oids.UnitedStatesPolicy14,
        new CrlReference("https://pa.example/crl", DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "STI-PA"), (Oids.CommonName, "STI-PA CRL"))));

    private Hierarchy(CertificateAuthority root, CertificateAuthority intermediate) => (Root, Intermediate) = (root, intermediate);

    public static CountryCode UnitedStates { get; } = Country("US");

    public static ProviderId Provider { get; } = ProviderId.TryParse("US/1234", out var provider) ? provider : throw new InvalidOperationException();

    public CertificateAuthority Root { get; }

    public CertificateAuthority Intermediate { get; }

    public static async Task<Hierarchy> NewAsync(int? pathLength = 0)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (rootKey, intermediateKey) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.Root(LintProfile.UnitedStates, UnitedStates, "Example CA", "SHAKEN ROOT 1", Terms(), rootKey.PublicKey);
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(Linted(rootDraft), rootKey, cancellationToken)).Value, rootKey);
        var draft = CertificateDraft.Intermediate(root.Certificate, Policy, "Example CA", "SHAKEN CA 1", Terms(), intermediateKey.PublicKey, pathLength);
        return new Hierarchy(root, new CertificateAuthority((await root.IssueAsync(Linted(draft), cancellationToken)).Value, intermediateKey));
    }

    public static DraftTerms Terms(DateTimeOffset? notAfter = null) => new(CertificateSerial.New(SystemRandom.Instance), Start, notAfter ?? End);

    /// <summary>A leaf for <see cref="Provider"/> below the intermediate.</summary>
    public CertificateDraft Leaf(SoftwareKey key) =>
        CertificateDraft.ProviderLeaf(Intermediate.Certificate, Policy, Provider, "Example Telephone", Terms(), key.PublicKey);

    public static LintedDraft Linted(CertificateDraft draft)
    {
        Assert.True(draft.Lint().TryGet(out var linted, out var refusal), string.Join("; ", refusal?.Findings.Select(finding => finding.ToString()) ?? []));
        return linted;
    }

    public static CountryCode Country(string code) => CountryCode.TryParse(code, out var country) ? country : throw new ArgumentException("No country.", nameof(code));

    public static TnAuthList Numbers(string hex) => TnAuthListDer.TryRead(Convert.FromHexString(hex), out var list) ? list : throw new ArgumentException("No list.", nameof(hex));
}
