using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.ServiceProvider.AcmeClient;

public sealed class CertificateOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Complete_GivesTheChainForOurKey_AndWhereItIsPublished()
    {
        var world = await AcmeWorld.NewAsync();
        var wish = world.Wish();
        var ordered = (await world.OrderAsync(wish)).Value;
        Assert.True(ordered.Chain[0].PublicKey.TryToP256(out var key));
        Assert.Equal(wish.PublicKey, JsonWebKey.From(key.Parameters));
        Assert.Equal(2, ordered.Chain.Count);
        Assert.Equal($"https://cr.example/{ordered.Chain[0].Fingerprint}.pem", ordered.X5u);
        Assert.Equal(1, world.Tokens.Asked);
    }

    // RFC 9447 names the member tkauth; servers of its drafts read atc.
    [Fact]
    public async Task Complete_AnswersTheChallenge_UnderBothNames()
    {
        var world = await AcmeWorld.NewAsync();
        Assert.True((await world.OrderAsync()).IsSuccess);
        var response = JsonDocument.Parse(world.Ca.Payloads["/challenge/0"]).RootElement;
        Assert.Equal(["tkauth", "atc"], response.EnumerateObject().Select(member => member.Name));
        Assert.Equal(response.GetProperty("tkauth").GetString(), response.GetProperty("atc").GetString());
    }

    [Fact]
    public async Task Complete_TakesThePublicUrlFromTheHeader_WhereTheOrderHasNone()
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.X5uOf = _ => null;
        world.Ca.Instead["/certificate/0"] = () =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(string.Concat(world.Ca.Orders[0].Chain!.Select(certificate => certificate.ToPem() + "\n"))) };
            answer.Headers.Add("X-Shaken-Certificate-Location", "https://cr.example/elsewhere.pem");
            return answer;
        };
        Assert.Equal("https://cr.example/elsewhere.pem", (await world.OrderAsync()).Value.X5u);
    }

    [Fact]
    public async Task Complete_WaitsAsLongAsTheCaAsks_WhileItIsProcessing()
    {
        var world = await AcmeWorld.NewAsync();
        (world.Ca.Processing, world.Ca.RetryAfterSeconds) = (3, 7);
        var before = world.Time.GetUtcNow();
        Assert.True((await world.OrderAsync()).IsSuccess);
        Assert.Equal(TimeSpan.FromSeconds(14), world.Time.GetUtcNow() - before);
    }

    [Fact]
    public async Task Complete_EndsWaiting_AndTakesTheSameOrderUpLater()
    {
        var world = await AcmeWorld.NewAsync();
        world.Ca.Processing = int.MaxValue;
        var order = world.Order(await world.RegisterAsync());
        var url = (await order.PlaceAsync(AcmeWorld.Authorities, Token)).Value;
        var wish = world.Wish();
        Assert.Equal(AcmeFailureKind.TooSlow, (await order.CompleteAsync(url, wish, Token)).Failure.Kind);

        world.Ca.Processing = 0;
        Assert.True((await order.CompleteAsync(url, wish, Token)).IsSuccess);
        Assert.Single(world.Ca.Orders);
        Assert.Equal(1, world.Ca.Count("/finalize/0"));
    }

    [Fact]
    public async Task Complete_WhenAnEarlierFinalizeCameThrough_ReadsTheOrder()
    {
        var world = await AcmeWorld.NewAsync();
        var wish = world.Wish();

        var issued = await world.Ca.IssueAsync(wish.Key!.PublicKey, Hierarchy.Provider);

        // The first answer to finalize is lost on its way: the CA has issued, and says so when asked again.
        world.Ca.Instead["/finalize/0"] = () =>
        {
            world.Ca.Orders[0].Chain = issued;
            world.Ca.Orders[0].Status = "valid";
            return ScriptedCa.Problem(HttpStatusCode.Forbidden, "orderNotReady", "the order is valid");
        };
        Assert.True((await world.OrderAsync(wish)).IsSuccess);
    }

    [Fact]
    public async Task Complete_WhenTheTokenIsRefused_SaysWhatTheCaSaid()
    {
        var world = await AcmeWorld.NewAsync();
        var order = world.Order(await world.RegisterAsync());
        var url = (await order.PlaceAsync(AcmeWorld.Authorities, Token)).Value;
        world.Ca.Orders[0].Refusal = "the token's signer is not known";
        var failure = (await order.CompleteAsync(url, world.Wish(), Token)).Failure;
        Assert.Equal(AcmeFailureKind.OrderInvalid, failure.Kind);
        Assert.Contains("the token's signer is not known", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_WithTheAccountsKey_AsksNothing()
    {
        var world = await AcmeWorld.NewAsync();
        var failure = (await world.OrderAsync(world.Wish(world.AccountKey))).Failure;
        Assert.Equal(AcmeFailureKind.KeyIsTheAccounts, failure.Kind);
        Assert.Equal(0, world.Ca.Count("/finalize/0"));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("list")]
    [InlineData("root")]
    [InlineData("age")]
    [InlineData("ca")]
    public async Task Complete_WhenAnotherCertificateComes_RefusesIt(string wrong)
    {
        var world = await AcmeWorld.NewAsync();
        var stranger = await LocalAuthority.NewAsync(Hierarchy.UnitedStates, "Stranger", world.Time, SystemRandom.Instance, Token);
        world.Ca.Issue = async csr => wrong switch
        {
            "key" => await world.Ca.IssueAsync(SoftwareKey.New().PublicKey, Hierarchy.Provider),
            "list" => await world.Ca.IssueAsync(csr.PublicKey, ProviderId.TryParse("US/9999", out var other) ? other : throw new InvalidOperationException()),
            "root" => await new ScriptedCa(stranger, world.Time).IssueAsync(csr.PublicKey, Hierarchy.Provider),
            "age" => await world.Ca.IssueAsync(csr.PublicKey, Hierarchy.Provider, world.Time.GetUtcNow() - TimeSpan.FromMinutes(1)),
            "ca" => [world.Authority.Issuing],
            _ => throw new InvalidOperationException(),
        };
        Assert.Equal(AcmeFailureKind.WrongCertificate, (await world.OrderAsync()).Failure.Kind);
    }

    [Theory]
    [InlineData("account", "another account's key")]
    [InlineData("list", "another TNAuthList")]
    [InlineData("ca", "ca is not")]
    [InlineData("age", "expired")]
    [InlineData("text", "cannot be read")]
    public async Task Complete_WithATokenThatCannotFit_SendsNone(string wrong, string detail)
    {
        var world = await AcmeWorld.NewAsync();
        var other = JsonWebKey.From((wrong == "account" ? SoftwareKey.New() : world.AccountKey).PublicKey);
        var list = wrong == "list" ? TnAuthList.Of(new SpcEntry(ServiceProviderCode.TryParse("9999", out var code) ? code : throw new InvalidOperationException())) : AcmeWorld.Authorities;
        var token = wrong == "text" ? "no token" : await world.TokenIssuer.IssueAsync(list, KeyFingerprint.Of(other), wrong == "ca", TimeSpan.FromHours(1), Token);
        if (wrong == "age") world.Time.Advance(TimeSpan.FromHours(2));
        var failure = (await world.OrderAsync(tokens: new GivenToken(token))).Failure;
        Assert.Equal(AcmeFailureKind.NoToken, failure.Kind);
        Assert.Contains(detail, failure.Detail, StringComparison.Ordinal);
        Assert.Equal(0, world.Ca.Count("/challenge/0"));
    }
}
