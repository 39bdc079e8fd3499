using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Delegation.Presentations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Trust.Verdicts;

public sealed class CertificateVerdictsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_OfAKnownUrl_AsksTheSourceOnce()
    {
        var world = await CallWorld.NewAsync();
        var asked = world.Certificates.Asked;
        var first = (await world.Verdicts.FindAsync(world.X5u, Token)).Value;
        for (var round = 0; round < 5; round++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.Same(first, (await world.Verdicts.FindAsync(world.X5u, Token)).Value);
        }

        Assert.Equal(1, world.Certificates.Asked - asked);
        Assert.Equal(world.Provider.Certificate.Fingerprint, first.Certificate.Fingerprint);
        Assert.True(first.StandsFor(Hierarchy.Provider.Code));
    }

    [Fact]
    public async Task Find_AfterTheCopysFreshness_AsksAgain()
    {
        var world = await CallWorld.NewAsync();
        var first = (await world.Verdicts.FindAsync(world.X5u, Token)).Value;
        Assert.Equal(TimeSpan.FromHours(1), first.FreshUntil.Left(world.Time));
        world.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        var asked = world.Certificates.Asked;
        Assert.NotSame(first, (await world.Verdicts.FindAsync(world.X5u, Token)).Value);
        Assert.Equal(1, world.Certificates.Asked - asked);
    }

    [Fact]
    public async Task Find_UnderAnotherList_JudgesAnew()
    {
        var world = await CallWorld.NewAsync();
        var first = (await world.Verdicts.FindAsync(world.X5u, Token)).Value;
        await world.TrustAsync(world.Authority, sequence: 2);
        Assert.NotSame(first, (await world.Verdicts.FindAsync(world.X5u, Token)).Value);
    }

    [Fact]
    public async Task Find_WhenTheNewListLacksTheRoot_IsUntrusted()
    {
        var world = await CallWorld.NewAsync();
        Assert.True((await world.Verdicts.FindAsync(world.X5u, Token)).IsSuccess);
        var other = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Other", world.Time, SystemRandom.Instance, Token);
        world.Certificates.Publish(CallWorld.ListUrl, [other.ListSigner]);
        var reader = new TrustListReader(world.Certificates, new TrustDomain([other.PolicyAdministratorRoot], world.Time), world.Time);
        var compact = await other.SignTrustListAsync(2, world.Time.GetUtcNow().AddDays(1), CallWorld.ListUrl, Token);
        world.Domain.Take((await reader.ReadAsync(compact, last: null, Token)).Value.Roots);
        Assert.Equal(CertificateFailure.Untrusted, (await world.Verdicts.FindAsync(world.X5u, Token)).Failure.Reason);
    }

    [Fact]
    public async Task GoodUntil_OfACertificateThatEndsSoon_IsItsNotAfter()
    {
        var world = await CallWorld.NewAsync();
        var provider = await world.Authority.IssueAsync(Hierarchy.Provider, "Example Telephone", TimeSpan.FromMinutes(10), Token);
        var url = world.Certificates.Publish("https://cr.example/short.pem", provider.Chain);
        Assert.Equal(provider.Certificate.NotAfter, (await world.Verdicts.FindAsync(url, Token)).Value.GoodUntil);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await world.Verdicts.FindAsync(url, Token)).IsSuccess);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CertificateFailure.OutsideValidity, (await world.Verdicts.FindAsync(url, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Find_OfARefusedCertificate_IsKeptForThirtySeconds()
    {
        var world = await CallWorld.NewAsync();
        var url = world.Certificates.Publish("https://cr.example/2.pem", [world.Provider.Certificate]);
        Assert.Equal(CertificateFailure.Untrusted, (await world.Verdicts.FindAsync(url, Token)).Failure.Reason);
        var asked = world.Certificates.Asked;
        world.Certificates.Publish(url, world.Provider.Chain);
        world.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(CertificateFailure.Untrusted, (await world.Verdicts.FindAsync(url, Token)).Failure.Reason);
        Assert.Equal(asked, world.Certificates.Asked);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await world.Verdicts.FindAsync(url, Token)).IsSuccess);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Find_WhenTheWallClockIsSet_KeepsVerdictsAsLongAsBefore(int hours)
    {
        var world = await CallWorld.NewAsync();
        var refused = world.Certificates.Publish("https://cr.example/2.pem", [world.Provider.Certificate]);
        await world.Verdicts.FindAsync(refused, Token);
        var good = (await world.Verdicts.FindAsync(world.X5u, Token)).Value;
        world.Certificates.Publish(refused, world.Provider.Chain);
        world.Time.SetWallClock(TimeSpan.FromHours(hours));
        Assert.False((await world.Verdicts.FindAsync(refused, Token)).IsSuccess);
        world.Time.SetWallClock(TimeSpan.FromHours(-hours));
        world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await world.Verdicts.FindAsync(refused, Token)).IsSuccess);
        Assert.Same(good, (await world.Verdicts.FindAsync(world.X5u, Token)).Value);
    }

    [Fact]
    public async Task Find_WithoutAList_SaysSoAndAsksNobody()
    {
        var world = await CallWorld.NewAsync();
        var verdicts = new CertificateVerdicts(world.Certificates, new TrustDomain([], world.Time), world.Time);
        var asked = world.Certificates.Asked;
        Assert.Equal(CertificateFailure.NoTrustList, (await verdicts.FindAsync(world.X5u, Token)).Failure.Reason);
        Assert.Equal(CertificateFailure.NoTrustList, verdicts.Judge(world.Provider.Chain).Failure.Reason);
        Assert.Equal(asked, world.Certificates.Asked);
    }

    [Fact]
    public async Task Find_WhenTheListExpires_IsRefusedThoughAVerdictWasKept()
    {
        var world = await CallWorld.NewAsync();
        world.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.True((await world.Verdicts.FindAsync(world.X5u, Token)).IsSuccess);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CertificateFailure.NoTrustList, (await world.Verdicts.FindAsync(world.X5u, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Find_OfAStaleCopy_TellsSo()
    {
        var world = await CallWorld.NewAsync();
        var source = new StaleSource(world.Provider.Chain, world.Time);
        var certificate = (await new CertificateVerdicts(source, world.Domain, world.Time).FindAsync(world.X5u, Token)).Value;
        Assert.Equal([FindingKind.RevocationUnknown, FindingKind.StaleCertificate], certificate.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Find_PrivateKeyBehindX5u_IsAFinding()
    {
        var world = await CallWorld.NewAsync();
        var source = new StaleSource(world.Provider.Chain, world.Time) { HoldsPrivateKey = true };
        var certificate = (await new CertificateVerdicts(source, world.Domain, world.Time).FindAsync(world.X5u, Token)).Value;
        Assert.Contains(certificate.Findings, finding => finding.Kind == FindingKind.PrivateKeyPublished);
    }

    [Fact]
    public async Task Judge_OfACarriedChain_IsTheVerdictOnItsLeaf()
    {
        var world = await CallWorld.NewAsync();
        var asked = world.Certificates.Asked;
        var first = world.Verdicts.Judge(world.Provider.Chain).Value;
        Assert.Equal(world.Provider.Certificate.Fingerprint, first.Certificate.Fingerprint);
        Assert.Same(first, world.Verdicts.Judge(world.Provider.Chain).Value);
        Assert.Equal(CertificateFailure.Untrusted, world.Verdicts.Judge([world.Provider.Certificate]).Failure.Reason);
        Assert.Equal(CertificateFailure.Invalid, world.Verdicts.Judge([world.Authority.Issuing]).Failure.Reason);
        Assert.Equal(asked, world.Certificates.Asked);
    }

    // The path of a chain that came along is validated once; that it was revoked counts with the next list.
    [Fact]
    public async Task Judge_OfACarriedChainThatIsRevoked_IsRefused()
    {
        var world = await CallWorld.NewAsync();
        var revoked = new RevokedCertificates();
        var verdicts = new CertificateVerdicts(world.Certificates, world.Domain, world.Time, revoked);
        var first = verdicts.Judge(world.Provider.Chain).Value;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(first.Chain, verdicts.Judge(world.Provider.Chain).Value.Chain);
        revoked.Revoke("another");
        Assert.Same(first.Chain, verdicts.Judge(world.Provider.Chain).Value.Chain);
        revoked.Revoke(world.Provider.Certificate.Fingerprint);
        for (var time = 0; time < 2; time++)
            Assert.Equal(CertificateFailure.Revoked, verdicts.Judge(world.Provider.Chain).Failure.Reason);
    }

    private sealed class StaleSource(IReadOnlyList<StiCertificate> certificates, TimeProvider time) : ICertificateSource
    {
        public bool HoldsPrivateKey { get; init; }

        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Outcome<SourcedCertificates, SourceRefusal>>(
                new SourcedCertificates(certificates, Deadline.After(TimeSpan.FromMinutes(1), time), IsStale: true) { HoldsPrivateKey = HoldsPrivateKey });
    }
}
