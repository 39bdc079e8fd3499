using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Calls with rich call data, messages, media keys and PASSporTs of an answer.</summary>
public sealed class ExtensionVerdictTests
{
    private const string Icon = "https://example.com/icon.png";

    [Theory]
    [InlineData(false, "icon", null)]
    [InlineData(true, "icon", RichCallContentState.Intact)]
    [InlineData(true, "other", RichCallContentState.Altered)]
    public async Task Verify_RichCallData_TellsOfItsContentWhereRulesAskForIt(bool isFetched, string found, RichCallContentState? state)
    {
        var world = await VerdictWorld.NewAsync();
        var data = new RichCallClaims(
            new RichCallData("Q", IconUrl: Icon), Reason: null, [new RichCallDigest("/icn", ContentDigest.Of("icon"u8))]);
        var claims = new ExtendedClaims(world.World.Claims(), data);
        var fetcher = new OneDocument(found);
        var verifier = new CallVerifier(
            world.World.Verdicts, world.World.Time, CallFreshness.Default, new RichCallContents(fetcher));
        var verdict = await verifier.VerifyAsync(
            VerdictWorld.Call(await world.SignAsync(claims)), VerificationRules.Default with { FetchesContents = isFetched },
            client: default, TestContext.Current.CancellationToken);
        Assert.Equal(Verstat.Passed, verdict.Verstat);
        Assert.Equal(state, verdict.Headers[0].Contents.SingleOrDefault()?.State);
        Assert.Equal(isFetched ? 1 : 0, fetcher.Asked);
    }

    [Fact]
    public async Task Verify_ForgedRichCallData_IsNotFetched()
    {
        var world = await VerdictWorld.NewAsync();
        var data = new RichCallClaims(
            new RichCallData("Q", IconUrl: Icon), Reason: null, [new RichCallDigest("/icn", ContentDigest.Of("icon"u8))]);
        var forged = await world.ForgeAsync(new ExtendedClaims(world.World.Claims(), data));
        var fetcher = new OneDocument("icon");
        var verifier = new CallVerifier(
            world.World.Verdicts, world.World.Time, CallFreshness.Default, new RichCallContents(fetcher));
        await verifier.VerifyAsync(
            VerdictWorld.Call(world.Header(forged, "shaken")), VerificationRules.Default with { FetchesContents = true },
            client: default, TestContext.Current.CancellationToken);
        Assert.Equal(0, fetcher.Asked);
    }

    [Fact]
    public async Task Verify_MessageWithMediaKeys_VouchesAndReportsThem()
    {
        var world = await VerdictWorld.NewAsync();
        var body = ContentDigest.Of("hello"u8);
        var claims = new ExtendedClaims(world.Base(), new MessageClaims(body), [new MediaKey("sha-256", "02AB")]);
        var verdict = await world.VerifyAsync(await world.SignAsync(claims));
        Assert.Equal((Verstat.Passed, PassportType.Msg), (verdict.Verstat, verdict.Caller!.Type));
        Assert.Equal(body, ((MessageClaims)verdict.Caller.Claims.Extension!).Body);
        Assert.Equal("02AB", Assert.Single(verdict.Caller.Claims.MediaKeys).Fingerprint);
    }

    [Theory]
    [InlineData("", Verstat.None, VerificationFailure.PptNotSupported)]
    [InlineData("S", Verstat.Passed, null)]
    public async Task Verify_PassportOfAnAnswer_IsIgnored(string others, Verstat verstat, VerificationFailure? failure)
    {
        var world = await VerdictWorld.NewAsync();
        var rsp = await world.RawAsync(
            """{"alg":"ES256","ppt":"rsp","typ":"passport","x5u":"{x5u}"}""",
            """{"dest":{"tn":["12155550131"]},"iat":{iat},"orig":{"tn":"12155550121"}}""", "rsp");
        var verdict = await world.VerifyAsync([rsp, .. await world.HeadersAsync(others)]);
        Assert.Equal((verstat, failure), (verdict.Verstat, verdict.Failure));
        Assert.Equal((PassportType.Rsp, true), (verdict.Headers[0].Type!.Value, verdict.Headers[0].IsIgnored));
    }

    private sealed class OneDocument(string text) : IUrlFetcher
    {
        public int Asked { get; private set; }

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Asked++;
            var octets = System.Text.Encoding.ASCII.GetBytes(text);
            return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(new FetchedDocument(octets, ContentType: null, MaxAge: null));
        }
    }
}
