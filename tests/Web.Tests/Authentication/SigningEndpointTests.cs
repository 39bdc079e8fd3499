using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tests.Support;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Authentication;

/// <summary>Signing requests of each type and dialect, and what the wire says when a call is not signed.</summary>
public sealed class SigningEndpointTests(StirWorld world) : IClassFixture<StirWorld>
{
    private long Now => world.Country.Time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Sign_AtisRequest_HasTheIdentityHeader()
    {
        var answer = (await world.SignAsync(Request(Customer), world.AtisKey)).Signing;
        var identity = answer.GetProperty("identity").GetString()!;
        Assert.EndsWith($";info=<{world.Country.X5uOfA}>;alg=ES256;ppt=shaken", identity, StringComparison.Ordinal);
        Assert.False(answer.TryGetProperty("identityHeader", out _));
        var payload = PayloadOf(identity);
        Assert.Equal(
            ("A", Deployment.Caller.Value, Deployment.Called.Value, Now),
            (payload.GetProperty("attest").GetString(), payload.GetProperty("orig").GetProperty("tn").GetString(),
                payload.GetProperty("dest").GetProperty("tn")[0].GetString(), payload.GetProperty("iat").GetInt64()));
    }

    [Fact]
    public async Task Sign_ThenVerify_Passes()
    {
        var identity = (await world.SignAsync(Request(Customer))).Signing.GetProperty("identity").GetString();
        var answer = (await world.VerifyAsync(world.AtisRequest(identity))).Verification;
        Assert.Equal(
            ("TN-Validation-Passed", "A"),
            (answer.GetProperty("verstat").GetString(), answer.GetProperty("pAttestationIndicator").GetString()));
    }

    [Fact]
    public async Task Sign_3GppRequest_HasTheQuotedPpt()
    {
        var answer = (await world.SignAsync(Request(",\"requestId\":\"r-1\",\"profileId\":\"p\""), world.ThreeGppKey)).Signing;
        Assert.EndsWith(";ppt=\"shaken\"", answer.GetProperty("identityHeader").GetString(), StringComparison.Ordinal);
        Assert.Equal("r-1", answer.GetProperty("requestId").GetString());
        Assert.False(answer.TryGetProperty("identity", out _));
    }

    [Fact]
    public async Task Sign_ForATenantOfBothForms_HasBothMembers()
    {
        var answer = (await world.SignAsync(Request(",\"unknown\":{\"member\":[1]}"))).Signing;
        var (atis, threeGpp) = (answer.GetProperty("identity").GetString()!, answer.GetProperty("identityHeader").GetString()!);
        Assert.Equal(atis.Replace("ppt=shaken", "ppt=\"shaken\"", StringComparison.Ordinal), threeGpp);
        Assert.Equal("C", answer.GetProperty("attest").GetString());
        Assert.NotEmpty(answer.GetProperty("decidedBy").GetString()!);
    }

    [Theory]
    [InlineData("\"orig\":{\"tn\":[\"12155550121\"]},\"dest\":{\"tn\":\"12155550131\"}")]
    [InlineData("\"orig\":{\"tn\":\"+1 (215) 555-0121\"},\"dest\":{\"tn\":[\"+12155550131\"]}")]
    public async Task Sign_NumberInAnyForm_IsCanonical(string parties)
    {
        var identity = (await world.SignAsync(Wrap($"{parties},\"iat\":{Now}"))).Signing.GetProperty("identity").GetString();
        var answer = (await world.VerifyAsync(world.AtisRequest(identity))).Verification;
        Assert.Equal("TN-Validation-Passed", answer.GetProperty("verstat").GetString());
    }

    [Fact]
    public async Task Sign_CallOfAUri_HasTheUri()
    {
        var body = Wrap($"\"orig\":{{\"tn\":\"12155550121\"}},\"dest\":{{\"uri\":[\"sip:bob@b.example\"]}},\"iat\":{Now}");
        var payload = PayloadOf((await world.SignAsync(body)).Signing.GetProperty("identity").GetString()!);
        Assert.Equal("sip:bob@b.example", payload.GetProperty("dest").GetProperty("uri")[0].GetString());
    }

    [Fact]
    public async Task Sign_DivRequest_NamesTheFormerParty()
    {
        var shaken = JsonSerializer.Serialize(await world.IdentityAsync());
        var body = Wrap(
            $"\"ppt\":\"div\",\"orig\":{{\"tn\":\"12155550121\"}},\"dest\":{{\"tn\":[\"12155550141\"]}},\"iat\":{Now},"
            + $"\"div\":{{\"tn\":\"12155550131\",\"hi\":\"1.1\"}},\"identity\":{shaken}{Customer}");
        var payload = PayloadOf((await world.SignAsync(body)).Signing.GetProperty("identity").GetString()!);
        Assert.Equal("{\"hi\":\"1.1\",\"tn\":\"12155550131\"}", payload.GetProperty("div").GetRawText());
        Assert.False(payload.TryGetProperty("attest", out _));
    }

    [Fact]
    public async Task Sign_RphRequest_HasThePriorities()
    {
        var reply = await world.SignAsync(Request($",\"ppt\":\"rph\",\"rph\":{{\"auth\":[\"ets.0\"]}}{Customer}"));
        Assert.Equal(
            "{\"auth\":[\"ets.0\"]}", PayloadOf(reply.Signing.GetProperty("identity").GetString()!).GetProperty("rph").GetRawText());
    }

    [Theory]
    [InlineData("rcd", ",\"rcd\":{\"nam\":\"Acme\"}", "rcd")]
    [InlineData("msg", ",\"msgi\":\"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "msgi")]
    [InlineData("base", ",\"mky\":[{\"alg\":\"sha-256\",\"dig\":\"0123456789ABCDEF\"}]", "mky")]
    public async Task Sign_OtherTypes_HaveTheirClaims(string ppt, string members, string claim)
    {
        var reply = await world.SignAsync(Request($",\"ppt\":\"{ppt}\"{members}{Customer}"));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.True(PayloadOf(reply.Signing.GetProperty("identity").GetString()!).TryGetProperty(claim, out _));
    }

    [Theory]
    [InlineData("{\"signingRequest\":{\"dest\":{\"tn\":[\"1\"]},\"iat\":1}}", "SVC4001", "orig")]
    [InlineData("{\"signingRequest\":{\"orig\":{\"tn\":\"1\"},\"iat\":1}}", "SVC4001", "dest")]
    [InlineData("{\"signingRequest\":{\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"1\"]}}}", "SVC4001", "iat")]
    [InlineData("{\"signingRequest\":{\"orig\":null,\"dest\":{\"tn\":[\"1\"]},\"iat\":1}}", "SVC4001", "orig")]
    [InlineData("{\"signingRequest\":{\"orig\":{},\"dest\":{\"tn\":[\"1\"]},\"iat\":1}}", "SVC4005", "orig")]
    [InlineData("{\"signingRequest\":{\"orig\":{\"tn\":[\"1\",\"2\"]},\"dest\":{\"tn\":[\"1\"]},\"iat\":1}}", "SVC4005", "orig")]
    [InlineData("{\"signingRequest\":{\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[]},\"iat\":1}}", "SVC4005", "dest")]
    [InlineData("{\"signingRequest\":{\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"x\"]},\"iat\":1}}", "SVC4005", "dest")]
    [InlineData("{\"signingRequest\":{\"orig\":{\"tn\":\"1\"},\"dest\":{\"tn\":[\"1\"]},\"iat\":\"1\"}}", "SVC4005", "iat")]
    public async Task Sign_BrokenRequest_NamesTheMember(string body, string id, string member)
    {
        var reply = await world.SignAsync(body, world.AtisKey);
        Assert.Equal((HttpStatusCode.BadRequest, (id, member)), (reply.Status, reply.Error));
    }

    [Theory]
    [InlineData(",\"attest\":\"D\"", 400, "SVC4005", "attest")]
    [InlineData(",\"ppt\":\"other\"", 400, "SVC4005", "ppt")]
    [InlineData(",\"ppt\":\"div\"", 400, "SVC4001", "div")]
    [InlineData(",\"ppt\":\"rph\"", 400, "SVC4001", "rph")]
    [InlineData(",\"ppt\":\"rph\",\"rph\":{\"auth\":[]}", 400, "SVC4005", "rph")]
    [InlineData(",\"ppt\":\"rph\",\"rph\":{\"auth\":[\"esnet.1\"]},\"sph\":\"psap-callback\"", 400, "SVC4005", "sph")]
    [InlineData(",\"ppt\":\"rsp\"", 403, "POL4030", "ppt")]
    [InlineData(",\"attest\":\"A\"", 403, "POL4030", "attest")]
    public async Task Sign_WhatIsNotSigned_NamesTheMember(string members, int status, string id, string member)
    {
        var reply = await world.SignAsync(Request(members), world.AtisKey);
        Assert.Equal(((HttpStatusCode)status, (id, member)), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task Sign_StaleRequest_NamesIat()
    {
        var body = Wrap($"\"orig\":{{\"tn\":\"12155550121\"}},\"dest\":{{\"tn\":[\"12155550131\"]}},\"iat\":{Now - 300}");
        Assert.Equal(("SVC4005", "iat"), (await world.SignAsync(body, world.AtisKey)).Error);
    }

    [Fact]
    public async Task Sign_ForATenantOfAnotherProvider_IsNotSigned()
    {
        var put = await world.OperateAsync(
            HttpMethod.Put, "tenants/foreign", """{"revision":0,"name":"Foreign","provider":"US/5678","reason":"test"}""");
        Assert.Equal(HttpStatusCode.OK, put.Status);
        var reply = await world.SignAsync(Request(""), await world.AddUserAsync("sbc-foreign", "foreign"));
        Assert.Equal((HttpStatusCode.Forbidden, ("POL4030", "certificate-of-another")), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task Sign_ByTheTenantsOwnToken_IsSignedOnce()
    {
        var key = SoftwareKey.New();
        await world.AddUserAsync("robot", "both");
        var jwk = JsonWebKey.From(key.PublicKey).ToCanonicalJson();
        var added = await world.OperateAsync(
            HttpMethod.Post, "principals/robot/public-keys", $$"""{"jwk":{{jwk}},"name":"robot","reason":"test"}""");
        Assert.Equal(HttpStatusCode.OK, added.Status);
        world.Country.Time.Advance(TimeSpan.FromSeconds(5));
        var id = SystemRandom.Instance.NewUuid();
        var token = await TestTokens.SignAsync(
            key, """{"alg":"ES256","typ":"JWT"}""",
            $$"""{"aud":"{{StirWorld.HostName}}","exp":{{Now + 60}},"iat":{{Now}},"iss":"robot","jti":"{{id}}"}""");
        Assert.Equal(HttpStatusCode.OK, (await world.SignAsync(Request(""), token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SignAsync(Request(""), token)).Status);
    }

    private const string Customer = $",\"customer\":\"{StirWorld.Customer}\"";

    private static string Wrap(string members) => $"{{\"signingRequest\":{{{members}}}}}";

    private string Request(string members) => Wrap(
        $"\"orig\":{{\"tn\":\"{Deployment.Caller.Value}\"}},\"dest\":{{\"tn\":[\"{Deployment.Called.Value}\"]}},\"iat\":{Now}{members}");

    private static JsonElement PayloadOf(string identity)
    {
        Assert.True(StrictBase64Url.TryDecode(identity.Split('.')[1], out var octets));
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(octets));
        return document.RootElement.Clone();
    }
}
