using System.Security.Cryptography;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Drafts;

public sealed class CertificateAuthorityTests
{
    private const string Spc = "3008A006160431323334";
    private const string Block = "3014A1123010160B3132303235353530313030020132";
    private const string Number = "300FA20D160B3132303235353530313030";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_OfAProviderLeaf_GivesAChainThatTheValidatorTakes()
    {
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        var leaf = await IssueAsync(hierarchy.Intermediate, hierarchy.Leaf(key));

        Assert.Equal("C=US, O=Example Telephone, CN=SHAKEN 1234", leaf.Subject.ToString());
        Assert.All(
            [hierarchy.Root.Certificate, hierarchy.Intermediate.Certificate, leaf],
            certificate => Assert.Empty(CertificateLinter.Lint(certificate, LintProfile.UnitedStates)));
        var chain = Validate(hierarchy, LeafPurpose.StiEndEntity, leaf, hierarchy.Intermediate.Certificate);
        Assert.Equal(3, chain.Path.Count);
        Assert.Empty(chain.Findings);
        Assert.True(leaf.Extensions.TnAuthList!.Holds(Hierarchy.Provider.Code));
        Assert.Equal(
            Hierarchy.Policy.Crl.Issuer.Der.ToArray(),
            Assert.Single(Assert.Single(leaf.Extensions.CrlDistributionPoints!).CrlIssuers).Der.ToArray());
    }

    [Fact]
    public async Task Issue_OfADelegatedNumber_GivesAChainThatTheValidatorTakes()
    {
        var hierarchy = await Hierarchy.NewAsync(pathLength: 1);
        using var parentKey = SoftwareKey.New();
        using var key = SoftwareKey.New();
        var parent = new CertificateAuthority(await IssueAsync(hierarchy.Intermediate, DelegateCa(hierarchy, Block, parentKey)), parentKey);
        var leaf = await IssueAsync(parent, DelegateLeaf(parent, Number, key));

        Assert.Equal(["attest", "origid"], leaf.Extensions.ClaimConstraints!.MustExclude);
        Assert.Empty(Validate(hierarchy, LeafPurpose.StiEndEntity, leaf, parent.Certificate, hierarchy.Intermediate.Certificate).Findings);
    }

    [Fact]
    public async Task Issue_OfPolicyAdministratorsSigners_GivesChainsThatTheValidatorTakes()
    {
        using var rootKey = SoftwareKey.New();
        using var key = SoftwareKey.New();
        using var crlKey = SoftwareKey.New();
        var draft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "STI-PA", Hierarchy.Terms(), rootKey.PublicKey);
        var root = new CertificateAuthority(
            (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), rootKey, Cancellation)).Value, rootKey);
        var signer = await IssueAsync(
            root,
            CertificateDraft.PolicyAdministratorSigner(root.Certificate, "STI-PA", "Trusted CA List", Hierarchy.Terms(), key.PublicKey));
        var crlSigner = await IssueAsync(root, CertificateDraft.CrlSigner(root.Certificate, "STI-PA", Hierarchy.Terms(), crlKey.PublicKey));

        Assert.True(TrustedRoot.TryCreate(root.Certificate, out var trusted, out var failure), failure);
        Assert.True(new ChainValidator([trusted]).Validate([signer], Hierarchy.Start, LeafPurpose.PolicyAdministrator).IsSuccess);
        Assert.True(crlSigner.Subject.Matches(Hierarchy.Policy.Crl.Issuer));
    }

    [Fact]
    public async Task Issue_OfACrlSignerBelowAPathLengthOfZero_IsACaThatMayNotIssue()
    {
        var hierarchy = await Hierarchy.NewAsync(pathLength: 0);
        using var key = SoftwareKey.New();
        var signer = await IssueAsync(hierarchy.Intermediate,
            CertificateDraft.CrlSigner(hierarchy.Intermediate.Certificate, "STI-PA", Hierarchy.Terms(), key.PublicKey));
        Assert.Equal(new BasicConstraints(IsCa: true, PathLength: null), signer.Extensions.BasicConstraints);
        Assert.Equal(KeyUsages.CrlSign, signer.Extensions.KeyUsage!.Bits);
        Assert.False(signer.MayIssue);
        Assert.Throws<ArgumentException>(() => new CertificateAuthority(signer, key));
        Assert.Equal(3, Validate(hierarchy, LeafPurpose.CrlSigner, signer, hierarchy.Intermediate.Certificate).Path.Count);
    }

    [Fact]
    public async Task Issue_OfADraftForAnotherIssuer_IsRefused()
    {
        var (ours, theirs) = (await Hierarchy.NewAsync(), await Hierarchy.NewAsync());
        using var key = SoftwareKey.New();
        await RefusesAsync(IssueFailure.IssuerIsAnother, ours.Root, ours.Leaf(key));

        // Same name, another key.
        await RefusesAsync(IssueFailure.AuthorityKeyIsAnother, ours.Intermediate, theirs.Leaf(key));
    }

    [Fact]
    public async Task Issue_OfWhatTheIssuerMayNotSign_IsRefused()
    {
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        var leaf = hierarchy.Leaf(key);
        var issuer = hierarchy.Intermediate;
        await RefusesAsync(IssueFailure.OutsideIssuersValidity, issuer, leaf with { Terms = Hierarchy.Terms(Hierarchy.End.AddSeconds(1)) });
        await RefusesAsync(
            IssueFailure.OutsideIssuersValidity, issuer,
            leaf with { Terms = leaf.Terms with { NotBefore = Hierarchy.Start.AddSeconds(-1) } });
        await RefusesAsync(
            IssueFailure.PathTooLong, issuer,
            CertificateDraft.Intermediate(issuer.Certificate, Hierarchy.Policy, "E", "SHAKEN CA 2", Hierarchy.Terms(), key.PublicKey, 0));
        await RefusesAsync(IssueFailure.CountryIsAnother, issuer, leaf with
        {
            Profile = LintProfile.National([Oids.UnitedStatesPolicy14], Hierarchy.Country("CA")),
            Subject = DistinguishedName.Of((Oids.Country, "CA"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN 1234")),
        });
    }

    [Fact]
    public async Task Issue_OfTheIssuersOwnKey_IsRefused()
    {
        using var rootKey = SoftwareKey.New();
        var draft = CertificateDraft.Root(
            LintProfile.UnitedStates, Hierarchy.UnitedStates, "E", "SHAKEN ROOT", Hierarchy.Terms(), rootKey.PublicKey);
        var root = new CertificateAuthority(
            (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), rootKey, Cancellation)).Value, rootKey);
        await RefusesAsync(
            IssueFailure.KeyIsTheIssuers,
            root,
            CertificateDraft.ProviderLeaf(
                root.Certificate, Hierarchy.Policy, Hierarchy.Provider, "E", Hierarchy.Terms(), rootKey.PublicKey));
    }

    [Fact]
    public async Task Issue_BeyondTheIssuersTnAuthList_IsRefused()
    {
        var hierarchy = await Hierarchy.NewAsync(pathLength: null);
        using var parentKey = SoftwareKey.New();
        using var key = SoftwareKey.New();
        var parent = new CertificateAuthority(
            await IssueAsync(hierarchy.Intermediate, DelegateCa(hierarchy, Number, parentKey)), parentKey);
        await RefusesAsync(IssueFailure.AuthorityExceeded, parent, DelegateLeaf(parent, Block, key));
        await RefusesAsync(
            IssueFailure.AuthorityExceeded, parent,
            CertificateDraft.PolicyAdministratorSigner(parent.Certificate, "E", "Lists", Hierarchy.Terms(), key.PublicKey));

        // Numbers below an SPC: whose they are, a number table says.
        using var providerKey = SoftwareKey.New();
        var provider = new CertificateAuthority(
            await IssueAsync(hierarchy.Intermediate, DelegateCa(hierarchy, Spc, providerKey)), providerKey);
        Assert.True((await provider.IssueAsync(Hierarchy.Linted(DelegateLeaf(provider, Block, key)), Cancellation)).IsSuccess);
    }

    [Fact]
    public async Task SelfSign_OfWhatIsNoRootOrWithAnotherKey_IsRefused()
    {
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        using var other = SoftwareKey.New();
        var root =
            Hierarchy.Linted(CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "E", Hierarchy.Terms(), key.PublicKey));
        Assert.Equal(IssueFailure.KeyIsAnother, (await CertificateAuthority.SelfSignAsync(root, other, Cancellation)).Failure);
        Assert.Equal(
            IssueFailure.NotARoot,
            (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(hierarchy.Leaf(key)), key, Cancellation)).Failure);
    }

    [Fact]
    public async Task Authority_WithAnotherKeyOrNoCaCertificate_CannotBeMade()
    {
        var hierarchy = await Hierarchy.NewAsync();
        using var key = SoftwareKey.New();
        var leaf = await IssueAsync(hierarchy.Intermediate, hierarchy.Leaf(key));
        Assert.Equal("certificate", Assert.Throws<ArgumentException>(() => new CertificateAuthority(leaf, key)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentException>(() => new CertificateAuthority(hierarchy.Root.Certificate, key)).ParamName);
    }

    [Fact]
    public async Task Issue_WithAKeyThatSignsWithAnother_GivesNoCertificate()
    {
        using var shown = SoftwareKey.New();
        using var used = SoftwareKey.New();
        var root =
            Hierarchy.Linted(CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "E", Hierarchy.Terms(), shown.PublicKey));
        await Assert.ThrowsAsync<CryptographicException>(
            () => CertificateAuthority.SelfSignAsync(root, new TwoFacedKey(shown, used), Cancellation));
    }

    private static CertificateDraft DelegateCa(Hierarchy hierarchy, string list, SoftwareKey key) => CertificateDraft.DelegateCa(
        hierarchy.Intermediate.Certificate, Hierarchy.Policy, "Example Telephone", "Example delegation", Hierarchy.Numbers(list),
        Hierarchy.Terms(), key.PublicKey, 0);

    private static CertificateDraft DelegateLeaf(CertificateAuthority parent, string list, SoftwareKey key) =>
        CertificateDraft.DelegateLeaf(
            parent.Certificate, Hierarchy.Policy, "Customer", "Customer 1", Hierarchy.Numbers(list), Hierarchy.Terms(), key.PublicKey);

    private static async Task<StiCertificate> IssueAsync(CertificateAuthority issuer, CertificateDraft draft) =>
        (await issuer.IssueAsync(Hierarchy.Linted(draft), Cancellation)).Value;

    private static async Task RefusesAsync(IssueFailure expected, CertificateAuthority issuer, CertificateDraft draft) =>
        Assert.Equal(expected, (await issuer.IssueAsync(Hierarchy.Linted(draft), Cancellation)).Failure);

    private static CertificateChain Validate(Hierarchy hierarchy, LeafPurpose purpose, params StiCertificate[] bundle)
    {
        Assert.True(TrustedRoot.TryCreate(hierarchy.Root.Certificate, out var root, out var failure), failure);
        return new ChainValidator([root]).Validate(bundle, Hierarchy.Start.AddDays(1), purpose).Value;
    }

    private sealed class TwoFacedKey(SoftwareKey shown, SoftwareKey used) : ISigningKey
    {
        public ECParameters PublicKey => shown.PublicKey;

        public ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            used.SignAsync(sha256, cancellationToken);
    }
}
