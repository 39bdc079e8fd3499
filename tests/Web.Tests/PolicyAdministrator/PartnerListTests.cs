using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shaken.Web.Tests.PolicyAdministrator;

/// <summary>The trusted-CA server for partners (ATIS-1000087 clause 4.3, option 2).</summary>
public sealed class PartnerListTests
{
    private const string Path = "/partner/v1/ca-list";
    private const string CertificateHeader = "X-ARR-ClientCert";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ByAPartnersKey_GivesTheListAndWhereTheCrlIs()
    {
        await using var world = await StartAsync();
        var key = await world.UserAsync("ca.pa", "partner", "CA");
        foreach (var secret in new[] { key, $"Bearer {key}" })
        {
            var answer = await world.SendAsync(HttpMethod.Get, Path, secret: secret, accept: "application/jose+json");
            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.MediaType));
            Assert.Equal(["status", "caList", "crl"], answer.Json.EnumerateObject().Select(member => member.Name));
            Assert.Equal(("success", $"{PaWorld.Url}/download/v1/crl"), (answer.Text("status"), answer.Text("crl")));
            var ordinary = await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: secret);
            Assert.Equal(ordinary.Text("caList"), answer.Text("caList"));
        }
    }

    [Fact]
    public async Task Get_ByASessionOfAPartner_GivesTheList()
    {
        await using var world = await StartAsync();
        await world.UserAsync("ca.pa", "partner", "CA");
        var set = await world.PostAsync("/operator/v1/principals/ca.pa/password", """{"reason":"asked"}""");
        var login = await world.SendAsync(
            HttpMethod.Post, "/api/v1/auth/login", $$"""{"userId":"ca.pa","password":"{{set.Text("secret")}}"}""");
        var answer = await world.SendAsync(HttpMethod.Get, Path, secret: login.Text("accessToken"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Get_ByAClientCertificateOfAPartner_GivesTheList()
    {
        await using var world = await StartAsync(
            ("Limits:TrustedProxies", "127.0.0.0/8"), ("Access:CertificateHeader", CertificateHeader));
        await world.UserAsync("ca.pa", "partner", "CA");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = world.Program.Time.GetUtcNow();
        using var certificate = new CertificateRequest("CN=ca.pa", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var sha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await world.PostAsync(
            "/operator/v1/principals/ca.pa/certificates", $$"""{"sha256":"{{sha256}}","name":"tls","reason":"asked"}""");
        using var client = world.Program.NewClient("127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add(CertificateHeader, Convert.ToBase64String(certificate.RawData));
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Get_Again_IsNotModifiedInThatForm()
    {
        await using var world = await StartAsync();
        var key = await world.UserAsync("ca.pa", "partner", "CA");
        var first = await world.SendAsync(HttpMethod.Get, Path, secret: key);
        var again = await world.SendAsync(HttpMethod.Get, Path, secret: key, etag: first.ETag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Octets.Length));
        var bare = await world.SendAsync(HttpMethod.Get, $"{Path}?form=bare", secret: key, etag: first.ETag);
        Assert.Equal((HttpStatusCode.OK, first.Text("caList")), (bare.Status, bare.Body));

        // The entity is another than that of the ordinary route, which has no CRL.
        Assert.NotEqual(first.ETag, (await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: key)).ETag);
    }

    [Theory]
    [InlineData("account-user", "acme")]
    [InlineData("authority", "ca-1")]
    [InlineData("reporter", "cvt")]
    public async Task Get_ByAnotherPrincipal_IsRefusedWithTheReason(string kind, string account)
    {
        await using var world = await StartAsync();
        var refused = await world.SendAsync(HttpMethod.Get, Path, secret: await world.UserAsync("other", kind, account));
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (refused.Status, refused.Reason));
        Assert.Equal("this path is for principals of the kinds partner", refused.Text("detail"));
    }

    [Fact]
    public async Task Get_ByOperatorNobodyOrDisabledPartner_IsRefused()
    {
        await using var world = await StartAsync();
        Assert.Equal("caller-not-allowed", (await world.GetAsync(Path, "alice")).Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync(Path)).Status);
        var key = await world.UserAsync("ca.pa", "partner", "CA");
        await world.PostAsync("/operator/v1/principals/ca.pa/disable", """{"reason":"the agreement ended"}""");
        var refused = await world.SendAsync(HttpMethod.Get, Path, secret: key);
        Assert.Equal((HttpStatusCode.Forbidden, "caller-disabled"), (refused.Status, refused.Reason));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Send_AnotherMethod_IsNotAllowed(string method)
    {
        await using var world = await StartAsync();
        var key = await world.UserAsync("ca.pa", "partner", "CA");
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed, (await world.SendAsync(new HttpMethod(method), Path, "{}", secret: key)).Status);
    }

    [Fact]
    public async Task Get_BeforeTheFirstList_IsNotFound()
    {
        await using var world = await PaWorld.StartAsync();
        var early = await world.SendAsync(HttpMethod.Get, Path, secret: await world.UserAsync("ca.pa", "partner", "CA"));
        Assert.Equal((HttpStatusCode.NotFound, "list-unknown"), (early.Status, early.Reason));
    }

    private static async Task<PaWorld> StartAsync(params (string Name, string Value)[] settings)
    {
        var world = await PaWorld.StartAsync(settings);
        await world.ApproveAsync();
        await world.RunAsync("PaPublishList");
        return world;
    }
}
