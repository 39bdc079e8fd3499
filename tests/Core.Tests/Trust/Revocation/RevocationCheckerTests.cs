using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Trust.Revocation;

public sealed class RevocationCheckerTests
{
    private const string X5u = CheckerTest.X5u;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_OfARevokedLeaf_IsRefused_OnceItsListCame()
    {
        var test = await TestAsync(new RevocationOptions());
        var (revoked, good) = (await test.World.LeafAsync(), await test.World.LeafAsync());
        test.Publish(X5u, revoked);
        test.Publish("https://cr.example/2.pem", good);
        await test.World.RevokeAsync(revoked);
        await test.World.PublishAsync();

        // First seen: nothing is fetched for the call, and the verdict says that revocation is not known.
        Assert.Equal([FindingKind.RevocationUnknown, FindingKind.RevocationUnknown], (await test.FindAsync()).Value.Findings.Select(finding => finding.Kind));
        Assert.Equal(0, test.Fetcher.Fetched);
        await test.Lists.RefreshAsync(Token);
        var refusal = (await test.FindAsync()).Failure;
        Assert.Equal(CertificateFailure.Revoked, refusal.Reason);
        var trusted = (await test.FindAsync("https://cr.example/2.pem")).Value;
        Assert.Empty(trusted.Findings);
        Assert.Same(trusted, (await test.FindAsync("https://cr.example/2.pem")).Value);
        Assert.Equal((437, "Unsupported Credential"), (VerificationFailure.CertificateRevoked.Codes().Rfc8224.Code, VerificationFailure.CertificateRevoked.Codes().Rfc8224.Phrase));
    }

    [Fact]
    public async Task Find_OfAKnownCertificate_IsRefusedAfterTheNextListHasIt()
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url] });
        var leaf = await test.World.LeafAsync();
        test.Publish(X5u, leaf);
        await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        Assert.Empty((await test.FindAsync()).Value.Findings);
        await test.World.RevokeAsync(leaf);
        await test.World.PublishAsync();
        Assert.True((await test.FindAsync()).IsSuccess);
        test.World.Time.Advance(TimeSpan.FromHours(1));
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(CertificateFailure.Revoked, (await test.FindAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Find_OfARevokedIntermediate_IsRefused()
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url] });
        test.Publish(X5u, await test.World.LeafAsync());
        await test.World.RevokeAsync(test.World.Hierarchy.Intermediate.Certificate, RevocationReason.CaCompromise);
        await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(CertificateFailure.Revoked, (await test.FindAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Find_WithoutAList_IsRefusedWherePolicySaysSo()
    {
        var test = await TestAsync(new RevocationOptions { Policy = RevocationPolicy.Refuse });
        test.Publish(X5u, await test.World.LeafAsync());
        Assert.Equal(CertificateFailure.RevocationUnknown, (await test.FindAsync()).Failure.Reason);
        await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        Assert.True((await test.FindAsync()).IsSuccess);
    }

    [Fact]
    public async Task Find_AfterNextUpdate_KnowsWhatWasRevokedAndSaysThatTheRestIsUnknown()
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url] });
        var (revoked, good) = (await test.World.LeafAsync(), await test.World.LeafAsync());
        test.Publish(X5u, good);
        test.Publish("https://cr.example/2.pem", revoked);
        await test.World.RevokeAsync(revoked);
        var list = await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        Assert.True((await test.FindAsync()).Value.GoodUntil <= list.NextUpdate);
        test.World.Time.Advance(TimeSpan.FromHours(25));
        await test.Lists.RefreshAsync(Token);
        Assert.Equal([FindingKind.RevocationUnknown, FindingKind.RevocationUnknown], (await test.FindAsync()).Value.Findings.Select(finding => finding.Kind));
        Assert.Equal(CertificateFailure.Revoked, (await test.FindAsync("https://cr.example/2.pem")).Failure.Reason);
    }

    [Fact]
    public async Task Refresh_TakesNoOlderList_NorOneOfAnotherPointOrSigner()
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url] });
        var old = await test.World.PublishAsync();
        var world = test.World;
        test.Fetcher.Answer = await world.SignAsync([], number: 5);
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(5, test.Lists.Find(CrlWorld.Url)!.Number);
        var stranger = await CrlWorld.NewAsync();
        foreach (var answer in (byte[][])[old.Der.ToArray(), await world.SignAsync([], 6, url: "https://another.example/crl"), await stranger.SignAsync([], 6), [0x30, 0], []])
        {
            test.Fetcher.Answer = answer;
            world.Time.Advance(TimeSpan.FromHours(1));
            await test.Lists.RefreshAsync(Token);
            Assert.Equal(5, test.Lists.Find(CrlWorld.Url)!.Number);
            Assert.Equal((LogLevel.Error, 1612), (test.Log.All.Last().Level, test.Log.All.Last().Id));
        }

        test.Fetcher.Answer = await world.SignAsync([], number: 6);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(6, test.Lists.Find(CrlWorld.Url)!.Number);
    }

    [Fact]
    public async Task Refresh_WhileTheHostIsAway_Warns_AndKeepsTheList()
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url] });
        var list = await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        test.Fetcher.Answer = null;
        test.World.Time.Advance(TimeSpan.FromHours(1));
        await test.Lists.RefreshAsync(Token);
        Assert.Equal([(LogLevel.Information, 1611), (LogLevel.Warning, 1615)], test.Log.All.Select(line => (line.Level, line.Id)));
        Assert.Equal(list.Number, test.Lists.Find(CrlWorld.Url)!.Number);
    }

    [Fact]
    public async Task Refresh_AfterARestart_HasTheListOfBefore_AndItsNumber()
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url] });
        var old = await test.World.SignAsync([], number: 8, days: 9);
        test.Fetcher.Answer = await test.World.SignAsync([test.World.Entry(1)], number: 9);
        await test.Lists.RefreshAsync(Token);
        test.Fetcher.Answer = null;
        test.World.Time.Advance(TimeSpan.FromDays(2));
        var again = test.NewLists();
        await again.RefreshAsync(Token);
        Assert.Equal(1, again.Find(CrlWorld.Url)!.Index.Count);
        test.Fetcher.Answer = old;
        test.World.Time.Advance(TimeSpan.FromHours(1));
        await again.RefreshAsync(Token);
        Assert.Equal(9, again.Find(CrlWorld.Url)!.Number);
    }

    [Theory]
    [InlineData(UnnamedCrlIssuer.PolicyAdministratorCovers, FindingKind.CrlIssuerMissing)]
    [InlineData(UnnamedCrlIssuer.CertificateIssuerOnly, FindingKind.RevocationUnknown)]
    public async Task Find_OfALeafWhosePointNamesNoIssuer_IsCoveredByPolicyOnly(UnnamedCrlIssuer policy, FindingKind expected)
    {
        var test = await TestAsync(new RevocationOptions { Urls = [CrlWorld.Url], UnnamedIssuer = policy });
        var (chain, root, _) = Direct();
        await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        var status = new RevocationChecker(test.Lists, test.Options).Of(new ChainValidator([root]).Validate(chain, test.World.Time.GetUtcNow(), LeafPurpose.StiEndEntity).Value, test.World.Time.GetUtcNow());
        Assert.Equal([expected, expected], status.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Find_OfALeafThatNamesAnotherCrlIssuer_IsNotCoveredByTheListThere()
    {
        var test = await TestAsync(new RevocationOptions());
        var world = test.World;
        var another = DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "Another STI-PA CRL"));
        var (named, unnamed) = (await LeafAsync(world, world.Signer.Certificate.Subject), await LeafAsync(world, another));
        test.Publish(X5u, named);
        test.Publish("https://cr.example/2.pem", unnamed);
        await world.RevokeAsync(named);
        await world.RevokeAsync(unnamed);
        await world.PublishAsync();
        await test.FindAsync();
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(CertificateFailure.Revoked, (await test.FindAsync()).Failure.Reason);
        var found = (await test.FindAsync("https://cr.example/2.pem")).Value;
        Assert.Contains(found.Findings, finding => finding.Kind == FindingKind.RevocationUnknown
            && finding.Detail.Contains("does not cover it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_ByACasOwnList_FollowsTheIssuerAndNobodyElse()
    {
        var test = await TestAsync(new RevocationOptions());
        var (bundle, root, signer) = Direct();
        var chain = new ChainValidator([root]).Validate(bundle, test.World.Time.GetUtcNow(), LeafPurpose.StiEndEntity).Value;
        var checker = new RevocationChecker(test.Lists, test.Options);
        Assert.Equal(2, checker.Of(chain, test.World.Time.GetUtcNow()).Findings.Count);
        var leaf = chain.Leaf;
        var entry = new RevocationEntry(leaf.Issuer, leaf.SerialNumber, RevocationReason.Superseded, Hierarchy.Start, leaf.NotAfter, "ca", Hierarchy.Start);
        test.Fetcher.Answer = await test.World.SignAsync([entry], signer: signer, scope: CrlScope.OwnIssuer);
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(StatusFailure.Revoked, checker.Of(chain, test.World.Time.GetUtcNow()).Refusal?.Reason);

        // An indirect list by a CA would revoke others' certificates.
        test.Fetcher.Answer = await test.World.SignAsync([entry], number: 2, signer: signer);
        test.World.Time.Advance(TimeSpan.FromHours(1));
        await test.Lists.RefreshAsync(Token);
        Assert.Equal(1, test.Lists.Find(CrlWorld.Url)!.Number);
    }

    [Fact]
    public async Task UntilWork_EndsWhenAnotherListIsWanted()
    {
        var test = await TestAsync(new RevocationOptions());
        var waiting = test.Lists.UntilWorkAsync(Token);
        Assert.False(waiting.IsCompleted);
        test.Lists.Want(CrlWorld.Url, test.World.Chain(await test.World.LeafAsync()));
        await waiting;
        await test.World.PublishAsync();
        await test.Lists.RefreshAsync(Token);
        Assert.NotNull(test.Lists.Find(CrlWorld.Url));
    }

    // A CA of an older policy, whose key may sign CRLs too, and a leaf; neither distribution point names a cRLIssuer.
    private static (IReadOnlyList<StiCertificate> Bundle, TrustedRoot Root, CrlSigner Signer) Direct()
    {
        var url = Encoding.ASCII.GetBytes(CrlWorld.Url);
        byte[] uri = [0x86, (byte)url.Length, .. url];
        byte[] point = [0x30, (byte)(uri.Length + 6), 0x30, (byte)(uri.Length + 4), 0xA0, (byte)(uri.Length + 2), 0xA0, (byte)uri.Length, .. uri];
        var hex = Convert.ToHexString(point);
        var root = (CertificateForm.Root() with { NotAfter = Hierarchy.End }).Sign();
        var ca = (CertificateForm.Intermediate().With(Oids.CrlDistributionPoints, hex).With(Oids.KeyUsage, "03020106", isCritical: true) with { NotAfter = Hierarchy.End }).Sign();
        var leaf = (CertificateForm.Leaf().With(Oids.CrlDistributionPoints, hex) with { NotAfter = Hierarchy.End }).Sign();
        return ([leaf, ca], CrlWorld.Root(root), new CrlSigner(ca, SoftwareKey.FromPem(CertificateForm.IntermediateKey.ExportPkcs8PrivateKeyPem())));
    }

    // A leaf of the hierarchy whose distribution point names this issuer of its CRL.
    private static async Task<StiCertificate> LeafAsync(CrlWorld world, DistinguishedName crlIssuer)
    {
        var policy = world.Policy with { Crl = new CrlReference(CrlWorld.Url, crlIssuer) };
        var draft = CertificateDraft.ProviderLeaf(
            world.Hierarchy.Intermediate.Certificate, policy, Hierarchy.Provider, "Example Telephone", Hierarchy.Terms(),
            SoftwareKey.New().PublicKey);
        return (await world.Hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(draft), Token)).Value;
    }

    private static async Task<CheckerTest> TestAsync(RevocationOptions options)
    {
        var world = await CrlWorld.NewAsync();
        return new CheckerTest(world, options with { Signers = [world.Signer.Certificate] });
    }
}
