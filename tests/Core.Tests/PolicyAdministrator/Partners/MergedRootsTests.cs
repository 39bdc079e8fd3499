using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

public sealed class MergedRootsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_RootsOfPartner_AreListedOnlyAfterTheyWereAccepted()
    {
        var (world, own) = await NewAsync();
        Assert.Equal([(own, null)], await OriginsAsync(world));
        Assert.Equal([(CanadianOf(world), ForeignRootState.New)], await CompareAsync(world));
        var accepted = (await AcceptAsync(world, CanadianOf(world))).Value;
        Assert.Equal(1, accepted.Revision);
        Assert.Equal([(own, null), (CanadianOf(world), "canada")], await OriginsAsync(world));
        Assert.Equal([(CanadianOf(world), ForeignRootState.Accepted)], await CompareAsync(world));
        Assert.Equal("foreign-roots-set", (await LastActAsync(world)).Action);
    }

    [Fact]
    public async Task Get_RootThatPartnerTookOff_IsOffOurListToo()
    {
        var (world, own) = await NewAsync();
        await AcceptAsync(world, CanadianOf(world));
        var other = await BorderWorld.AuthorityAsync(world.Time, "CA");
        world.Time.Advance(TimeSpan.FromHours(6));
        world.Serve(await world.SignAsync(sequence: 2, roots: other.Root));
        await world.RunAsync();
        Assert.Equal([(own, null)], await OriginsAsync(world));
        Assert.Equal(
            [(other.Root.Certificate.Fingerprint, ForeignRootState.New), (CanadianOf(world), ForeignRootState.Gone)],
            await CompareAsync(world));
    }

    [Theory]
    [InlineData(PartnerState.Excluded, false)]
    [InlineData(PartnerState.Paused, true)]
    public async Task Get_PartnerThatIsNotActive_GivesRootsUnlessExcluded(PartnerState state, bool gives)
    {
        var (world, _) = await NewAsync();
        await AcceptAsync(world, CanadianOf(world));
        Assert.True((await world.Partners.MoveAsync(PartnerWorld.Id("canada"), 1, state, world.Accounts.Act(), Token)).IsSuccess);
        Assert.Equal(gives ? 2 : 1, (await OriginsAsync(world)).Count);
    }

    [Fact]
    public async Task Get_PartnersListHasExpired_LeavesItsRootsOut()
    {
        var (world, _) = await NewAsync();
        await AcceptAsync(world, CanadianOf(world));
        world.Time.Advance(TimeSpan.FromDays(7));
        Assert.Single(await OriginsAsync(world));
    }

    [Fact]
    public async Task Accept_RootThatIsNotOnThePartnersList_IsRefused()
    {
        var (world, own) = await NewAsync();
        foreach (var root in new[] { own, "AB", new string('0', 64) })
            Assert.Equal(RootAcceptanceFailure.RootsNotAllowed, (await AcceptAsync(world, root)).Failure.Failure);
        Assert.Equal(
            RootAcceptanceFailure.NotFound,
            (await Accepted(world).AcceptAsync(PartnerWorld.Id("other"), 0, [], world.Accounts.Act(), Token)).Failure.Failure);
    }

    // The partner's signed list vouches for it there; on ours it must have signed itself.
    [Fact]
    public async Task Accept_RootThatItsKeyDidNotSign_IsRefused()
    {
        var (world, _) = await NewAsync();
        var der = world.Canada.Root.Certificate.Der.ToArray();
        der[^1] ^= 1;
        Assert.True(StiCertificate.TryRead(der, out var certificate, out _));
        Assert.True(TrustedRoot.TryCreateVouched(certificate, out var root, out _));
        Assert.False(TrustedRoot.TryCreate(certificate, out _, out _));
        world.Time.Advance(TimeSpan.FromHours(6));
        world.Serve(await world.SignAsync(sequence: 2, roots: root));
        await world.RunAsync();
        var refusal = (await AcceptAsync(world, certificate.Fingerprint)).Failure;
        Assert.Equal(RootAcceptanceFailure.RootsNotAllowed, refusal.Failure);
        Assert.Contains("was not signed by its own key", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accept_Revision_MustBeTheOneThatWasRead()
    {
        var (world, _) = await NewAsync();
        await AcceptAsync(world, CanadianOf(world));
        Assert.Equal(RootAcceptanceFailure.RevisionDiffers, (await AcceptAsync(world, CanadianOf(world))).Failure.Failure);
    }

    [Fact]
    public async Task Accept_WhereTwoOperatorsAreNeeded_WaitsForAnotherAndRemovesAtOnce()
    {
        var (world, own) = await NewAsync();
        var proposed = (await AcceptAsync(world, CanadianOf(world), needsTwo: true)).Value;
        Assert.Empty(proposed.Roots);
        Assert.Equal([CanadianOf(world)], proposed.Proposed);
        Assert.Equal([(own, null)], await OriginsAsync(world));
        var id = PartnerWorld.Id("canada");
        var accepted = Accepted(world, needsTwo: true);
        Assert.Equal(
            RootAcceptanceFailure.AnotherOperatorNeeded, (await accepted.ApproveAsync(id, 1, world.Accounts.Act(), Token)).Failure.Failure);
        Assert.True((await accepted.ApproveAsync(id, 1, ActOf("bob"), Token)).IsSuccess);
        Assert.Equal(2, (await OriginsAsync(world)).Count);
        Assert.Equal(
            RootAcceptanceFailure.NothingProposed, (await accepted.ApproveAsync(id, 2, world.Accounts.Act(), Token)).Failure.Failure);
        var removed = (await accepted.AcceptAsync(id, 2, [], world.Accounts.Act(), Token)).Value;
        Assert.Equal((0, null), (removed.Roots.Count, removed.Proposed));
        Assert.Single(await OriginsAsync(world));
    }

    private static async Task<(PartnerWorld World, string Own)> NewAsync()
    {
        var world = await PartnerWorld.NewAsync();
        await world.AddAsync();
        world.Serve(await world.SignAsync());
        await world.RunAsync();
        var own = await BorderWorld.AuthorityAsync(world.Time, "US");
        await ApproveAsync(world, own);
        return (world, own.Root.Certificate.Fingerprint);
    }

    private static async Task ApproveAsync(PartnerWorld world, LocalAuthority own)
    {
        var now = world.Time.GetUtcNow();
        var approved = new ApprovedAuthority(
            own.Root, "CA", "https://ca.example/cps", AuthorityState.Approved, 1, now, now, new AuditParty("operator", "alice"));
        await new ApprovedAuthorities(world.Accounts.Records, world.Time).TryWriteAsync(approved, [], pending: null, expected: null, Token);
    }

    private static string CanadianOf(PartnerWorld world) => world.Canada.Root.Certificate.Fingerprint;

    private static AcceptedRoots Accepted(PartnerWorld world, bool needsTwo = false) => new(
        needsTwo, world.Partners, world.States, world.Accounts.Audit, world.Accounts.Records, world.Time, SystemRandom.Instance);

    private static MergedRoots Merged(PartnerWorld world) => new(
        new ApprovedAuthorities(world.Accounts.Records, world.Time), world.Partners, world.States, Accepted(world), world.Time);

    private static ValueTask<Outcome<RootAcceptance, RootAcceptanceRefusal>> AcceptAsync(
        PartnerWorld world, string root, bool needsTwo = false) =>
        Accepted(world, needsTwo).AcceptAsync(PartnerWorld.Id("canada"), 0, [root], world.Accounts.Act(), Token);

    private static async Task<List<(string Root, string? Origin)>> OriginsAsync(PartnerWorld world) =>
        [.. (await Merged(world).GetWithOriginsAsync(Token)).Select(one => (one.Root.Certificate.Fingerprint, one.Origin?.Value))];

    private static async Task<IReadOnlyList<(string Root, ForeignRootState State)>> CompareAsync(PartnerWorld world) =>
        [
            .. (await Merged(world).CompareAsync((await world.Partners.FindAsync(PartnerWorld.Id("canada"), Token))!, Token))
                .Select(one => (one.Id, one.State)),
        ];

    private static async Task<AuditAct> LastActAsync(PartnerWorld world)
    {
        var number = 1L;
        while (await world.Accounts.Audit.FindAsync(number + 1, Token) is not null) number++;
        return (await world.Accounts.Audit.FindAsync(number, Token))!.Act;
    }

    private static ActRequest ActOf(string name) =>
        ActRequest.TryCreate(new AuditParty("operator", name), "192.0.2.1", "as decided", "request", out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(name));
}
