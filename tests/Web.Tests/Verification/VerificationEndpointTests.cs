using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Verification;

/// <summary>Verification requests in each dialect, and what their answers tell.</summary>
public sealed class VerificationEndpointTests(StirWorld world) : IClassFixture<StirWorld>
{
    private const string Passed = "TN-Validation-Passed";
    private const string Diverted = "12155550141";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private long Now => world.Country.Time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Verify_AtisRequest_HasAtisMembersAlone()
    {
        var answer = (await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync()), world.Key)).Verification;
        Assert.Equal(Passed, answer.GetProperty("verstat").GetString());
        Assert.False(answer.TryGetProperty("verstatValue", out _));
    }

    [Fact]
    public async Task Verify_GoodCall_TellsWhoSignedAndWhatDecided()
    {
        var answer = (await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync(Attestation.B)))).Verification;
        Assert.Equal(
            ("B", "US/1234", "US", false),
            (answer.GetProperty("pAttestationIndicator").GetString(), answer.GetProperty("signer").GetString(),
                answer.GetProperty("country").GetString(), answer.GetProperty("foreign").GetBoolean()));
        Assert.True(Guid.TryParse(answer.GetProperty("pOriginationId").GetString(), out _));
        Assert.Equal(world.Country.Authority.Root.Certificate.Fingerprint, answer.GetProperty("root").GetString());
        Assert.NotEmpty(answer.GetProperty("decidedBy").GetString()!);
        var result = Assert.Single(answer.GetProperty("results").EnumerateArray().ToList());
        Assert.Equal(
            ("in-band", 0, "shaken", true),
            (result.GetProperty("place").GetString(), result.GetProperty("index").GetInt32(), result.GetProperty("ppt").GetString(),
                result.GetProperty("verified").GetBoolean()));
        Assert.Equal("continue", answer.GetProperty("treatment").GetProperty("action").GetString());
    }

    [Fact]
    public async Task Verify_FailedCall_HasTheReasonHeaderForSip()
    {
        var answer = (await world.VerifyAsync(world.AtisRequest((await world.IdentityAsync()).Split(';')[0]))).Verification;
        var reason = Assert.Single(answer.GetProperty("reasonHeaders").EnumerateArray().ToList()).GetString();
        Assert.StartsWith("STIR;cause=436;text=\"Bad Identity Info\"", reason, StringComparison.Ordinal);
        Assert.Equal("info-missing", answer.GetProperty("failure").GetString());
    }

    // RFC 8224 has 428 for an unsupported ppt, and ATIS-1000082 438.
    [Fact]
    public async Task Verify_UnsupportedPpt_TellsOneCodeEverywhere()
    {
        var identity = (await world.IdentityAsync()).Replace(";ppt=shaken", ";ppt=foo", StringComparison.Ordinal);
        var atis = (await world.VerifyAsync(world.AtisRequest(identity), world.AtisKey)).Verification;
        Assert.Equal(438, atis.GetProperty("reasoncode").GetInt32());
        Assert.Equal(438, Assert.Single(atis.GetProperty("results").EnumerateArray().ToList()).GetProperty("code").GetInt32());
        var threeGpp = (await world.VerifyAsync(ThreeGpp(identity))).Verification;
        Assert.Equal(428, Assert.Single(threeGpp.GetProperty("results").EnumerateArray().ToList()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Verify_ForATenantThatWantsAttestation_HasItBehindVerstat()
    {
        var key = await world.AddTenantAsync("suffix", "atis", ",\"showsAttestation\":true");
        var answer = (await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync()), key)).Verification;
        Assert.Equal($"{Passed}-A", answer.GetProperty("verstat").GetString());
    }

    [Fact]
    public async Task Verify_ForATenantWithAnEnterprise_HasTheTelUriWithVerstat()
    {
        var key = await world.AddTenantAsync("pbx", "atis", ",\"enterprise\":\"verdict\"");
        var answer = (await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync()), key)).Verification;
        Assert.Equal(
            $"tel:+{Deployment.Caller.Value};verstat={Passed}", answer.GetProperty("enterprise").GetProperty("telUri").GetString());
        var plain = (await world.VerifyAsync(world.AtisRequest(await world.IdentityAsync()), world.AtisKey)).Verification;
        Assert.False(plain.TryGetProperty("enterprise", out _));
    }

    // Oracle's SBC sends it to see whether the server is there.
    [Fact]
    public async Task Verify_HeartbeatWithoutIdentity_IsNoValidation()
    {
        var reply = await world.VerifyAsync(world.AtisRequest(identity: null), world.AtisKey);
        Assert.Equal((HttpStatusCode.OK, "No-TN-Validation"), (reply.Status, reply.Verification.GetProperty("verstat").GetString()));
    }

    [Fact]
    public async Task Verify_TransNexusRequest_HasVerstat()
    {
        var identity = (await world.IdentityAsync()).Replace(";alg=ES256;ppt=shaken", "", StringComparison.Ordinal);
        var body = Wrap(
            $"\"orig\":{{\"tn\":\"{Deployment.Caller.Value}\"}},\"dest\":{{\"tn\":[\"{Deployment.Called.Value}\"]}},\"iat\":{Now},"
            + $"\"identity\":{JsonSerializer.Serialize(identity)}");
        Assert.Equal(Passed, (await world.VerifyAsync(body)).Verification.GetProperty("verstat").GetString());
    }

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("[\"{0}\"]")]
    [InlineData("\"+{0}\"")]
    public async Task Verify_NumberAsStringOrArray_IsRead(string form)
    {
        var (from, to) = (form.Replace("{0}", Deployment.Caller.Value), form.Replace("{0}", Deployment.Called.Value));
        var identity = JsonSerializer.Serialize(await world.IdentityAsync());
        var body = Wrap($"\"from\":{{\"tn\":{from}}},\"to\":{{\"tn\":{to}}},\"time\":{Now},\"identity\":{identity},\"other\":{{}}");
        Assert.Equal(Passed, (await world.VerifyAsync(body)).Verification.GetProperty("verstat").GetString());
    }

    [Fact]
    public async Task Verify_CallerByUri_IsTheNumberInIt()
    {
        var identity = JsonSerializer.Serialize(await world.IdentityAsync());
        var body = Wrap(
            $"\"from\":{{\"uri\":\"sip:+{Deployment.Caller.Value}@a.example;user=phone\"}},"
            + $"\"to\":{{\"uri\":\"tel:+{Deployment.Called.Value}\"}},\"time\":{Now},\"identity\":{identity}");
        Assert.Equal(Passed, (await world.VerifyAsync(body)).Verification.GetProperty("verstat").GetString());
    }

    [Fact]
    public async Task Verify_AssertedIdentity_GoesBeforeFrom()
    {
        var identity = await world.IdentityAsync();
        var good = ThreeGpp(identity, from: "12155550199", headers: $"P-Asserted-Identity: <sip:+{Deployment.Caller.Value}@a.example>");
        Assert.Equal(Passed, (await world.VerifyAsync(good)).Verification.GetProperty("verstatValue").GetString());
        var answer = (await world.VerifyAsync(ThreeGpp(await world.IdentityAsync(), from: "12155550199"))).Verification;
        Assert.Equal("number-mismatch", answer.GetProperty("failure").GetString());
    }

    [Fact]
    public async Task Verify_3GppRequest_HasAResultForEachHeader()
    {
        var reply = await world.VerifyAsync(ThreeGpp(await world.IdentityAsync(), more: ",\"requestId\":\"r-1\",\"profileId\":\"p\""));
        var answer = reply.Verification;
        Assert.Equal((Passed, "r-1"), (answer.GetProperty("verstatValue").GetString(), answer.GetProperty("requestId").GetString()));
        var result = Assert.Single(answer.GetProperty("verifyResults").EnumerateArray().ToList()).GetProperty("verifyResult");
        Assert.Equal(("shaken", "pass"), (result.GetProperty("ppt").GetString(), result.GetProperty("status").GetString()));
        Assert.Equal("A", result.GetProperty("validClaims").GetProperty("attest").GetString());
    }

    [Fact]
    public async Task Verify_3GppRequestThatFails_ShowsThePassport()
    {
        var identity = (await world.IdentityAsync()).Split(';')[0];
        var answer = (await world.VerifyAsync(ThreeGpp(identity), world.ThreeGppKey)).Verification;
        Assert.False(answer.TryGetProperty("verstat", out _));
        var result = Assert.Single(answer.GetProperty("verifyResults").EnumerateArray().ToList()).GetProperty("verifyResult");
        Assert.Equal(
            ("fail", 436, "Bad Identity Info", identity),
            (result.GetProperty("status").GetString(), result.GetProperty("reasonCode").GetInt32(),
                result.GetProperty("reasonText").GetString(), result.GetProperty("passport").GetString()));
    }

    [Fact]
    public async Task Verify_DivertedCall_HasADivResult()
    {
        var div = await SignAsync(Deployment.Caller.Value, Diverted, new Diversion(new NumberParty(Deployment.Called), HistoryIndex: null));
        var more = $",\"identityHeaders\":[{JsonSerializer.Serialize(div)}],\"dest\":{{\"tn\":\"{Diverted}\"}}";
        var body = ThreeGpp(await world.IdentityAsync(), more: more);
        var answer = (await world.VerifyAsync(body)).Verification;
        Assert.Equal(Passed, answer.GetProperty("verstatValue").GetString());
        var result = Assert.Single(answer.GetProperty("divResult").EnumerateArray().ToList());
        Assert.Equal(
            (Deployment.Called.Value, Passed),
            (result.GetProperty("div").GetProperty("tn").GetString(), result.GetProperty("verstatValue").GetString()));
    }

    [Fact]
    public async Task Verify_CallWithPriority_HasVerstatPriority()
    {
        Assert.True(ResourcePriority.TryParse("ets.0", out var priority));
        var rph = await SignAsync(Deployment.Caller.Value, Deployment.Called.Value, new PriorityClaims([priority]));
        var body = ThreeGpp(
            await world.IdentityAsync(), headers: "Resource-Priority: ets.0",
            more: $",\"identityHeaders\":[{JsonSerializer.Serialize(rph)}]");
        Assert.Equal(
            "RPH-Validation-Passed", (await world.VerifyAsync(body)).Verification.GetProperty("verstatPriority").GetString());
    }

    [Fact]
    public async Task Verify_ElevenIdentityHeaders_IsARequestError()
    {
        var identity = JsonSerializer.Serialize(await world.IdentityAsync());
        var all = string.Join(',', Enumerable.Repeat(identity, Limits.IdentityHeadersPerCall + 1));
        var body = Wrap($"\"from\":{{\"tn\":\"1\"}},\"to\":{{\"tn\":\"2\"}},\"time\":{Now},\"identity\":[{all}]");
        Assert.Equal(("SVC4005", "identity"), (await world.VerifyAsync(body)).Error);
    }

    [Fact]
    public async Task Verify_HeaderOf64KiB_IsAnsweredAsMalformed()
    {
        var answer = (await world.VerifyAsync(world.AtisRequest(new string('x', Limits.CallIdentityOctets)))).Verification;
        Assert.Equal(438, answer.GetProperty("reasoncode").GetInt32());
    }

    [Theory]
    [InlineData("\"no header\"")]
    [InlineData("\"P-Asserted-Identity: <nobody\"")]
    [InlineData("\"Resource-Priority: ets\"")]
    public async Task Verify_MalformedHeaderLine_IsARequestError(string line)
    {
        var body = Wrap($"\"from\":{{\"tn\":\"1\"}},\"to\":{{\"tn\":\"2\"}},\"time\":{Now},\"protectedHeaders\":[{line}]");
        Assert.Equal(("SVC4005", "protectedHeaders"), (await world.VerifyAsync(body)).Error);
    }

    private static string Wrap(string members) => $"{{\"verificationRequest\":{{{members}}}}}";

    private string ThreeGpp(string identity, string? from = null, string? headers = null, string more = "")
    {
        var lines = headers is null ? "" : $",\"protectedHeaders\":[{JsonSerializer.Serialize(headers)}]";
        return Wrap(
            $"\"identityHeader\":{JsonSerializer.Serialize(identity)},\"from\":{{\"tn\":\"{from ?? Deployment.Caller.Value}\"}},"
            + $"\"to\":{{\"tn\":\"{Deployment.Called.Value}\"}},\"time\":{Now}{lines}{more}");
    }

    // By provider A.
    private async Task<string> SignAsync(string orig, string dest, PassportExtension extension)
    {
        Assert.True(TelephoneNumber.TryParse(orig, out var caller));
        Assert.True(TelephoneNumber.TryParse(dest, out var called));
        var claims = new PassportClaims(new NumberParty(caller), [new NumberParty(called)], world.Country.Time.GetUtcNow(), Shaken: null);
        return await world.Country.Signer.SignIdentityAsync(new ExtendedClaims(claims, extension), Token);
    }
}
