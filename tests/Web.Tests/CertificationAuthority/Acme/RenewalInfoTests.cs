using System.Net;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>Renewal information (RFC 9773) and profiles at the CA's own ACME server.</summary>
public sealed class RenewalInfoTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Base = AcmeTestClient.Base;

    [Fact]
    public async Task Directory_NamesRenewalInfo_AndNoProfilesUnlessConfigured()
    {
        var reply = await ca.NewClient().SendAsync(HttpMethod.Get, $"{Base}/directory");
        Assert.Equal($"{Base}/renewal-info", reply.Text("renewalInfo"));
        Assert.False(reply.Json.GetProperty("meta").TryGetProperty("profiles", out _));
        var client = await ca.RegisterAsync();
        (await client.NewOrderAsync(CaDeployment.Spc, ""","profile":"any" """)).ExpectProblem("invalidProfile", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task RenewalInfo_OfACertificate_IsLateInItsLife()
    {
        var (order, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var (start, end) = await WindowAsync(order.Client, certificate);
        var life = certificate.NotAfter - certificate.NotBefore;
        Assert.InRange(start, certificate.NotBefore + (life * 0.6), certificate.NotBefore + (life * 0.7));
        Assert.InRange(end, start, certificate.NotBefore + (life * 0.76));
    }

    [Fact]
    public async Task RenewalInfo_OfARevokedCertificate_IsOver()
    {
        var (order, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var payload = $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}"}""";
        (await order.Client.PostAsync($"{Base}/revoke-cert", payload)).Expect(HttpStatusCode.OK);
        Assert.True((await WindowAsync(order.Client, certificate)).End < ca.Time.GetUtcNow());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAA.AAAA")]
    public async Task RenewalInfo_OfNoCertificate_IsNotFound(string id) =>
        (await ca.NewClient().SendAsync(HttpMethod.Get, $"{Base}/renewal-info/{id}")).ExpectProblem("malformed", HttpStatusCode.NotFound);

    [Fact]
    public async Task Replaces_OfAnotherAccountsCertificate_IsRefused()
    {
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var stranger = await ca.RegisterAsync();
        var member = $$""","replaces":"{{RenewalId.Of(certificate)!.Text}}" """;
        (await stranger.NewOrderAsync(CaDeployment.Spc, member)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        (await stranger.NewOrderAsync(CaDeployment.Spc, ""","replaces":"x" """)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Replaces_OfAnotherTnAuthList_IsRefused()
    {
        var client = await ca.RegisterAsync();
        var (_, certificate) = await ca.IssueAsync(client);
        var member = $$""","replaces":"{{RenewalId.Of(certificate)!.Text}}" """;
        (await client.NewOrderAsync(CaDeployment.SpcOf("5678"), member)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Profile_ThatIsConfigured_BoundsTheLife()
    {
        var url = await ca.StartCaAsync(("Acme:Profiles", "short-lived=24,usual=2160"));
        var client = await ca.RegisterAsync(url);
        var profiles = (await client.SendAsync(HttpMethod.Get, $"{Base}/directory")).Json.GetProperty("meta").GetProperty("profiles");
        Assert.Equal(["short-lived", "usual"], profiles.EnumerateObject().Select(profile => profile.Name).Order(StringComparer.Ordinal));
        var placed = (await client.NewOrderAsync(CaDeployment.Spc, ""","profile":"short-lived" """)).Expect(HttpStatusCode.Created);
        Assert.Equal("short-lived", placed.Text("profile"));
        var order = await AcmeTestOrder.Of(client, placed).AuthorizeAsync(await ca.TokenAsync(client));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
        var certificate = (await order.DownloadAsync())[0];
        Assert.True(certificate.NotAfter - certificate.NotBefore < TimeSpan.FromHours(24));
    }

    private static async Task<(DateTimeOffset Start, DateTimeOffset End)> WindowAsync(AcmeTestClient client, StiCertificate certificate)
    {
        var reply = await client.SendAsync(HttpMethod.Get, $"{Base}/renewal-info/{RenewalId.Of(certificate)!.Text}");
        var window = reply.Expect(HttpStatusCode.OK).Json.GetProperty("suggestedWindow");
        return (window.GetProperty("start").GetDateTimeOffset(), window.GetProperty("end").GetDateTimeOffset());
    }
}
