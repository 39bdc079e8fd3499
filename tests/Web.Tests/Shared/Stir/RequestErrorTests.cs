using System.Net;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Stir;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Stir;

/// <summary>Requests that are broken themselves, in the forms of ATIS-1000082 and of 3GPP.</summary>
public sealed class RequestErrorTests(StirWorld world) : IClassFixture<StirWorld>
{
    private const string Path = "/stir/v1/verification";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 400, "SVC4000")]
    [InlineData("{}", 400, "SVC4001")]
    [InlineData("""{"verificationRequest":[]}""", 400, "SVC4005")]
    [InlineData("""{"verificationRequest":{"from":{"tn":1},"to":{"tn":"12155550131"},"time":1}}""", 400, "SVC4005")]
    [InlineData("""{"verificationRequest":{"from":{"tn":"1"},"to":{"tn":["1","2"]},"time":1}}""", 400, "SVC4005")]
    [InlineData("""{"verificationRequest":{"from":{"tn":"1"},"to":{"tn":"2"},"time":"1"}}""", 400, "SVC4005")]
    [InlineData("""{"verificationRequest":{"from":{"tn":"1"},"to":{"tn":"2"},"identity":7}}""", 400, "SVC4005")]
    [InlineData("{", 400, "SVC4006")]
    [InlineData("[]", 400, "SVC4006")]
    [InlineData("""{"verificationRequest":{},"verificationRequest":{}}""", 400, "SVC4006")]
    public async Task Post_BrokenBody_HasItsMessageId(string body, int status, string id)
    {
        var reply = await world.PostAsync(Path, body, world.AtisKey);
        Assert.Equal(((HttpStatusCode)status, id), (reply.Status, reply.Error.Id));
    }

    [Theory]
    [InlineData("Content-Type", "text/plain", 415, "SVC4004")]
    [InlineData("Accept", "text/html", 406, "SVC4002")]
    [InlineData("Accept", "application/json;q=0", 406, "SVC4002")]
    public async Task Post_OtherMediaType_HasItsMessageId(string header, string value, int status, string id)
    {
        var reply = await world.PostAsync(Path, "{}", world.AtisKey, (header, value));
        Assert.Equal(((HttpStatusCode)status, id), (reply.Status, reply.Error.Id));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html, application/*;q=0.5")]
    [InlineData("*/*")]
    public async Task Post_AcceptOfJson_IsTaken(string accept) => Assert.Equal(
        HttpStatusCode.OK, (await world.PostAsync(Path, world.AtisRequest(identity: null), world.AtisKey, ("Accept", accept))).Status);

    [Theory]
    [InlineData("POST", "/stir/v1/nothing", 404, "SVC4003")]
    [InlineData("GET", Path, 405, "POL4050")]
    public async Task Send_OtherPathOrMethod_HasItsMessageId(string method, string path, int status, string id)
    {
        var reply = await world.SendAsync(new HttpMethod(method), path, body: null, world.AtisKey);
        Assert.Equal(((HttpStatusCode)status, id), (reply.Status, reply.Error.Id));
    }

    [Fact]
    public async Task Post_BodyBeyondTheBound_Is413()
    {
        var reply = await world.PostAsync(Path, new string(' ', Limits.StirBodyOctets + 1), world.AtisKey);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "POL4130"), (reply.Status, reply.Error.Id));
    }

    [Fact]
    public async Task Post_ByA3GppTenant_IsRefusedInTheFlatForm()
    {
        var reply = await world.PostAsync(Path, "{}", world.ThreeGppKey);
        Assert.Equal((HttpStatusCode.BadRequest, """{"error":"Missing Mandatory Parameter"}"""), (reply.Status, reply.Text));
    }

    [Fact]
    public async Task Post_ByATenantOfBothForms_IsRefusedInBoth()
    {
        var reply = await world.PostAsync(Path, "{}", world.Key);
        Assert.Equal(("SVC4001", "verificationRequest"), reply.Error);
        Assert.Equal("Missing Mandatory Parameter", reply.Json.GetProperty("error").GetString());
        Assert.StartsWith(
            """{"requestError":{"serviceException":{"messageId":"SVC4001","text":"Error: Missing mandatory parameter '%1'","variables":[""",
            reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ak_unknown")]
    [InlineData("a.b.c")]
    public async Task Post_WithoutACredential_Is401(string? key)
    {
        var reply = await world.PostAsync(Path, world.AtisRequest(identity: null), key);
        Assert.Equal((HttpStatusCode.Unauthorized, "POL4010"), (reply.Status, reply.Error.Id));
        Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Post_OfAnotherKindOfPrincipal_Is403()
    {
        var reply = await world.PostAsync(Path, "{}", await world.AddUserAsync("reader", "both", kind: "account-user"));
        Assert.Equal((HttpStatusCode.Forbidden, ("POL4030", "caller-not-a-tenant")), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task Post_OfAnOperator_Is403()
    {
        var reply = await world.PostAsync(Path, "{}", world.OperatorKey);
        Assert.Equal((HttpStatusCode.Forbidden, ("POL4030", "caller-not-a-tenant")), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task Post_OfATenantThatIsNotThere_Is403()
    {
        var reply = await world.PostAsync(Path, "{}", await world.AddUserAsync("stray", "nowhere"));
        Assert.Equal((HttpStatusCode.Forbidden, ("POL4030", "tenant-unknown")), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task Post_OfAClosedTenant_Is403()
    {
        var key = await world.AddTenantAsync("closed", "both", ",\"isActive\":false");
        Assert.Equal(("POL4030", "tenant-closed"), (await world.PostAsync(Path, "{}", key)).Error);
    }

    [Fact]
    public async Task Post_OfADisabledUser_Is403SecondsLater()
    {
        var key = await world.AddUserAsync("leaver", "both");
        Assert.Equal(HttpStatusCode.BadRequest, (await world.PostAsync(Path, "{}", key)).Status);
        await world.OperateAsync(HttpMethod.Post, "principals/leaver/disable", """{"reason":"test"}""");
        world.Country.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(("POL4030", "caller-disabled"), (await world.PostAsync(Path, "{}", key)).Error);
    }

    [Fact]
    public async Task Post_RequestId_IsEchoed()
    {
        var reply = await world.PostAsync(Path, world.AtisRequest(identity: null), world.Key, ("X-RequestID", "oracle-7"));
        Assert.Equal("oracle-7", Assert.Single(reply.Headers.GetValues("X-RequestID")));
        var refused = await world.PostAsync(Path, "{}", world.Key, ("X-RequestID", "oracle-8"));
        Assert.Equal("oracle-8", Assert.Single(refused.Headers.GetValues("X-RequestID")));
    }

    [Fact]
    public async Task Post_OverHttp2_IsAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Url, Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(world.AtisRequest(identity: null), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {world.Key}");
        using var response = await world.Country.Http.SendAsync(request, Token);
        Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK), (response.Version, response.StatusCode));
    }

    [Fact]
    public void Form_OfEveryError_HasAnIdOfItsOwn()
    {
        var forms = Enum.GetValues<StirError>().Select(error => error.Form()).ToList();
        Assert.Equal(forms.Count, forms.Select(form => form.MessageId).Distinct().Count());
        Assert.All(forms, form => Assert.Matches("^(SVC|POL)[0-9]{4}$", form.MessageId));
        Assert.All(forms.Where(form => form.IsPolicy), form => Assert.Equal($"{form.Status}0", form.MessageId[3..]));
    }
}
