using System.Security.Cryptography;
using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Bearers;

/// <summary>
/// What a bearer costs the store, and when: its one use is written last, by a request that is not refused for anything else.
/// </summary>
public sealed class BearerOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retrieve_ReaderNotServed_WritesNothing()
    {
        var world = await CpsWorld.NewAsync();
        var stranger = await world.NewReaderAsync("US/9999");
        var code = world.Calls.Provider.Id.Code;
        var bearer = await stranger.ForRetrievingAsync(MailboxWorld.Call, code, CpsWorld.Host, Token);
        Assert.Equal(CpsFailure.ReaderNotServed, await RetrieveAsync(world, bearer));
        bearer = await stranger.ForRetrievingAsync(MailboxWorld.Call, MailboxWorld.Reader.Code, CpsWorld.Host, Token);
        var own = await world.Retrieve.RetrieveOwnAsync(bearer, CpsWorld.Context(CpsAction.Retrieve, MailboxWorld.Reader.Code), Token);
        Assert.Equal(CpsFailure.ReaderNotServed, own.Failure.Reason);
        Assert.Empty(world.Records.Written);
    }

    [Fact]
    public async Task Retrieve_ServedReader_UsesItsBearerOnceAndMayUseTheReserve()
    {
        var world = await CpsWorld.NewAsync();
        var reader = await world.NewReaderAsync(MailboxWorld.Reader.ToString());
        var bearer = await reader.ForRetrievingAsync(MailboxWorld.Call, world.Calls.Provider.Id.Code, CpsWorld.Host, Token);
        Assert.Equal(CpsFailure.NothingWaiting, await RetrieveAsync(world, bearer));
        Assert.True(Assert.Single(world.Records.Written).MayUseReserve);
        Assert.Equal(CpsFailure.BearerReplayed, await RetrieveAsync(world, bearer, "another"));
    }

    [Fact]
    public async Task Publish_RefusedForItsBodyOrPassport_WritesNothingAndTheBearerWorksStill()
    {
        var world = await CpsWorld.NewAsync();
        var passport = await world.Calls.SignAsync();
        var bearer = await PublishingAsync(world, passport);
        Assert.Equal(CpsFailure.BearerBodyHash, await RefusalAsync(world, bearer, BodyOf("x.y.z")));
        Assert.Equal(CpsFailure.BodyMalformed, await RefusalAsync(world, bearer, "{"));
        var forged = passport[..^4] + "AAAA";
        Assert.Equal(CpsFailure.PassportRefused, await RefusalAsync(world, await PublishingAsync(world, forged), BodyOf(forged)));
        Assert.Empty(world.Records.Written);
        Assert.Equal(1, (await PublishAsync(world, bearer, BodyOf(passport))).Value.Stored);

        // A jti must not come from what is set aside for those who take.
        Assert.All(world.Records.Written, record => Assert.False(record.MayUseReserve));
    }

    [Fact]
    public async Task Check_SignerWithTooManyBearers_RejectsItAndNoOther()
    {
        var world = await CpsWorld.NewAsync(options => options with { PerCertificatePerSecond = 2 });
        var code = world.Calls.Provider.Id.Code;
        var flood = await world.NewReaderAsync("US/9999");
        var answers = new List<CpsFailure>();
        for (var count = 0; count < 6; count++)
        {
            var bearer = await flood.ForRetrievingAsync(MailboxWorld.Call, code, CpsWorld.Host, Token);
            answers.Add(await RetrieveAsync(world, bearer));
        }

        Assert.Equal([.. Enumerable.Repeat(CpsFailure.ReaderNotServed, 4), .. Enumerable.Repeat(CpsFailure.SignerTooFast, 2)], answers);
        var reader = await world.NewReaderAsync(MailboxWorld.Reader.ToString());
        var served = await reader.ForRetrievingAsync(MailboxWorld.Call, code, CpsWorld.Host, Token);
        Assert.Equal(CpsFailure.NothingWaiting, await RetrieveAsync(world, served));
    }

    [Theory]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Check_IssuedAtSoFarFromNow_IsBoundedOnBothSides(int seconds, bool isGood)
    {
        var world = await CpsWorld.NewAsync();
        var verifier = new BearerVerifier(world.Options, world.Calls.Verdicts, world.Records, world.Calls.Time);
        var bearer = await world.SignAsync(Payload(world, seconds, "retrieve", more: ""));
        var outcome = await verifier.CheckAsync(bearer, CpsWorld.Context(CpsAction.Retrieve, world.Calls.Provider.Id.Code), Token);
        CpsFailure? expected = isGood ? null : CpsFailure.BearerStale;
        Assert.Equal(expected, outcome.TryGet(out _, out var refusal) ? null : refusal.Reason);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Publish_PassportDatedAhead_IsBounded(int seconds, bool isGood)
    {
        var world = await CpsWorld.NewAsync();
        var claims = PassportClaims.ForCall(CallWorld.Caller, CallWorld.Called, world.Calls.Time.GetUtcNow().AddSeconds(seconds),
            Attestation.A, SystemRandom.Instance.NewUuid());
        var body = Encoding.UTF8.GetBytes(await world.Calls.SignAsync(claims));
        var outcome = await world.Publish.PublishOpenAsync(MailboxWorld.Reader.Code.Value, body, client: default, Token);
        VerificationFailure? expected = isGood ? null : VerificationFailure.FutureDate;
        Assert.Equal(expected, outcome.TryGet(out _, out var refusal) ? null : refusal.Passport);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_WithoutExp_IsAcceptedByPolicyWithAFinding(bool accepts)
    {
        var wait = TimeSpan.FromSeconds(20);
        var world = await CpsWorld.NewAsync(options => options with { AcceptsWithoutExp = accepts, LongestWait = wait });
        var passport = await world.Calls.SignAsync();
        var hash = Convert.ToBase64String(SHA256.HashData(CanonicalJson.WriteStrings([passport])));
        var bearer = await world.SignAsync(Payload(world, 0, "publish", $",\"passports\":\"sha256-{hash}\""));
        var outcome = await PublishAsync(world, bearer, BodyOf(passport));
        if (!accepts)
        {
            Assert.Equal(CpsFailure.BearerMalformed, outcome.Failure.Reason);
            return;
        }

        Assert.Equal(FindingKind.DeletionTimeMissing, Assert.Single(outcome.Value.Findings).Kind);
        Assert.Contains(world.Log.All, line => line.Id == 2310);
        world.Calls.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Single(await world.Mailboxes.NewMailbox().TakeAsync());
    }

    [Fact]
    public async Task Publish_WithoutExp_IsKeptForTheLongestWaitAlone()
    {
        var world = await CpsWorld.NewAsync(options => options with { AcceptsWithoutExp = true, LongestWait = TimeSpan.FromSeconds(20) });
        var passport = await world.Calls.SignAsync();
        var hash = Convert.ToBase64String(SHA256.HashData(CanonicalJson.WriteStrings([passport])));
        var bearer = await world.SignAsync(Payload(world, 0, "publish", $",\"passports\":\"sha256-{hash}\""));
        Assert.True((await PublishAsync(world, bearer, BodyOf(passport))).IsSuccess);
        world.Calls.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Empty(await world.Mailboxes.NewMailbox().TakeAsync());
    }

    private static string BodyOf(string passport) => $$"""{"passports":["{{passport}}"]}""";

    private static string Payload(CpsWorld world, int seconds, string action, string more)
    {
        var (iat, code) = (world.Calls.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds(), world.Calls.Provider.Id.Code);
        return $$"""{"iat":{{iat}},"jti":"{{SystemRandom.Instance.NewUuid()}}","action":"{{action}}","aud":"{{CpsWorld.Host}}","iss":"{{code}}","spc":"{{code}}","orig":{"tn":"{{CallWorld.Caller.Value}}"},"dest":{"tn":["{{CallWorld.Called.Value}}"]}{{more}}}""";
    }

    private static ValueTask<string> PublishingAsync(CpsWorld world, string passport) =>
        new BearerSigner(world.Calls.Provider.Key, world.Calls.X5u, world.Calls.Provider.Id.Code, world.Calls.Time, SystemRandom.Instance)
            .ForPublishingAsync(MailboxWorld.Call, [passport], CpsWorld.Host, TimeSpan.FromSeconds(30), Token);

    private static async Task<CpsFailure> RefusalAsync(CpsWorld world, string bearer, string body) =>
        (await PublishAsync(world, bearer, body)).Failure.Reason;

    private static async Task<Outcome<PublishReceipt, CpsRefusal>> PublishAsync(CpsWorld world, string bearer, string body)
    {
        var context = CpsWorld.Context(CpsAction.Publish, world.Calls.Provider.Id.Code);
        return await world.Publish.PublishWithBearerAsync(bearer, context, Encoding.UTF8.GetBytes(body), Token);
    }

    private static async Task<CpsFailure> RetrieveAsync(CpsWorld world, string bearer, string requestId = "request")
    {
        var context = CpsWorld.Context(CpsAction.Retrieve, world.Calls.Provider.Id.Code, requestId);
        return (await world.Retrieve.RetrievePublishedByAsync(bearer, context, Token)).Failure.Reason;
    }
}
