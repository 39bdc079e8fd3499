using System.Net;
using System.Text.Json;
using Shaken.Core.Passports;

namespace Shaken.Web.Tests.PolicyAdministrator.Borders;

/// <summary>A call from Canada, verified in the United States, in each state of the agreement between the two.</summary>
public sealed class CrossBorderTests
{
    [Fact]
    public async Task Call_FromAnotherCountry_IsJudgedByTheAgreement()
    {
        await using var world = await TwoCountries.StartAsync();
        await world.PublishAsync();
        var before = await world.CallAsync();
        Assert.Equal(
            ("TN-Validation-Failed", 437), (TextOf(before, "verstat"), before.GetProperty("reasoncode").GetInt32()));

        await world.ExchangeAsync();
        var after = await world.CallAsync();
        Assert.Equal(
            ("TN-Validation-Passed", "A", "CA/9999", "CA"),
            (TextOf(after, "verstat"), TextOf(after, "pAttestationIndicator"), TextOf(after, "signer"), TextOf(after, "country")));
        Assert.True(after.GetProperty("foreign").GetBoolean());

        await world.SetTermsAsync("""{"mechanism":"merge","ceiling":"B"}""", revision: 0);
        Assert.Equal(
            ("TN-Validation-Passed", "B"),
            (TextOf(await world.CallAsync(), "verstat"), TextOf(await world.CallAsync(), "pAttestationIndicator")));
        Assert.Equal("B", TextOf(await world.CallAsync(Attestation.B), "pAttestationIndicator"));

        var revision = 1;
        foreach (var terms in new[] { """{"mechanism":"merge","ceiling":"none"}""", """{"mechanism":"merge","excluded":true}""" })
        {
            await world.SetTermsAsync(terms, revision++);
            var call = await world.CallAsync();
            Assert.Equal(("No-TN-Validation", "CA/9999"), (TextOf(call, "verstat"), TextOf(call, "signer")));
            Assert.False(call.TryGetProperty("reasoncode", out _));
            Assert.True(Guid.TryParse(TextOf(call, "pOriginationId"), out _));
        }
    }

    // The verifier reaches its own STI-PA alone; the other country's CRL comes to it as a copy.
    [Fact]
    public async Task Call_WhoseCertificateIsRevokedAbroad_FailsByTheCopyOfTheCrl()
    {
        await using var world = await TwoCountries.StartAsync();
        await world.ExchangeAsync();
        await TwoCountries.UntilAsync(
            async () =>
            {
                await world.FollowAsync();
                return !Has(await world.CallAsync(), "revocation-unknown");
            },
            "the copy of the CRL is not in force at the verifier");
        var named = Assert.Single(world.Known!.CrlUrls);
        Assert.StartsWith($"{world.States.Origin}/download/v1/partner-crl/canada/", named, StringComparison.Ordinal);

        // Time goes on by more than the longest pause between two fetches.
        await world.Canada.RevokeAsync(world.Provider.Certificate);
        await TwoCountries.UntilAsync(
            async () =>
            {
                world.Advance(TimeSpan.FromMinutes(61));
                await world.Canada.RunAsync("PaPublishCrl");
                await world.States.RunAsync("PaRefreshPartnerCrls");
                return (await world.CrlsAsync())[0].GetProperty("entries").GetInt32() == 1;
            },
            "the next CRL is not copied");
        await TwoCountries.UntilAsync(
            async () =>
            {
                world.Advance(TimeSpan.FromMinutes(61));
                await world.FollowAsync();
                return TextOf(await world.CallAsync(), "verstat") == "TN-Validation-Failed";
            },
            "the next copy is not in force at the verifier");
        Assert.Equal("certificate-revoked", TextOf(await world.CallAsync(), "failure"));
    }

    [Fact]
    public async Task PartnerList_EachCaller_IsForPartnersAlone()
    {
        await using var world = await TwoCountries.StartAsync();
        const string Path = "/partner/v1/ca-list";
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Canada.SendAsync(HttpMethod.Get, Path, secret: null)).Status);
        var reader = await world.Canada.UserAsync("provider", "account-user", "acme");
        var (status, refused) = await world.Canada.SendAsync(HttpMethod.Get, Path, reader);
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (status, TextOf(refused, "reason")));
        Assert.Contains("partner", TextOf(refused, "detail"), StringComparison.Ordinal);
        var partner = await world.Canada.UserAsync("fr.pa", "partner", "FR");
        (status, var list) = await world.Canada.SendAsync(HttpMethod.Get, Path, partner);
        Assert.Equal((HttpStatusCode.OK, "success", world.Canada.CrlUrl), (status, TextOf(list, "status"), TextOf(list, "crl")));
        var (_, ordinary) = await world.Canada.SendAsync(HttpMethod.Get, "/api/v1/ca-list", partner);
        Assert.Equal(TextOf(ordinary, "caList"), TextOf(list, "caList"));
    }

    private static string? TextOf(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static bool Has(JsonElement call, string kind) =>
        call.TryGetProperty("findings", out var findings)
        && findings.EnumerateArray().Any(finding => finding.GetProperty("kind").GetString() == kind);
}
