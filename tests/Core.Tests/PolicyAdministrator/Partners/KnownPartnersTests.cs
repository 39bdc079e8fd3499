using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

public sealed class KnownPartnersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_Partner_IsThereAndInTheAuditLog()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        Assert.Equal((PartnerState.Active, 1L), (partner.State, partner.Revision));
        var found = await world.Partners.FindAsync(partner.Id, Token);
        Assert.Equal(
            world.Canada.PolicyAdministratorRoot.Certificate.Fingerprint, found!.Terms.AdministratorRoots[0].Certificate.Fingerprint);
        var entries = await EntriesAsync(world);
        Assert.Equal(("partner-added", "partner:canada"), (entries[^1].Act.Action, entries[^1].Act.Subject.ToString()));
        Assert.Contains(entries[^1].Act.Changes, change => change is { Field: "listUrl", After: PartnerWorld.Url });
    }

    [Fact]
    public async Task Add_SameRequestAgain_ChangesNothing()
    {
        var world = await PartnerWorld.NewAsync();
        var act = world.Accounts.Act(requestId: "once");
        Assert.True((await world.Partners.AddAsync(PartnerWorld.Id("canada"), world.Terms(), act, Token)).IsSuccess);
        Assert.Equal(1, (await world.Partners.AddAsync(PartnerWorld.Id("canada"), world.Terms(), act, Token)).Value.Revision);
        Assert.Single(await EntriesAsync(world));
        Assert.Equal(
            PartnerFailure.IsThere,
            (await world.Partners.AddAsync(PartnerWorld.Id("canada"), world.Terms(), world.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Add_TermsThatDoNotFit_AreRefused()
    {
        var world = await PartnerWorld.NewAsync();
        PartnerTerms[] wrong =
        [
            world.Terms() with { Name = "" },
            world.Terms() with { Countries = [] },
            world.Terms("CA", "CA"),
            world.Terms("US"),
            world.Terms() with { ListUrl = "http://sti-pa.ca.example/list" },
            world.Terms() with { ListUrl = "https://reader:secret@sti-pa.ca.example/list" },
            world.Terms() with { AdministratorRoots = [] },
            world.Terms() with { CrlUrls = ["http://sti-pa.ca.example/crl"] },
            world.Terms() with { CrlUrls = [.. Enumerable.Range(0, 9).Select(number => $"https://sti-pa.ca.example/crl/{number}")] },
        ];
        foreach (var terms in wrong)
        {
            var outcome = await world.Partners.AddAsync(PartnerWorld.Id("canada"), terms, world.Accounts.Act(), Token);
            Assert.Equal(PartnerFailure.TermsNotAllowed, outcome.Failure.Failure);
        }
    }

    [Fact]
    public async Task Amend_Revision_MustBeTheOneThatWasRead()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        var terms = world.Terms() with { Name = "TransUnion" };
        Assert.Equal(
            PartnerFailure.RevisionDiffers,
            (await world.Partners.AmendAsync(partner.Id, 2, terms, world.Accounts.Act(), Token)).Failure.Failure);
        Assert.Equal(2, (await world.Partners.AmendAsync(partner.Id, 1, terms, world.Accounts.Act(), Token)).Value.Revision);
        Assert.Equal(
            PartnerFailure.NotFound,
            (await world.Partners.AmendAsync(PartnerWorld.Id("other"), 1, terms, world.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Move_States_FollowEachOther()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        var revision = 1L;
        foreach (var state in new[] { PartnerState.Paused, PartnerState.Excluded, PartnerState.Active })
        {
            var moved = (await world.Partners.MoveAsync(partner.Id, revision, state, world.Accounts.Act(), Token)).Value;
            Assert.Equal((state, ++revision), (moved.State, moved.Revision));
        }

        Assert.Equal(
            PartnerFailure.MoveNotLegal,
            (await world.Partners.MoveAsync(partner.Id, revision, PartnerState.Active, world.Accounts.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task FindList_AfterPinnedRootsWereChanged_IsNone()
    {
        var world = await PartnerWorld.NewAsync();
        var partner = await world.AddAsync();
        world.Serve(await world.SignAsync());
        await world.RunAsync();
        Assert.NotNull(await world.ListAsync(partner));
        var other = await BorderWorld.AuthorityAsync(world.Time, "CA");
        var terms = world.Terms() with { AdministratorRoots = [other.PolicyAdministratorRoot] };
        var amended = (await world.Partners.AmendAsync(partner.Id, 1, terms, world.Accounts.Act(), Token)).Value;
        Assert.Null(await world.ListAsync(amended));
    }

    [Theory]
    [InlineData("canada", true)]
    [InlineData("c-1", true)]
    [InlineData("1c", false)]
    [InlineData("Canada", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void PartnerId_Text_IsParsedStrictly(string text, bool isId) => Assert.Equal(isId, PartnerId.TryParse(text, out _));

    private static async Task<List<AuditEntry>> EntriesAsync(PartnerWorld world)
    {
        var entries = new List<AuditEntry>();
        while (await world.Accounts.Audit.FindAsync(entries.Count + 1, Token) is { } entry) entries.Add(entry);
        return entries;
    }
}
