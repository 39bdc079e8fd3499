using System.Net;
using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

public sealed class OpenDialectTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostedPassport_IsHandedOutOnce()
    {
        var call = NewCall("12155550201");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(token)).Status);
        var first = await ReadAsync(call);
        Assert.Equal([token], first.Passports);
        var second = await ReadAsync(call);
        Assert.Equal((HttpStatusCode.NotFound, "nothing-waiting"), (second.Status, second.Reason));
    }

    [Theory]
    [InlineData("application/passport", HttpStatusCode.Created)]
    [InlineData("application/jose", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_IsOfTheMediaTypeOfPassports(string mediaType, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, deployment.OpenUrl);
        request.Content = new StringContent(await deployment.SignAsync(NewCall("12155550215").Dest), Encoding.ASCII, mediaType);
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task OfManyReadersOnTwoInstances_ExactlyOneGetsIt()
    {
        for (var round = 0; round < 10; round++)
        {
            var call = NewCall($"1215556{round:D4}");
            var token = await deployment.SignAsync(call.Dest);
            await PostAsync(token);
            var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(reader => ReadAsync(call, deployment.Instances[reader % 2])));
            Assert.Single(answers, answer => answer.Passports.Count == 1);
            Assert.Equal(31, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public async Task SamePassportPostedTwice_IsOne()
    {
        var call = NewCall("12155550203");
        var token = await deployment.SignAsync(call.Dest);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(token)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Equal([token], (await ReadAsync(call)).Passports);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(token)).Status);
        Assert.Empty((await ReadAsync(call)).Passports);
    }

    [Fact]
    public async Task OtherSignatureOfTheSamePassport_IsTheSamePassport()
    {
        var call = NewCall("12155550204");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(token)).Status);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(Malleable.Twin(token))).Status);
        Assert.Equal([token], (await ReadAsync(call)).Passports);
    }

    [Fact]
    public async Task TenPassportsOfOneCall_AreStoredTogether_ElevenAreRefused()
    {
        var call = NewCall("12155550205");
        var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => deployment.SignAsync(call.Dest)));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(tokens)).Status);
        Assert.Equal(tokens.Order(), (await ReadAsync(call)).Passports.Order());

        var eleven = await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => deployment.SignAsync(call.Dest)));
        Assert.Equal("passport-count", (await PostAsync(eleven)).Reason);
    }

    [Fact]
    public async Task OneBadPassportAmongGoodOnes_StoresNone()
    {
        var call = NewCall("12155550206");
        var good = await deployment.SignAsync(call.Dest);
        var bad = Core.Tests.Support.TestTokens.WithPart(await deployment.SignAsync(call.Dest), 2, octets => [.. octets.Reverse()]);
        Assert.Equal("passport-refused", (await PostAsync(good, bad)).Reason);
        Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(call)).Status);
    }

    [Fact]
    public async Task PassportsOfTwoCalls_AreRefused() =>
        Assert.Equal("not-one-call", (await PostAsync(await deployment.SignAsync(), await deployment.SignAsync(NewCall("12155550207").Dest))).Reason);

    [Fact]
    public async Task ThirtyThirdSecond_TheFifthOfOneSigner_IsRefusedWithRetryAfter()
    {
        var call = NewCall("12155550208");
        for (var count = 0; count < Limits.MailboxPassportsPerSigner; count++) Assert.Equal(HttpStatusCode.Created, (await PostAsync(await deployment.SignAsync(call.Dest))).Status);
        using var request = new HttpRequestMessage(HttpMethod.Post, deployment.OpenUrl) { Content = Passport(await deployment.SignAsync(call.Dest)) };
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task ReadersBearer_OpensTheMailboxToo()
    {
        var call = NewCall("12155550209");
        var token = await deployment.SignAsync(call.Dest);
        await PostAsync(token);
        var bearer = await deployment.AsB().ForRetrievingAsync(call, Deployment.ProviderB.Code, Deployment.HostName, Token);
        Assert.Equal([token], (await deployment.Client.RetrieveOwnAsync(deployment.OpenUrl, call, bearer, Token)).Passports);
    }

    [Theory]
    [InlineData("cps_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.Unauthorized, "reader-key-unknown")]
    [InlineData("x", HttpStatusCode.Unauthorized, "bearer-malformed")]
    public async Task WrongKey_OpensNothing(string key, HttpStatusCode status, string reason)
    {
        var answer = await deployment.Client.RetrieveOwnAsync(deployment.OpenUrl, Deployment.Call, key, Token);
        Assert.Equal((status, reason), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task WithoutBearer_NothingIsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(deployment.Cps, "/cps/company/5678/passports/1/2"));
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Retrieval_MayNotBeStored()
    {
        var call = NewCall("12155550210");
        await PostAsync(await deployment.SignAsync(call.Dest));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(deployment.Cps, $"/cps/company/5678/passports/{call.Dest.Value}/{call.Orig.Value}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"bearer {deployment.ReaderKeyOfB}");
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task ExpiredPassport_IsNotHandedOut_AndNotTakenInAgain()
    {
        var call = NewCall("12155550211");
        var token = await deployment.SignAsync(call.Dest);
        await PostAsync(token);
        deployment.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("nothing-waiting", (await ReadAsync(call)).Reason);
        var answer = await PostAsync(token);
        Assert.Equal((HttpStatusCode.BadRequest, "passport-refused"), (answer.Status, answer.Reason));
        Assert.StartsWith("stale-date", answer.Detail);
    }

    private static CallNumbers NewCall(string dest) => TelephoneNumber.TryParse(dest, out var number) ? new CallNumbers(number, Deployment.Caller) : throw new ArgumentException("No number.", nameof(dest));

    private static ByteArrayContent Passport(string text)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/passport");
        return content;
    }

    private Task<CpsAnswer> PostAsync(params string[] tokens) => deployment.Client.PostOpenAsync(deployment.OpenUrl, tokens, Token);

    private Task<CpsAnswer> ReadAsync(CallNumbers call, Uri? instance = null) =>
        deployment.Client.RetrieveOwnAsync(new Uri(instance ?? deployment.Cps, "/cps/company/5678"), call, deployment.ReaderKeyOfB, Token);
}
