using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Traces;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Reputation.Traces;

/// <summary>Call traces: who may do what, four digits and no more, sealed, and every reading told.</summary>
public sealed class CallTracesTests
{
    private static readonly ProviderId Author = ReputationWorld.ProviderOf("FR/AAA111");
    private static readonly ProviderId Addressee = ReputationWorld.ProviderOf("FR/BBB222");
    private static readonly TraceParty Asking = Party("ann", Author);
    private static readonly TraceParty Asked = Party("ben", Addressee);
    private static readonly TraceParty Other = Party("eve", ReputationWorld.ProviderOf("FR/CCC333"));
    private static readonly TraceParty Authority = new(new AuditParty("operator", "alice"), Providers: null);

    private readonly ReputationWorld _world = new();
    private int _acts;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trace_OpenedAnsweredAndClosed_IsReadByItsPartiesAndAudited()
    {
        var traces = Traces();
        var id = (await OpenAsync(traces, Asking)).Value.Summary.Id;
        var answer = new TraceAnswer(Addressee, default, TraceFinding.CameFrom, Author, "seen at gate 12");
        var answered = (await traces.AnswerAsync(Asked, id, 1, answer, ActOf(Asked), Token)).Value;
        Assert.Equal((TraceState.Answered, 2L), (answered.Summary.State, answered.Summary.Revision));
        Assert.Equal(answer with { At = _world.Time.GetUtcNow() }, Assert.Single(answered.Answers));
        Assert.Equal(TraceState.Closed, (await traces.CloseAsync(Asking, id, 2, ActOf(Asking), Token)).Value.Summary.State);
        foreach (var reader in (TraceParty[])[Asking, Asked, Authority])
        {
            var read = (await traces.ReadAsync(reader, id, ActOf(reader), $"r-{_acts}", Token)).Value;
            Assert.Equal(("3456", "0121"), (read.Call.Called.Value, read.Call.Displayed.Value));
        }

        var filter = new AuditFilter(Subject: new AuditParty("trace", id));
        var acts = (await _world.Audit.ListAsync(filter, cursor: null, 10, Token)).Entries.Select(entry => entry.Act).ToList();
        Assert.Equal(
            ["trace-opened", "trace-answered", "trace-closed", "trace-read", "trace-read", "trace-read"],
            acts.Select(act => act.Action));
        Assert.DoesNotContain(acts, act => act.Changes.Any(change => change.After?.Contains("3456", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Trace_OfOthers_IsNotFoundListedOrChanged()
    {
        var traces = Traces();
        var id = (await OpenAsync(traces, Asking)).Value.Summary.Id;
        Assert.Empty((await traces.ListAsync(Other, continuation: null, 10, Token)).Traces);
        Assert.Single((await traces.ListAsync(Asked, continuation: null, 10, Token)).Traces);
        Assert.Single((await traces.ListAsync(Authority, continuation: null, 10, Token)).Traces);
        Assert.Equal(TraceFailure.NotFound, (await traces.ReadAsync(Other, id, ActOf(Other), "r", Token)).Failure.Failure);
        Assert.Equal(TraceFailure.NotFound, (await traces.CloseAsync(Other, id, 1, ActOf(Other), Token)).Failure.Failure);
        var read = new AuditFilter(Actor: Other.Name);
        Assert.Empty((await _world.Audit.ListAsync(read, cursor: null, 10, Token)).Entries);
    }

    [Fact]
    public async Task Open_ForAProviderOfAnother_IsRefused()
    {
        var refused = await Traces().OpenAsync(Other, Author, Addressee, Call(), ActOf(Other), Token);
        Assert.Equal(TraceFailure.NotForCaller, refused.Failure.Failure);
    }

    [Fact]
    public async Task Open_SentAgain_OpensOne()
    {
        var traces = Traces();
        var act = ActOf(Asking);
        var first = (await traces.OpenAsync(Asking, Author, Addressee, Call(), act, Token)).Value;
        Assert.Equal(first.Summary.Id, (await traces.OpenAsync(Asking, Author, Addressee, Call(), act, Token)).Value.Summary.Id);
        Assert.Single((await traces.ListAsync(Asking, continuation: null, 10, Token)).Traces);
    }

    [Fact]
    public async Task Open_SentAgainAfterAnAnswer_ShowsNothing()
    {
        var traces = Traces();
        var act = ActOf(Asking);
        var id = (await traces.OpenAsync(Asking, Author, Addressee, Call(), act, Token)).Value.Summary.Id;
        var answer = new TraceAnswer(Addressee, default, TraceFinding.NotOurs, From: null, Note: null);
        Assert.True((await traces.AnswerAsync(Asked, id, 1, answer, ActOf(Asked), Token)).IsSuccess);
        var again = await traces.OpenAsync(Asking, Author, Addressee, Call(), act, Token);
        Assert.Equal(TraceFailure.RevisionDiffers, again.Failure.Failure);
    }

    [Fact]
    public async Task Open_ReasonWithANumber_IsRefused()
    {
        var refused = await Traces().OpenAsync(
            Asking, Author, Addressee, Call(), ActOf(Asking, "about 33612345678"), Token);
        Assert.Equal(TraceFailure.TraceNotAllowed, refused.Failure.Failure);
        Assert.Empty((await _world.Audit.ListAsync(new AuditFilter(), cursor: null, 10, Token)).Entries);
    }

    [Fact]
    public async Task Open_OfACallTooOldOrAhead_IsRefused()
    {
        foreach (var by in (TimeSpan[])[-CallTraces.OldestCall - TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6)])
        {
            var call = Call() with { StartedAt = _world.Time.GetUtcNow() + by };
            var refused = await Traces().OpenAsync(Asking, Author, Addressee, call, ActOf(Asking), Token);
            Assert.Equal(TraceFailure.TraceNotAllowed, refused.Failure.Failure);
        }
    }

    [Fact]
    public async Task Answer_ByTheWrongPartyOrRevisionOrForm_IsRefused()
    {
        var traces = Traces();
        var id = (await OpenAsync(traces, Asking)).Value.Summary.Id;
        var good = new TraceAnswer(Addressee, default, TraceFinding.NotOurs, From: null, Note: null);
        foreach (var (party, revision, answer, failure) in ((TraceParty, long, TraceAnswer, TraceFailure)[])[
            (Asking, 1, good with { By = Author }, TraceFailure.NotForCaller),
            (Asked, 1, good with { By = Author }, TraceFailure.NotForCaller),
            (Asked, 1, good with { By = null }, TraceFailure.NotForCaller),
            (Asked, 7, good, TraceFailure.RevisionDiffers),
            (Asked, 1, good with { Finding = TraceFinding.CameFrom }, TraceFailure.TraceNotAllowed),
            (Asked, 1, good with { From = Author }, TraceFailure.TraceNotAllowed),
            (Asked, 1, good with { Note = "the caller is 1215 555 0121" }, TraceFailure.TraceNotAllowed)])
            Assert.Equal(failure, (await traces.AnswerAsync(party, id, revision, answer, ActOf(party), Token)).Failure.Failure);
        Assert.Equal(TraceFailure.NotForCaller, (await traces.CloseAsync(Asked, id, 1, ActOf(Asked), Token)).Failure.Failure);
        await traces.CloseAsync(Authority, id, 1, ActOf(Authority), Token);
        Assert.Equal(TraceFailure.NotOpen, (await traces.AnswerAsync(Asked, id, 2, good, ActOf(Asked), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Answer_OfTheAuthority_NeedsNoAddressee()
    {
        var traces = Traces();
        var id = (await traces.OpenAsync(Asking, Author, addressee: null, Call(), ActOf(Asking), Token)).Value.Summary.Id;
        var answer = new TraceAnswer(By: null, default, TraceFinding.CustomerStopped, From: null, "fined");
        Assert.True((await traces.AnswerAsync(Authority, id, 1, answer, ActOf(Authority), Token)).IsSuccess);
    }

    [Fact]
    public async Task Row_InTheStore_HoldsNoDigits()
    {
        await OpenAsync(Traces(), Asking);
        var record = Assert.Single(await _world.ListAsync(CallTraces.Table, "traces"));
        var text = Encoding.UTF8.GetString(record.Document.Span);
        Assert.DoesNotContain("\"3456\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"0121\"", text, StringComparison.Ordinal);
        Assert.NotNull(record.ExpiresAt);
    }

    [Fact]
    public async Task Read_UnderALostSecret_IsAnOutage()
    {
        var id = (await OpenAsync(Traces(), Asking)).Value.Summary.Id;
        var after = new ReputationWorld(
            new DeploymentSecrets(DeploymentSecret.New("two", SystemRandom.Instance), Other: null), _world.Records);
        var traces = new CallTraces(after.Audit, after.Records, after.Secrets, after.Time, SystemRandom.Instance);
        await Assert.ThrowsAsync<StorageException>(async () => await traces.ReadAsync(Asking, id, ActOf(Asking), "r", Token));
    }

    [Theory]
    [InlineData("1234", true)]
    [InlineData("123", false)]
    [InlineData("12345", false)]
    [InlineData("12a4", false)]
    [InlineData("+123", false)]
    public void LastDigits_AreFourAndNoMore(string text, bool isRead)
    {
        Assert.Equal(isRead, LastDigits.TryParse(text, out var digits));
        if (digits is not null) Assert.DoesNotContain("1", digits.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("passed on at gate 1204", true)]
    [InlineData("12 34 5", false)]
    [InlineData("1-2-3-4-5", false)]
    [InlineData("12a34b56", true)]
    [InlineData("two\nlines", false)]
    [InlineData("", false)]
    public void Note_WithANumber_IsNotAllowed(string text, bool isAllowed) => Assert.Equal(isAllowed, TraceNote.IsAllowed(text));

    private CallTraces Traces() =>
        new(_world.Audit, _world.Records, _world.Secrets, _world.Time, SystemRandom.Instance);

    private async Task<Outcome<CallTrace, TraceRefusal>> OpenAsync(CallTraces traces, TraceParty party) =>
        await traces.OpenAsync(party, Author, Addressee, Call(), ActOf(party), Token);

    private TracedCall Call() => new(TraceRole.Terminating, _world.Time.GetUtcNow().AddHours(-1), Digits("3456"), Digits("0121"));

    private ActRequest ActOf(TraceParty party, string reason = "asked") =>
        ActRequest.TryCreate(party.Name, "192.0.2.1", reason, $"act-{++_acts}", out var act, out var failure)
            ? act
            : throw new ArgumentException(failure, nameof(party));

    private static TraceParty Party(string name, ProviderId provider) => new(new AuditParty("api-user", name), [provider]);

    private static LastDigits Digits(string text) =>
        LastDigits.TryParse(text, out var digits) ? digits : throw new ArgumentException(text, nameof(text));
}
