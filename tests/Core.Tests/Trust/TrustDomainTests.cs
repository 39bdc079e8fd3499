using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Trust;

public sealed class TrustDomainTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Country_WithoutAnAdministrator_IsUnknown() => Assert.Null(new TrustDomain([], _time).Country);

    [Fact]
    public async Task Country_OfPinnedRoots_IsTheOneTheyShare()
    {
        var (ours, successor, foreign) = (await AuthorityAsync("US"), await AuthorityAsync("US"), await AuthorityAsync("FR"));
        Assert.Equal("US", Pinning(ours).Country!.Value);
        Assert.Equal("US", Pinning(ours, successor).Country!.Value);
        Assert.Null(Pinning(ours, foreign).Country);
    }

    [Fact]
    public async Task Roots_OfAList_AreInForceUntilItExpires()
    {
        var authority = await AuthorityAsync("US");
        var domain = Pinning(authority);
        Assert.Null(domain.Roots);
        var roots = new TrustedRoots([authority.Root], _time.GetUtcNow() + TimeSpan.FromDays(1));
        domain.Take(roots);
        Assert.Same(roots, domain.Roots);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(domain.Roots);
    }

    [Fact]
    public async Task Roots_ThatAnOperatorNamed_DoNotExpire()
    {
        var authority = await AuthorityAsync("US");
        var domain = TrustDomain.Of([authority.Root], _time);
        _time.Advance(TimeSpan.FromDays(36_500));
        Assert.Same(authority.Root, Assert.Single(domain.Roots!.All));
    }

    [Fact]
    public async Task FindSigner_BelowAPinnedRoot_NamesThatRoot()
    {
        var (ours, successor) = (await AuthorityAsync("US"), await AuthorityAsync("US"));
        var signer = Pinning(successor, ours).FindSigner([ours.ListSigner], _time.GetUtcNow()).Value;
        Assert.Same(ours.PolicyAdministratorRoot, signer.Root);
        Assert.NotNull(signer.Chain);
    }

    [Fact]
    public async Task FindSigner_OfThePinnedRootItself_IsGoodWhileItIsValid()
    {
        var root = (await AuthorityAsync("US")).PolicyAdministratorRoot;
        var domain = new TrustDomain([root], _time);
        var signer = domain.FindSigner([root.Certificate], _time.GetUtcNow()).Value;
        Assert.Equal((root.Certificate.Fingerprint, null), (signer.Certificate.Fingerprint, signer.Chain));
        Assert.Equal(ChainFailure.Expired, domain.FindSigner([root.Certificate], root.Certificate.NotAfter.AddDays(1)).Failure.Failure);
    }

    // What calls are judged by signs no document, and a foreign administrator signs none of ours.
    [Fact]
    public async Task FindSigner_BelowAnotherRoot_IsRefused()
    {
        var (ours, foreign) = (await AuthorityAsync("US"), await AuthorityAsync("FR"));
        var domain = Pinning(ours);
        domain.Take(new TrustedRoots([foreign.PolicyAdministratorRoot]));
        Assert.False(domain.FindSigner([foreign.ListSigner], _time.GetUtcNow()).IsSuccess);
        Assert.False(domain.FindSigner([foreign.PolicyAdministratorRoot.Certificate], _time.GetUtcNow()).IsSuccess);
    }

    private TrustDomain Pinning(params LocalAuthority[] authorities) =>
        new([.. authorities.Select(authority => authority.PolicyAdministratorRoot)], _time);

    private async Task<LocalAuthority> AuthorityAsync(string country)
    {
        Assert.True(CountryCode.TryParse(country, out var code));
        return await LocalAuthority.NewAsync(code, "Example", _time, SystemRandom.Instance, TestContext.Current.CancellationToken);
    }
}
