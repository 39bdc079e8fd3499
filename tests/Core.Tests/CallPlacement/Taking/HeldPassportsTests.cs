using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.CallPlacement.Taking;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Taking;

public sealed class HeldPassportsTests
{
    private static readonly ProviderId Other = MailboxWorld.Provider("US/818H");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mailbox_ForAServedReader_GivesWhatIsHeldOnce()
    {
        var world = await CpsWorld.NewAsync();
        var passport = await world.Mailboxes.NewPassportAsync();
        await world.Mailbox.StoreAsync(passport);
        var held = Held(world);
        Assert.Equal([passport.Compact], (await held.TakeAsync(MailboxWorld.Call, MailboxWorld.Reader, Token)).Tokens);
        Assert.Equal(HeldPassports.None, await held.TakeAsync(MailboxWorld.Call, MailboxWorld.Reader, Token));
    }

    [Fact]
    public async Task Mailbox_ForAnotherTenantsProvider_GivesNothing_AndLeavesIt()
    {
        var world = await CpsWorld.NewAsync(options => options with { Served = [MailboxWorld.Reader, Other] });
        var passport = await world.Mailboxes.NewPassportAsync();
        Assert.True((await world.Publish.PublishOpenAsync(
            "5678", Encoding.ASCII.GetBytes(passport.Compact), client: default, Token)).IsSuccess);
        var held = Held(world);
        Assert.Empty((await held.TakeAsync(MailboxWorld.Call, Other, Token)).Tokens);
        Assert.Empty((await held.TakeAsync(MailboxWorld.Call, MailboxWorld.Provider("CA/5678"), Token)).Tokens);
        Assert.Equal([passport.Compact], (await held.TakeAsync(MailboxWorld.Call, Token)).Tokens);
    }

    [Fact]
    public async Task Mailbox_StoreAway_SaysSoInWords()
    {
        var world = await CpsWorld.NewAsync();
        world.Records.FailsReads = true;
        var taken = await Held(world).TakeAsync(MailboxWorld.Call, MailboxWorld.Reader, Token);
        Assert.Empty(taken.Tokens);
        Assert.NotNull(taken.Failure);
    }

    [Fact]
    public async Task Open_AsksWithTheReaderKey()
    {
        using var cps = new FakeCps();
        cps.Answers["/cps/company/5678/passports/12155550131/12155550121"] = (HttpStatusCode.OK, """{"passports":["a.b.c"]}""");
        var reader = new OpenCpsReader(MailboxWorld.Reader, new Uri("https://cps.example/cps/company/5678"), new SecretText("cps_key"));
        var taken = await Held(reader, cps).TakeAsync(MailboxWorld.Call, MailboxWorld.Reader, Token);
        Assert.Equal(["a.b.c"], taken.Tokens);
        Assert.Null(taken.Failure);
        Assert.Equal("cps_key", Assert.Single(cps.Bearers));
    }

    [Fact]
    public async Task Shared_AsksWithABearerForTheCall()
    {
        using var cps = new FakeCps();
        cps.Answers["/passports/12155550131/12155550121"] = (HttpStatusCode.OK, """{"passports":["a.b.c"]}""");
        var world = await CallWorld.NewAsync();
        var reader = new SharedCpsReader(MailboxWorld.Reader, new Uri("https://cps.example"), "name.example", Identity(world));
        Assert.Equal(["a.b.c"], (await Held(reader, cps).TakeAsync(MailboxWorld.Call, Token)).Tokens);
        Assert.True(BearerClaims.TryParse(Assert.Single(cps.Bearers), BearerForm.Shared, out var claims, out _));
        Assert.Equal(("retrieve", "1234"), (claims.Action, claims.Issuer));
        Assert.Equal(["name.example"], claims.Audience);
    }

    [Fact]
    public async Task Agreed_AsksForEachPartner_AndKeepsWhatOneGaveThoughAnotherFailed()
    {
        using var cps = new FakeCps();
        cps.Answers["/passports/818H/12155550131/12155550121"] = (HttpStatusCode.OK, """{"passports":["a.b.c"]}""");
        cps.Answers["/passports/9999/12155550131/12155550121"] = (HttpStatusCode.InternalServerError, "");
        var world = await CallWorld.NewAsync();
        var reader = new AgreedCpsReader(
            MailboxWorld.Reader, new Uri("https://cps.example"), "cps.example", Identity(world), [Code("818H"), Code("9999")]);
        var taken = await Held(reader, cps).TakeAsync(MailboxWorld.Call, Token);
        Assert.Equal(["a.b.c"], taken.Tokens);
        Assert.Equal("the CPS answered 500", taken.Failure);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, null)]
    [InlineData(HttpStatusCode.Unauthorized, "the CPS answered 401")]
    [InlineData(HttpStatusCode.TemporaryRedirect, "the CPS answered 307")]
    public async Task Open_OtherAnswers_AreNothingHeldOrAFailureInWords(HttpStatusCode status, string? failure)
    {
        using var cps = new FakeCps();
        cps.Answers["/cps/company/5678/passports/12155550131/12155550121"] = (status, "");
        var taken = await Held(Open(), cps).TakeAsync(MailboxWorld.Call, Token);
        Assert.Empty(taken.Tokens);
        Assert.Equal(failure, taken.Failure);
    }

    [Fact]
    public async Task Open_CpsThatHangs_IsGivenUpAfterTheLimit()
    {
        using var cps = new FakeCps { Hangs = true };
        var time = new ManualTime();
        var taking = Held(Open(), cps, time).TakeAsync(MailboxWorld.Call, Token).AsTask();
        await cps.Asked.Task;
        time.Advance(Limit);
        Assert.Equal("the CPS did not answer within 1 seconds", (await taking).Failure);
    }

    [Fact]
    public async Task Open_CallerGone_IsACancellation()
    {
        using var cps = new FakeCps { Hangs = true };
        using var caller = new CancellationTokenSource();
        var taking = Held(Open(), cps).TakeAsync(MailboxWorld.Call, caller.Token).AsTask();
        await cps.Asked.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }

    [Fact]
    public async Task Open_ForAnotherTenantsProvider_AsksNobody()
    {
        using var cps = new FakeCps();
        Assert.Equal(HeldPassports.None, await Held(Open(), cps).TakeAsync(MailboxWorld.Call, Other, Token));
        Assert.Empty(cps.Bearers);
    }

    [Fact]
    public async Task Open_MoreThanACallMayHold_IsCutAndSaid()
    {
        using var cps = new FakeCps();
        var tokens = string.Join(',', Enumerable.Range(0, Limits.MailboxPassportsPerCall + 1).Select(one => $"\"{one}\""));
        cps.Answers["/cps/company/5678/passports/12155550131/12155550121"] = (HttpStatusCode.OK, $$"""{"passports":[{{tokens}}]}""");
        var taken = await Held(Open(), cps).TakeAsync(MailboxWorld.Call, Token);
        Assert.Equal(Limits.MailboxPassportsPerCall, taken.Tokens.Count);
        Assert.NotNull(taken.Failure);
    }

    [Fact]
    public async Task NoHeldPassports_HoldsNothing() =>
        Assert.Equal(HeldPassports.None, await ((IHeldPassports)NoHeldPassports.Instance).TakeAsync(MailboxWorld.Call, Other, Token));

    private static MailboxHeldPassports Held(CpsWorld world) => new MailboxHeldPassports(
        world.Mailbox, world.Options, SystemRandom.Instance, world.Calls.Time, Limit, NullLogger<MailboxHeldPassports>.Instance);

    private static CpsHeldPassports Held(CpsReader reader, FakeCps cps, ManualTime? time = null) =>
        new CpsHeldPassports(reader, new CpsClient(cps.Http), time ?? new ManualTime(), Limit);

    private static OpenCpsReader Open() =>
        new(MailboxWorld.Reader, new Uri("https://cps.example/cps/company/5678"), new SecretText("cps_key"));

    private static PostIdentity Identity(CallWorld world) => new(
        world.Provider.Id.Code,
        new BearerSigner(world.Provider.Key, world.X5u, world.Provider.Id.Code, world.Time, SystemRandom.Instance));

    private static ServiceProviderCode Code(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException("No code.", nameof(text));

    private sealed class FakeCps : HttpMessageHandler
    {
        public FakeCps() => Http = new HttpMessageInvoker(this, disposeHandler: false);

        public HttpMessageInvoker Http { get; }

        public Dictionary<string, (HttpStatusCode Status, string Body)> Answers { get; } = new(StringComparer.Ordinal);

        public List<string> Bearers { get; } = [];

        public bool Hangs { get; init; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bearers.Add(request.Headers.Authorization!.Parameter!);
            Asked.TrySetResult();
            if (Hangs) await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            var (status, body) = Answers.GetValueOrDefault(request.RequestUri!.AbsolutePath, (HttpStatusCode.NotFound, ""));
            return new HttpResponseMessage(status) { Content = new StringContent(body) };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Http.Dispose();
            base.Dispose(disposing);
        }
    }
}
