using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Trust;

public sealed class TrustDomainsTests
{
    [Fact]
    public async Task Anchors_OfOneCountry_AreTheListsRoots()
    {
        var world = await BorderWorld.NewAsync();
        var domains = TrustDomains.Of(world.OwnDomain, world.Time);
        Assert.Null(Anchors(domains, world));
        world.OwnDomain.Take(world.List(roots: world.Own.Root));
        Assert.Same(world.OwnDomain, Anchors(domains, world)!.DomainOf(world.Own.Root));
        Assert.Equal("US", world.OwnDomain.Country!.Value);
        Assert.Same(Anchors(domains, world), Anchors(domains, world));
    }

    [Fact]
    public async Task Anchors_OfMergedList_LeadEachRootToItsOwnCountry()
    {
        var world = await BorderWorld.NewAsync();
        var domains = TrustDomains.Of(world.OwnDomain, world.Time);
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        var anchors = Anchors(domains, world)!;
        Assert.Same(world.OwnDomain, anchors.DomainOf(world.Own.Root));
        var other = anchors.DomainOf(world.Other.Root);
        Assert.Equal(("CA", CountryTrust.OfListed), (other.Country!.Value, other.Policy));
        Assert.Same(other, domains.Find(BorderWorld.Canada));
    }

    [Fact]
    public async Task Anchors_RootOfThirdCountryOnForeignList_IsLeftOut()
    {
        var world = await BorderWorld.NewAsync();
        var third = await BorderWorld.AuthorityAsync(world.Time, "FR");
        var other = Domain(world.Other, world);
        var domains = new TrustDomains(world.OwnDomain, [other], world.Time);
        other.Take(world.List(roots: [world.Other.Root, third.Root, world.Own.Root]));
        Assert.Equal([world.Other.Root], Anchors(domains, world)!.All);
    }

    [Fact]
    public async Task Anchors_RootOnTwoLists_IsThereOnceForItsCountry()
    {
        var world = await BorderWorld.NewAsync();
        var other = Domain(world.Other, world);
        var domains = new TrustDomains(world.OwnDomain, [other], world.Time);
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        other.Take(world.List(roots: world.Other.Root));
        var anchors = Anchors(domains, world)!;
        Assert.Equal(2, anchors.All.Count);
        Assert.Same(other, anchors.DomainOf(world.Other.Root));
    }

    [Fact]
    public async Task Anchors_WhenOneListExpires_KeepThoseOfTheOther()
    {
        var world = await BorderWorld.NewAsync();
        var other = Domain(world.Other, world);
        var domains = new TrustDomains(world.OwnDomain, [other], world.Time);
        world.OwnDomain.Take(world.List(TimeSpan.FromDays(2), world.Own.Root));
        other.Take(world.List(TimeSpan.FromDays(1), world.Other.Root));
        Assert.Equal(2, Anchors(domains, world)!.All.Count);
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([world.Own.Root], Anchors(domains, world)!.All);
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(Anchors(domains, world));
    }

    [Fact]
    public async Task Anchors_AfterClockWasAheadForAWhile_AreThereAgain()
    {
        var world = await BorderWorld.NewAsync();
        var domains = TrustDomains.Of(world.OwnDomain, world.Time);
        world.OwnDomain.Take(world.List(TimeSpan.FromDays(1), world.Own.Root));
        world.Time.SetWallClock(TimeSpan.FromDays(2));
        Assert.Null(Anchors(domains, world));
        world.Time.SetWallClock(TimeSpan.FromDays(-2));
        Assert.NotNull(Anchors(domains, world));
    }

    [Fact]
    public async Task Take_Policy_BindsCountriesThatItNamesAndNoOthers()
    {
        var world = await BorderWorld.NewAsync();
        var domains = TrustDomains.Of(world.OwnDomain, world.Time);
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        var anchors = Anchors(domains, world);
        var lowered = new CountryTrust(TrustMechanism.Merge, AttestationCeiling.C);
        domains.Take(BorderWorld.TermsOf(BorderWorld.Canada, lowered, world.Other.PolicyAdministratorRoot));
        var other = domains.Find(BorderWorld.Canada)!;
        Assert.Equal(lowered, other.Policy);
        Assert.Equal([world.Other.PolicyAdministratorRoot], other.CrlRoots);
        Assert.Equal(CountryTrust.OfOwn, world.OwnDomain.Policy);

        // Roots are what a list says: a verdict need not be made again.
        Assert.Same(anchors, Anchors(domains, world));
        domains.Take(new Dictionary<CountryCode, CountryTerms>());
        Assert.Equal(CountryTrust.OfListed, other.Policy);
        Assert.Empty(other.CrlRoots);
    }

    [Fact]
    public async Task Take_PolicyForCountryWithPinnedPolicy_LeavesThePinnedOne()
    {
        var world = await BorderWorld.NewAsync();
        var pinned = new CountryTrust(TrustMechanism.Merge, AttestationCeiling.B);
        var other = TrustDomain.OfCountry(BorderWorld.Canada, [world.Other.PolicyAdministratorRoot], [], pinned, world.Time);
        var domains = new TrustDomains(world.OwnDomain, [other], world.Time);
        domains.Take(BorderWorld.TermsOf(BorderWorld.Canada, CountryTrust.OfListed, world.Own.PolicyAdministratorRoot));
        Assert.Equal(pinned, other.Policy);

        // A document never adds to the roots that an operator pinned.
        Assert.Equal([world.Other.PolicyAdministratorRoot], other.CrlRoots);
    }

    [Fact]
    public async Task New_TwoDomainsOfOneCountry_IsRefused()
    {
        var world = await BorderWorld.NewAsync();
        Assert.Throws<ArgumentException>(() => new TrustDomains(world.OwnDomain, [Domain(world.Own, world)], world.Time));
    }

    [Fact]
    public async Task Find_Anchors_AllocateNothingHoweverManyCountries()
    {
        var world = await BorderWorld.NewAsync();
        var others = CountryCode.All.Where(country => country.Value is not "US").Take(192)
            .Select(country => TrustDomain.OfCountry(country, [], [], policy: null, world.Time)).ToList();
        var domains = new TrustDomains(world.OwnDomain, others, world.Time);
        world.OwnDomain.Take(world.List(roots: [world.Own.Root, world.Other.Root]));
        var now = world.Time.GetUtcNow();
        Assert.NotNull(domains.FindAnchors(now));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++) domains.FindAnchors(now);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static TrustDomain Domain(LocalAuthority authority, BorderWorld world) =>
        TrustDomain.OfCountry(authority.Root.Country, [authority.PolicyAdministratorRoot], [], policy: null, world.Time);

    private static TrustAnchors? Anchors(TrustDomains domains, BorderWorld world) => domains.FindAnchors(world.Time.GetUtcNow());
}
