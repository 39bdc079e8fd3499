using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>An STI-CA as a key ceremony leaves it: root, intermediate, and the files that the settings name.</summary>
public sealed class Pki
{
    /// <summary>The certificate policy of every country but the United States, out of the arc for examples (RFC 5612).</summary>
    public const string OtherPolicy = "1.3.6.1.4.1.32473.1.1";

    private static readonly TimeSpan Life = TimeSpan.FromDays(2000);

    private Pki(CertificateAuthority root, CertificateAuthority intermediate, SoftwareKey rootKey, SoftwareKey intermediateKey, IssuingPolicy policy) =>
        (Root, Intermediate, RootKey, IntermediateKey, Policy) = (root, intermediate, rootKey, intermediateKey, policy);

    public CertificateAuthority Root { get; }

    public CertificateAuthority Intermediate { get; }

    public SoftwareKey RootKey { get; }

    public SoftwareKey IntermediateKey { get; }

    public IssuingPolicy Policy { get; }

    public TrustedRoot TrustedRoot => Core.Pki.Paths.TrustedRoot.TryCreate(Root.Certificate, out var root, out var failure) ? root : throw new InvalidOperationException(failure);

    public static async Task<Pki> NewAsync(CountryCode country, DateTimeOffset now)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        DraftTerms Terms() => new(CertificateSerial.New(SystemRandom.Instance), now - TimeSpan.FromDays(1), now + Life);
        var crlIssuer = DistinguishedName.Of((Oids.Country, country.Value), (Oids.Organization, "Test STI-PA"), (Oids.CommonName, "STI-PA CRL"));
        var crl = new CrlReference("https://pa.example/crl", crlIssuer);
        var policy = country == CaDeployment.Country
            ? new IssuingPolicy(LintProfile.UnitedStates, Oids.UnitedStatesPolicy14, crl)
            : new IssuingPolicy(LintProfile.National([OtherPolicy], country), OtherPolicy, crl);
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.Root(policy.Profile, country, "Test CA", "Test SHAKEN ROOT", Terms(), rootKey.PublicKey);
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(Linted(rootDraft), rootKey, cancellationToken)).Value, rootKey);
        var draft = CertificateDraft.Intermediate(root.Certificate, policy, "Test CA", "Test SHAKEN CA", Terms(), key.PublicKey, pathLength: 1);
        var intermediate = new CertificateAuthority((await root.IssueAsync(Linted(draft), cancellationToken)).Value, key);
        return new Pki(root, intermediate, rootKey, key, policy);
    }

    /// <summary>Writes chain and key of the intermediate.</summary>
    public async Task<(string Chain, string Key)> WriteAsync(string folder)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (chain, key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "ca.key"));
        await File.WriteAllTextAsync(chain, $"{Intermediate.Certificate.ToPem()}\n{Root.Certificate.ToPem()}\n", cancellationToken);
        await File.WriteAllTextAsync(key, IntermediateKey.ToPem(), cancellationToken);
        return (chain, key);
    }

    /// <summary>Writes chain and key of a provider's CA below the intermediate (RFC 9060).</summary>
    public async Task<(string Chain, string Key)> WriteDelegateAsync(string folder, TnAuthList authority, DateTimeOffset now)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (chain, keyFile) = (Path.Combine(folder, "delegate.pem"), Path.Combine(folder, "delegate.key"));
        var key = SoftwareKey.New();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(1000));
        var draft = CertificateDraft.DelegateCa(Intermediate.Certificate, Policy, "Test provider", "SHAKEN provider", authority, terms, key.PublicKey, pathLength: 0);
        var certificate = (await Intermediate.IssueAsync(Linted(draft), cancellationToken)).Value;
        await File.WriteAllTextAsync(chain, $"{certificate.ToPem()}\n{Intermediate.Certificate.ToPem()}\n", cancellationToken);
        await File.WriteAllTextAsync(keyFile, key.ToPem(), cancellationToken);
        return (chain, keyFile);
    }

    public static LintedDraft Linted(CertificateDraft draft)
    {
        Assert.True(draft.Lint().TryGet(out var linted, out var refusal), string.Join("; ", refusal?.Findings.Select(finding => finding.ToString()) ?? []));
        return linted;
    }
}
