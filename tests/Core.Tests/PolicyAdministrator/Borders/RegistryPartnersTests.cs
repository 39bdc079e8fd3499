using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Tests.Registry;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.Tests.PolicyAdministrator.Borders;

public sealed class RegistryPartnersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The default is not to trust.
    [Fact]
    public async Task Merge_CountryThatTheRegistryNames_IsNotTrustedByThat()
    {
        var world = await FollowingAsync();
        await world.RefreshListsAsync();
        Assert.Empty(await world.OriginsAsync());
        var view = Assert.Single(await world.Partners.GetViewsAsync(Token));
        Assert.Equal((null, false), (view.Policy, view.IsFollowed));
    }

    [Theory]
    [InlineData(TrustMechanism.Registry, AttestationCeiling.A, false, true)]
    [InlineData(TrustMechanism.Registry, AttestationCeiling.C, false, true)]
    [InlineData(TrustMechanism.Registry, AttestationCeiling.None, false, true)]
    [InlineData(TrustMechanism.Registry, AttestationCeiling.A, true, true)]
    [InlineData(TrustMechanism.Merge, AttestationCeiling.A, false, false)]
    [InlineData(TrustMechanism.None, AttestationCeiling.None, false, false)]
    public async Task Merge_OwnPolicy_DecidesByItsMechanism(
        TrustMechanism mechanism, AttestationCeiling ceiling, bool isExcluded, bool isMerged)
    {
        var world = await FollowingAsync();
        await world.DecideAsync(mechanism, ceiling, isExcluded);
        world.Time.Advance(SubscriptionWorld.Notice);
        await world.RefreshListsAsync();

        // An excluded country is known: its calls are judged as without an attestation, and not refused.
        IReadOnlyList<(string Root, string? Origin)> expected = isMerged ? [(CanadianOf(world), "registry.ca")] : [];
        Assert.Equal(expected, await world.OriginsAsync());
    }

    // Verifiers must have the policy before the roots: a root that no policy names is fully trusted.
    [Fact]
    public async Task Merge_BeforeTheNoticeHasPassed_LeavesTheRootsOut()
    {
        var world = await FollowingAsync();
        await world.DecideAsync(TrustMechanism.Registry, AttestationCeiling.C);
        world.Time.Advance(SubscriptionWorld.Notice - TimeSpan.FromMinutes(1));
        await world.RefreshListsAsync();
        Assert.Empty(await world.OriginsAsync());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RefreshListsAsync();
        Assert.Single(await world.OriginsAsync());

        // Later terms lower the ceiling and take no root away.
        await world.DecideAsync(TrustMechanism.Registry, AttestationCeiling.None);
        Assert.Single(await world.OriginsAsync());
    }

    [Fact]
    public async Task Merge_AfterApprovalWasRevoked_LeavesTheRootsOut()
    {
        var world = await MergedAsync();
        await world.Subscriptions.RevokeAsync(1, world.Registry.Accounts.Act(), Token);
        Assert.Empty(await world.OriginsAsync());
    }

    [Fact]
    public async Task Merge_CountryThatWasWithdrawn_LeavesTheRootsOut()
    {
        var world = await MergedAsync();
        await MoveAsync(world, RegistrationState.Withdrawn);
        Assert.Empty(await world.OriginsAsync());
    }

    [Fact]
    public async Task Merge_CountryInDispute_TakesNothingNewAndKeepsWhatItHad()
    {
        var world = await MergedAsync();
        await MoveAsync(world, RegistrationState.Disputed);
        await world.Registry.ServeListAsync(world.Registry.Canada, sequence: 9);
        world.Time.Advance(TimeSpan.FromHours(7));
        await world.RefreshListsAsync();
        Assert.Equal(1, (await world.States.FindAsync(RegistryPartners.IdOf(BorderWorld.Canada), Token))!.Sequence);
        Assert.Single(await world.OriginsAsync());
    }

    // Without the roots of its STI-PA no verifier can check a CRL of the country.
    [Fact]
    public async Task Publish_CountryOfTheRegistry_IsInThePolicyWithItsRoots()
    {
        var world = await MergedAsync();
        var own = await BorderWorld.AuthorityAsync(world.Time, "US");
        var publication = new CountryPolicyPublication(
            "national", Hierarchy.UnitedStates, own.Administrator.SignerOf(SignedDocumentKind.CountryPolicy).Key, BorderWorld.PolicyX5u,
            TrustListSchedule.Default);
        var (records, blobs) = (world.Registry.Accounts.Records, world.Registry.Blobs);
        var documents = new PartnerCountryDocuments(
            "https://sti-pa.example", world.Partners, world.States, new ForeignCrlStates(records, blobs));
        var publisher = new CountryPolicyPublisher(
            publication, world.Policies, world.Merged, [documents], records, blobs, world.Time,
            NullLogger<CountryPolicyPublisher>.Instance);
        var jwt = (await publisher.PublishAsync(isForced: false, Token)).Value.Jwt;
        Assert.True(Jws.TryParse(jwt, Limits.TrustListOctets, out var jws, out _));
        Assert.True(CountryPolicyDocument.TryRead(jws.DecodePayload(), out var policy, out _));
        var canada = policy.Countries[BorderWorld.Canada];
        Assert.Equal((TrustMechanism.Registry, CanadianOf(world)), (canada.Trust.Mechanism, Assert.Single(canada.Roots)));
        Assert.Equal(
            world.Registry.Canada.PolicyAdministratorRoot.Certificate.Fingerprint,
            Assert.Single(canada.AdministratorRoots).Certificate.Fingerprint);
    }

    // Nobody passes a third country's roots on.
    [Fact]
    public async Task Merge_ListWithRootsOfAnotherCountry_LeavesThemOut()
    {
        var world = await FollowingAsync();
        await world.DecideAsync(TrustMechanism.Registry);
        world.Time.Advance(SubscriptionWorld.Notice);
        var france = await BorderWorld.AuthorityAsync(world.Time, "FR");
        await world.Registry.ServeListAsync(world.Registry.Canada, roots: [world.Registry.Canada.Root, france.Root]);
        await world.RefreshListsAsync();
        Assert.Equal([(CanadianOf(world), "registry.ca")], await world.OriginsAsync());
    }

    [Fact]
    public async Task List_AllPartners_FindsThoseOfTheRegistryById()
    {
        var world = await MergedAsync();
        var (audit, records) = (world.Registry.Accounts.Audit, world.Registry.Accounts.Records);
        var known = new KnownPartners(Hierarchy.UnitedStates, audit, records, world.Time, SystemRandom.Instance);
        var all = new AllPartners(known, world.Partners);
        Assert.True(PartnerId.TryParseAny("registry.ca", out var id));
        Assert.Equal(RegistryWorld.ListUrlOf(BorderWorld.Canada), (await all.FindAsync(id, Token))!.Terms.ListUrl);
        Assert.True(PartnerId.TryParseAny("registry.fr", out var other));
        Assert.Null(await all.FindAsync(other, Token));
    }

    // An operator's partner never has the id of a registry's.
    [Theory]
    [InlineData("registry.ca", true)]
    [InlineData("canada", true)]
    [InlineData("registry.CA", false)]
    [InlineData("registry.c", false)]
    [InlineData("a.b.ca", false)]
    [InlineData(".ca", false)]
    public void PartnerId_OfARegistry_IsReadWhereBothKindsAre(string text, bool isId)
    {
        Assert.Equal(isId, PartnerId.TryParseAny(text, out _));
        Assert.Equal(text == "canada", PartnerId.TryParse(text, out _));
    }

    [Fact]
    public async Task Views_UnrestrictedCountry_IsNeverFollowed()
    {
        var world = await FollowingAsync();
        var entry = RegistryWorld.EntryOf(world.Registry.Canada.PolicyAdministratorRoot, url: null);
        world.Registry.Served[SubscriptionWorld.ListUrl] = await world.SignAsync(9, entries: [entry]);
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.FollowAsync();
        await world.DecideAsync(TrustMechanism.Registry);
        world.Time.Advance(SubscriptionWorld.Notice);
        await world.RefreshListsAsync();
        var view = Assert.Single(await world.Partners.GetViewsAsync(Token));
        Assert.Equal((true, false), (view.Entry.IsUnrestricted, view.IsFollowed));
        Assert.Empty(await world.OriginsAsync());
    }

    private static string CanadianOf(SubscriptionWorld world) => world.Registry.Canada.Root.Certificate.Fingerprint;

    private static async Task<SubscriptionWorld> FollowingAsync()
    {
        var world = await SubscriptionWorld.NewAsync();
        await world.SubscribeAsync();
        await world.FollowAsync();
        return world;
    }

    private static async Task<SubscriptionWorld> MergedAsync()
    {
        var world = await FollowingAsync();
        await world.DecideAsync(TrustMechanism.Registry);
        world.Time.Advance(SubscriptionWorld.Notice);
        await world.RefreshListsAsync();
        Assert.Single(await world.OriginsAsync());
        return world;
    }

    private static async Task MoveAsync(SubscriptionWorld world, RegistrationState state)
    {
        var country = (await world.Registry.Countries.FindAsync(BorderWorld.Canada, Token))!;
        var moved = await world.Registry.Decide().MoveAsync(
            country.Country, country.Revision, state, world.Registry.Accounts.Act(), Token);
        Assert.True(moved.IsSuccess);
        await world.ServeAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.FollowAsync();
    }
}
