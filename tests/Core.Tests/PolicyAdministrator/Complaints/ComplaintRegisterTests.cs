using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Complaints;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;

namespace Shaken.Core.Tests.PolicyAdministrator.Complaints;

public sealed class ComplaintRegisterTests
{
    private static readonly DateOnly InQuarter = new(2026, 11, 3);

    private readonly AccountWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ComplaintRegister Register => new(_world.Audit, _world.Records, _world.Time, SystemRandom.Instance);

    [Fact]
    public async Task Change_EnteredAndThenUpheld_IsAuditedWithBothStates()
    {
        var entered = (await Register.ChangeAsync("2026-17", 0, Terms(), _world.Act(), Token)).Value;
        Assert.Equal((1, ComplaintState.Open), (entered.Revision, entered.State));
        var upheld = (await Register.ChangeAsync("2026-17", 1, Terms(state: ComplaintState.Upheld), _world.Act(), Token)).Value;
        Assert.Equal(2, upheld.Revision);
        Assert.Equal(upheld, await Register.FindAsync("2026-17", Token));
        var filter = new AuditFilter(Subject: new AuditParty("complaint", "2026-17"));
        var acts = (await _world.Audit.ListAsync(filter, cursor: null, 10, Token)).Entries;
        Assert.Equal(["complaint-entered", "complaint-changed"], acts.Select(entry => entry.Act.Action));
        Assert.Equal(new AuditChange("state", "open", "upheld"), Assert.Single(acts[1].Act.Changes));
    }

    [Fact]
    public async Task Change_SentAgain_ChangesNothing()
    {
        var act = _world.Act(requestId: "one");
        await Register.ChangeAsync("2026-17", 0, Terms(), act, Token);
        Assert.Equal(1, (await Register.ChangeAsync("2026-17", 0, Terms(), act, Token)).Value.Revision);
        Assert.Single((await _world.Audit.ListAsync(new AuditFilter(), null, 10, Token)).Entries);
    }

    [Fact]
    public async Task Change_OfAnotherRevision_IsRefused()
    {
        await Register.ChangeAsync("2026-17", 0, Terms(), _world.Act(), Token);
        foreach (var revision in (long[])[0, 2])
        {
            var refused = await Register.ChangeAsync("2026-17", revision, Terms("spam"), _world.Act(), Token);
            Assert.Equal(ComplaintFailure.RevisionDiffers, refused.Failure.Failure);
        }

        Assert.Equal(
            ComplaintFailure.RevisionDiffers, (await Register.ChangeAsync("2026-18", 1, Terms(), _world.Act(), Token)).Failure.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("é")]
    public async Task Change_OfNoReference_IsRefused(string reference)
    {
        var refused = await Register.ChangeAsync(reference, 0, Terms(), _world.Act(), Token);
        Assert.Equal(ComplaintFailure.TermsNotAllowed, refused.Failure.Failure);
        Assert.Null(await Register.FindAsync(reference, Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two\nlines")]
    public void Create_OfNoPlainSubject_IsRefused(string? subject) => Assert.Equal(
        ComplaintFailure.TermsNotAllowed,
        ComplaintTerms.Create(AccountWorld.Provider("1234"), InQuarter, subject, ComplaintState.Open).Failure.Failure);

    [Fact]
    public async Task List_OfAPage_LeadsToTheNext()
    {
        foreach (var reference in (string[])["b", "a", "c"]) await Register.ChangeAsync(reference, 0, Terms(), _world.Act(), Token);
        var first = await Register.ListAsync(continuation: null, 2, Token);
        Assert.Equal(["a", "b"], first.Complaints.Select(complaint => complaint.Reference));
        var rest = await Register.ListAsync(first.Continuation, 2, Token);
        Assert.Equal(["c"], rest.Complaints.Select(complaint => complaint.Reference));
    }

    [Fact]
    public async Task Report_CountsWhatWasReceivedInTheQuarter()
    {
        await Register.ChangeAsync("a", 0, Terms(), _world.Act(), Token);
        await Register.ChangeAsync("b", 0, Terms(state: ComplaintState.Dismissed), _world.Act(), Token);
        await Register.ChangeAsync("c", 0, Terms(receivedOn: new DateOnly(2026, 9, 30)), _world.Act(), Token);
        Assert.True(Quarter.TryParse("2026-Q4", out var quarter));
        var figures = new Dictionary<string, long>();
        await foreach (var figure in ((IReportSource)Register).ListAsync(quarter, Token)) figures.Add(figure.Item, figure.Count);
        Assert.Equal((2L, 1L, 0L, 1L), (figures["received"], figures["open"], figures["upheld"], figures["dismissed"]));
    }

    private static ComplaintTerms Terms(
        string subject = "calls at night", ComplaintState state = ComplaintState.Open, DateOnly? receivedOn = null) =>
        ComplaintTerms.Create(AccountWorld.Provider("1234"), receivedOn ?? InQuarter, subject, state).Value;
}
