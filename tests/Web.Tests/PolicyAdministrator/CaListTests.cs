using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class CaListTests
{
    [Theory]
    [InlineData("", JsonValueKind.Number, false)]
    [InlineData(""","listForm":{"version":"text","entries":"pem"}""", JsonValueKind.String, true)]
    [InlineData(""","listForm":{"version":"number","entries":"pem"}""", JsonValueKind.Number, true)]
    [InlineData(""","listForm":{"version":"text","entries":"der"}""", JsonValueKind.String, false)]
    public async Task Get_EachUser_ReadsTheFormOfItsClient(string members, JsonValueKind version, bool isPem)
    {
        await using var world = await PaWorld.StartAsync();
        await world.ApproveAsync();
        await world.RunAsync("PaPublishList");
        var user = await world.UserAsync("acme.api", "account-user", "acme", members);
        var answer = await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: user, accept: "application/jose+json");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.MediaType));
        Assert.Equal(["status", "caList"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.All(answer.Json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        var payload = PayloadOf(answer.Text("caList"));
        Assert.Equal(version, payload.GetProperty("version").ValueKind);
        Assert.Equal(isPem, payload.GetProperty("trustList")[0].GetString()!.StartsWith("-----BEGIN", StringComparison.Ordinal));
        Assert.Equal(1, payload.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Get_Bare_IsTheJwtAndAnotherEntity()
    {
        await using var world = await PaWorld.StartAsync();
        await world.ApproveAsync();
        await world.RunAsync("PaPublishList");
        var partner = await world.UserAsync("ca.pa", "partner", "Canada");
        var wrapped = await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: $"Bearer {partner}");
        foreach (var (path, accept) in ((string, string?)[])[("/api/v1/ca-list?form=bare", null), ("/api/v1/ca-list", "application/jose")])
        {
            var bare = await world.SendAsync(HttpMethod.Get, path, secret: partner, accept: accept);
            Assert.Equal((wrapped.Text("caList"), "application/jose+json"), (bare.Body, bare.MediaType));
            Assert.NotEqual(wrapped.ETag, bare.ETag);
        }

        var again = await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: partner, etag: wrapped.ETag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Octets.Length));
        Assert.Equal("max-age=60, private", again.CacheControl);
        await world.ApproveAsync();
        await world.RunAsync("PaPublishList");
        var changed = await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: partner, etag: wrapped.ETag);
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(2, PayloadOf(changed.Text("caList")).GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Get_ByNobodyOrBeforeTheFirst_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/api/v1/ca-list")).Status);
        var early = await world.GetAsync("/api/v1/ca-list", "carol");
        Assert.Equal((HttpStatusCode.NotFound, "list-unknown"), (early.Status, early.Reason));
        var authority = await world.UserAsync("ca.1", "authority", "ca-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Get, "/api/v1/ca-list", secret: authority)).Status);
    }

    // Half of its life passes: the next list is signed long before the exp of this one.
    [Fact]
    public async Task Publish_NearTheExp_SignsAnewAndKeepsEveryList()
    {
        await using var world = await PaWorld.StartAsync(("Pa:List:ValidityHours", "2"), ("Pa:List:RenewBeforeHours", "1"));
        await world.ApproveAsync();
        await world.RunAsync("PaPublishList");
        await world.RunAsync("PaPublishList");
        world.Program.Time.Advance(TimeSpan.FromMinutes(61));
        await world.RunAsync("PaPublishList");
        var lists = (await world.GetAsync("/operator/v1/lists", "carol")).Json.GetProperty("lists").EnumerateArray().ToList();
        Assert.Equal([2, 1], lists.Select(list => list.GetProperty("sequence").GetInt64()));
        var first = await world.GetAsync("/operator/v1/lists/1", "carol");
        Assert.True(Jws.TryParse(first.Text("caList"), Limits.TrustListOctets, out var jws, out _));
        var pem = await world.GetAsync(new Uri(jws.Header.X5u!).AbsolutePath);
        Assert.True(CertificateBundle.TryRead(pem.Octets, out var chain, out _));
        Assert.True(chain[0].PublicKey.TryToP256(out var key));
        Assert.Null(JwsVerifier.FaultOf(jws, key));
        Assert.Equal("list-unknown", (await world.GetAsync("/operator/v1/lists/3", "carol")).Reason);
        Assert.Equal("list-unknown", (await world.GetAsync("/operator/v1/lists/x", "carol")).Reason);
    }

    [Fact]
    public async Task Publish_Forced_IsForGovernanceAndAudited()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync("/operator/v1/lists", """{"reason":"r"}""", by: "carol")).Status);
        Assert.Equal("act-malformed", (await world.PostAsync("/operator/v1/lists", "{}")).Reason);
        Assert.Equal(1, (await world.PostAsync("/operator/v1/lists", """{"reason":"new key"}""")).Number("sequence"));
        Assert.Equal(2, (await world.PostAsync("/operator/v1/lists", """{"reason":"new key"}""")).Number("sequence"));
    }

    [Theory]
    [InlineData(".crt", "application/pkix-cert", "application/pem-certificate-chain")]
    [InlineData(".crt", null, "application/pem-certificate-chain")]
    [InlineData(".der", null, "application/pkix-cert")]
    public async Task GetSigner_InEachForm_IsTheCertificate(string ending, string? accept, string mediaType)
    {
        await using var world = await PaWorld.StartAsync();
        var name = $"trusted-ca-list-{world.Authority.ListSigner.Fingerprint[..16]}";
        var answer = await world.GetAsync($"/download/v1/certificate/{name}{ending}", accept: accept);
        Assert.Equal((HttpStatusCode.OK, mediaType), (answer.Status, answer.MediaType));
        Assert.True(CertificateBundle.TryRead(answer.Octets, out var read, out _));
        Assert.Equal(world.Authority.ListSigner.Fingerprint, read[0].Fingerprint);
        Assert.Equal(ending == ".der", answer.Octets[0] == 0x30);
        Assert.Equal("certificate-unknown", (await world.GetAsync($"/download/v1/certificate/{name}")).Reason);
        Assert.Equal("certificate-unknown", (await world.GetAsync($"/download/v1/certificate/other{ending}")).Reason);
    }

    [Fact]
    public async Task GetSigner_WithTheFormDer_IsDerUnderBothNames()
    {
        await using var world = await PaWorld.StartAsync(("Pa:SignerForm", "Der"));
        var answer = await world.GetAsync($"/download/v1/certificate/trusted-ca-list-{world.Authority.ListSigner.Fingerprint[..16]}.crt");
        Assert.Equal(0x30, answer.Octets[0]);
    }

    private static JsonElement PayloadOf(string jwt)
    {
        Assert.True(Jws.TryParse(jwt, Limits.TrustListOctets, out var jws, out _));
        using var payload = JsonDocument.Parse(jws.DecodePayload());
        return payload.RootElement.Clone();
    }
}
