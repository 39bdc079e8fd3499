using System.Net;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;

namespace Shaken.Web.Tests.Delegation.Presentations;

/// <summary>Proofs of possession over HTTP: presented by a PBX that signs no calls, listed and removed by operators.</summary>
public sealed class PresentationEndpointTests(DelegateWorld world) : IClassFixture<DelegateWorld>
{
    [Fact]
    public async Task Present_ThenCall_GetsAForTheNumbersAndNotPastThem()
    {
        var certificate = await world.LendAsync("Homes", "12155551000-12155551099");
        var reply = await world.PresentAsync(certificate);
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(
            ("homes/pbx", "12155551000-12155551099", "US/5678", "in-force"),
            (TextOf(reply.Json, "customer"), reply.Json.GetProperty("numbers")[0].GetString(), TextOf(reply.Json, "lentBy"),
                TextOf(reply.Json, "state")));

        Assert.Equal(("A", "presentation"), await DecideAsync("12155551000"));
        Assert.Equal(("A", "presentation"), await DecideAsync("12155551099"));
        Assert.Equal(("B", "customers/pbx"), await DecideAsync("12155550999"));
        Assert.Equal(("B", "customers/pbx"), await DecideAsync("12155551100"));
        Assert.Equal(("B", "customers/other"), await DecideAsync("12155551000", "other"));
        var signed = await world.SignAsync("12155551000");
        var answer = await world.VerifyAsync("12155551000", signed.GetProperty("identity").GetString()!);
        Assert.Equal("TN-Validation-Passed", TextOf(answer, "verstat"));
    }

    [Fact]
    public async Task Present_ByTheHolderOfATollFreeNumber_GetsA()
    {
        Assert.Equal(HttpStatusCode.Created, (await world.PresentAsync(await world.LendAsync("RespOrg subscriber", "18885550100"))).Status);
        Assert.Equal(("A", "presentation"), await DecideAsync("18885550100"));
    }

    [Fact]
    public async Task Remove_ByAnOperator_EndsItForGood()
    {
        var certificate = await world.LendAsync("Gone", "12155551200");
        var id = TextOf((await world.PresentAsync(certificate)).Json, "id");
        Assert.Equal("A", (await DecideAsync("12155551200")).Attest);
        var removed = await world.Stir.OperateAsync(
            HttpMethod.Post, $"delegation/presentations/{id}/remove", """{"reason":"the customer left"}""");
        Assert.Equal((HttpStatusCode.OK, "removed"), (removed.Status, TextOf(removed.Json, "state")));
        Assert.Equal("B", (await DecideAsync("12155551200")).Attest);
        var again = await world.PresentAsync(certificate);
        Assert.Equal((HttpStatusCode.Forbidden, "removed"), (again.Status, TextOf(again.Json, "reason")));
    }

    [Fact]
    public async Task Remove_OfWhatIsNotThere_IsNotFound()
    {
        foreach (var id in (string[])["x", $"homes~pbx~{new string('0', 64)}"])
        {
            var reply = await world.Stir.OperateAsync(HttpMethod.Post, $"delegation/presentations/{id}/remove", """{"reason":"r"}""");
            Assert.Equal((HttpStatusCode.NotFound, "not-found"), (reply.Status, TextOf(reply.Json, "reason")));
        }
    }

    [Fact]
    public async Task List_ByAnOperator_HasCustomersWithTheirPresentations()
    {
        var fingerprint = TextOf((await world.PresentAsync(await world.LendAsync("Listed", "12155551300"))).Json, "fingerprint");
        var page = await world.Stir.OperateAsync(HttpMethod.Get, "delegation/presentations?count=10");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var customer = page.Json.GetProperty("customers").EnumerateArray().Single();
        Assert.Equal("homes/pbx", TextOf(customer, "customer"));
        Assert.Contains(customer.GetProperty("presentations").EnumerateArray(), one => TextOf(one, "fingerprint") == fingerprint);
        var stranger = await world.Stir.SendAsync(HttpMethod.Get, "/operator/v1/delegation/presentations", null, world.Key);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.Status);
    }

    [Fact]
    public async Task Present_WithAUsedNonce_IsRefused()
    {
        var certificate = await world.LendAsync("Twice", "12155551400");
        var nonce = await world.NonceAsync();
        var first = await world.PresentAsync(certificate, nonce: nonce);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        var other = await world.PresentAsync(await world.LendAsync("Other", "12155551401"), nonce: nonce);
        Assert.Equal((HttpStatusCode.BadRequest, "nonce-not-good"), (other.Status, TextOf(other.Json, "reason")));
    }

    [Fact]
    public async Task Present_WhatIsNotTaken_IsRefusedWithItsReason()
    {
        var stranger = await LocalAuthority.NewAsync(
            world.Lender.Provider.Country, "Stranger", world.Stir.Country.Time, SystemRandom.Instance, Token);
        var theirs = await LocalLender.NewAsync(
            stranger, world.Lender.Provider, "Provider B", world.Stir.Country.Time, SystemRandom.Instance, Token);
        var forged = await theirs.LendAsync("Forger", NumbersOf("12155550100"), TimeSpan.FromDays(1), Token);
        await RefusedAsync(forged, HttpStatusCode.Forbidden, "certificate-refused");
        await RefusedAsync(world.Pbx with { Key = SoftwareKey.New() }, HttpStatusCode.Forbidden, "signature-mismatch");
        var own = new LocalDelegate(world.Lender.Provider, world.Stir.Country.B.Chain, world.Stir.Country.B.Key);
        await RefusedAsync(own, HttpStatusCode.Forbidden, "not-a-delegate");
        await RefusedAsync(world.Pbx, HttpStatusCode.Forbidden, "customer-takes-none", customer: "other");
        await RefusedAsync(world.Pbx, HttpStatusCode.BadRequest, "audience-not-ours", audience: "https://other.example");
        await RefusedAsync(world.Pbx, HttpStatusCode.BadRequest, "nonce-not-good", nonce: "x");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"presentation":1}""")]
    [InlineData("""{"presentation":"a.b"}""")]
    [InlineData("""{"presentation":"e30.e30.AA"}""")]
    public async Task Present_OfAnotherForm_IsMalformed(string body)
    {
        var reply = await world.Stir.PostAsync("/delegation/v1/presentations", body, key: null);
        Assert.Equal((HttpStatusCode.BadRequest, "malformed"), (reply.Status, TextOf(reply.Json, "reason")));
    }

    [Fact]
    public async Task Nonce_EachTime_IsAnother()
    {
        Assert.NotEqual(await world.NonceAsync(), await world.NonceAsync());
        var reply = await world.Stir.SendAsync(HttpMethod.Get, "/delegation/v1/presentations/nonce", null, null);
        Assert.True(reply.Headers.CacheControl?.NoStore);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static NumberSet NumbersOf(string text) =>
        NumberTexts.TryParse([text], out var numbers, out var failure)
            ? numbers
            : throw new ArgumentException(failure, nameof(text));

    private async Task RefusedAsync(
        LocalDelegate certificate, HttpStatusCode status, string reason, string customer = DelegateWorld.Customer,
        string audience = DelegateWorld.Audience, string? nonce = null)
    {
        var reply = await world.PresentAsync(certificate, customer, audience, nonce);
        Assert.Equal((status, reason), (reply.Status, TextOf(reply.Json, "reason")));
    }

    private async Task<(string? Attest, string? Rule)> DecideAsync(string orig, string customer = DelegateWorld.Customer)
    {
        var signed = await world.SignAsync(orig, presented: null, customer);
        return (TextOf(signed, "attest"), TextOf(signed, "decidedBy"));
    }

    private static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) ? member.GetString() : null;
}
