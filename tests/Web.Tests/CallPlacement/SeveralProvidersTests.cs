using System.Net;
using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>A CPS that serves providers A and B: neither reads what was posted for the other.</summary>
public sealed class SeveralProvidersTests(Deployment deployment) : IClassFixture<Deployment>, IAsyncLifetime
{
    private static readonly ProviderId SameCodeAbroad = ProviderId.TryParse("CA/5678", out var provider) ? provider : throw new InvalidOperationException("No provider.");

    private Uri _cps = null!;
    private string _keyOfA = "";
    private string _keyOfB = "";
    private string _keyAbroad = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = await deployment.CpsSettingsAsync();
        (_keyOfA, var hashOfA) = ApiKey<ProviderId>.New(Deployment.ProviderA, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        (_keyAbroad, var hashAbroad) = ApiKey<ProviderId>.New(SameCodeAbroad, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        _keyOfB = deployment.ReaderKeyOfB;
        settings["Cps:ServedSpcs"] = $"{Deployment.ProviderA},{Deployment.ProviderB}";
        settings["Cps:ReaderKeys"] = $"{settings["Cps:ReaderKeys"]},{hashOfA},{hashAbroad}";
        _cps = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(_cps);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("open", "12155550801")]
    [InlineData("path", "12155550802")]
    public async Task PostedForB_IsNotReadByA_HoweverItAsks_AndWaitsForB(string dialect, string dest)
    {
        var call = NewCall(dest);
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, await PostAsync(dialect, Deployment.ProviderB, call, token));

        CpsAnswer[] answers =
        [
            await OwnAsync(Deployment.ProviderA, call, _keyOfA),
            await OwnAsync(Deployment.ProviderA, call, await BearerAsync(deployment.AsA(), Deployment.ProviderA, call)),
            await PublishedByAsync(Deployment.ProviderA, call, await BearerAsync(deployment.AsA(), Deployment.ProviderA, call)),
        ];
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.NotFound, "nothing-waiting"), (answer.Status, answer.Reason)));
        Assert.Equal("reader-key-unknown", (await OwnAsync(Deployment.ProviderB, call, _keyOfA)).Reason);
        Assert.Equal("reader-key-unknown", (await OwnAsync(Deployment.ProviderB, call, _keyAbroad)).Reason);

        Assert.Equal([token], (await OwnAsync(Deployment.ProviderB, call, _keyOfB)).Passports);
    }

    [Theory]
    [InlineData("open", "12155550803")]
    [InlineData("path", "12155550804")]
    public async Task PostedForA_IsNotReadByB_AndWaitsForTheBearerOfA(string dialect, string dest)
    {
        var call = NewCall(dest);
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, await PostAsync(dialect, Deployment.ProviderA, call, token));
        Assert.Equal("nothing-waiting", (await OwnAsync(Deployment.ProviderB, call, _keyOfB)).Reason);
        Assert.Equal("nothing-waiting", (await PublishedByAsync(Deployment.ProviderA, call, await BearerAsync(deployment.AsB(), Deployment.ProviderA, call))).Reason);
        Assert.Equal([token], (await PublishedByAsync(Deployment.ProviderA, call, await BearerAsync(deployment.AsA(), Deployment.ProviderA, call))).Passports);
    }

    [Fact]
    public async Task BearerOfB_OpensWhatWasPostedForB_InTheOpenDialectToo()
    {
        var call = NewCall("12155550805");
        var token = await deployment.SignAsync(call.Dest);
        await PostAsync("open", Deployment.ProviderB, call, token);
        Assert.Equal([token], (await OwnAsync(Deployment.ProviderB, call, await BearerAsync(deployment.AsB(), Deployment.ProviderB, call))).Passports);
    }

    [Fact]
    public async Task PostedForBAndAfterwardsForA_IsForB()
    {
        var call = NewCall("12155550806");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, await PostAsync("open", Deployment.ProviderB, call, token));
        Assert.Equal(HttpStatusCode.Created, await PostAsync("path", Deployment.ProviderA, call, token));
        Assert.Equal("nothing-waiting", (await OwnAsync(Deployment.ProviderA, call, _keyOfA)).Reason);
        Assert.Equal([token], (await OwnAsync(Deployment.ProviderB, call, _keyOfB)).Passports);
    }

    [Fact]
    public async Task PublishedWithABearer_WhichNamesNobodyCalled_IsForWhoAsksFirst()
    {
        var call = NewCall("12155550807");
        var token = await deployment.SignAsync(call.Dest);
        var bearer = await deployment.AsA().ForPublishingAsync(call, [token], Deployment.HostName, TimeSpan.FromSeconds(30), Token);
        Assert.Equal(HttpStatusCode.Created, (await deployment.Client.PublishAsync(_cps, Deployment.ProviderA.Code, call, [token], bearer, Token)).Status);
        Assert.Equal([token], (await OwnAsync(Deployment.ProviderA, call, _keyOfA)).Passports);
        Assert.Equal("nothing-waiting", (await OwnAsync(Deployment.ProviderB, call, _keyOfB)).Reason);
    }

    private static CallNumbers NewCall(string dest) => TelephoneNumber.TryParse(dest, out var number) ? new CallNumbers(number, Deployment.Caller) : throw new ArgumentException("No number.", nameof(dest));

    private static Task<string> BearerAsync(BearerSigner reader, ProviderId code, CallNumbers call) =>
        reader.ForRetrievingAsync(call, code.Code, Deployment.HostName, Token).AsTask();

    private Task<CpsAnswer> OwnAsync(ProviderId mailbox, CallNumbers call, string bearer) =>
        deployment.Client.RetrieveOwnAsync(new Uri(_cps, $"/cps/company/{mailbox.Code}"), call, bearer, Token);

    private Task<CpsAnswer> PublishedByAsync(ProviderId publisher, CallNumbers call, string bearer) => deployment.Client.RetrieveAsync(_cps, publisher.Code, call, bearer, Token);

    private async Task<HttpStatusCode> PostAsync(string dialect, ProviderId destination, CallNumbers call, string token)
    {
        var path = dialect == "open" ? $"/cps/company/{destination.Code}" : $"/cps/v1/{destination.Code}/{call.Dest.Value}/1234/{call.Orig.Value}";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_cps, path)) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(token)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/passport");
        using var response = await deployment.Http.SendAsync(request, Token);
        return response.StatusCode;
    }
}
