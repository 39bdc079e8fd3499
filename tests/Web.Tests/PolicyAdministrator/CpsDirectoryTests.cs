using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class CpsDirectoryTests
{
    private const string Path = "/api/v1/account/acme/cps/1234";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The CPS is a program of its own, on loopback, which the policy administrator's settings exempt from the rules for addresses.
    [Fact]
    public async Task Put_ProvenByTheHost_IsInTheListThatReadersGet()
    {
        var (secret, key) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await using var cps = await LoneProgram.StartAsync(("Operator:Keys", $"olga:{key}"));
        var origin = $"http://127.0.0.1:{cps.Url.Port}";
        await using var world = await PaWorld.StartAsync(("Fetching:ExemptOrigins", origin));
        await world.OpenAsync("acme", "1234");
        var body = $$"""{"url":"{{origin}}/cps/company/1234"}""";
        var pending = await world.SendAsync(HttpMethod.Put, Path, body, world.SecretOf("alice"));
        Assert.Equal((HttpStatusCode.Accepted, "pending"), (pending.Status, pending.Text("status")));

        using var client = cps.NewClient("127.0.0.1");
        using var proof = new HttpRequestMessage(HttpMethod.Post, "/operator/v1/cps/host-proofs")
        {
            Content = new StringContent($$"""{"answer":"{{pending.Text("answer")}}"}""", Encoding.UTF8, "application/json"),
        };
        proof.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        using var added = await client.SendAsync(proof, Token);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal(pending.Text("answer"), await client.GetStringAsync(new Uri(pending.Text("challengeUrl")).AbsolutePath, Token));

        var provisioned = await world.SendAsync(HttpMethod.Put, Path, body, world.SecretOf("alice"));
        Assert.Equal((HttpStatusCode.OK, "host", "1"), (provisioned.Status, provisioned.Text("proof"), provisioned.Text("revision")));
        Assert.All(provisioned.Json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync(Path, "alice")).Status);
        Assert.Equal("cps-list-unknown", (await world.GetAsync("/api/v1/cps-list", "carol")).Reason);
        await world.RunAsync("PaPublishCpsList");

        var list = await world.GetAsync("/api/v1/cps-list", "carol");
        Assert.Equal("success", list.Text("status"));
        var bare = await world.GetAsync("/api/v1/cps-list?form=bare", "carol");
        Assert.Equal((list.Text("cpsList"), "application/jose+json"), (bare.Body, bare.MediaType));
        Assert.NotEqual(list.ETag, bare.ETag);
        var again = await world.SendAsync(HttpMethod.Get, "/api/v1/cps-list", secret: world.SecretOf("carol"), etag: list.ETag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Octets.Length));
        Assert.Contains("\"1234\":\"http://127.0.0.1:", PayloadOf(bare.Body), StringComparison.Ordinal);
        Assert.Equal(bare.Body, (await world.GetAsync("/operator/v1/cps-lists/1", "carol")).Text("cpsList"));

        var removed = await world.SendAsync(HttpMethod.Delete, Path, secret: world.SecretOf("alice"));
        Assert.Equal((HttpStatusCode.OK, "removed"), (removed.Status, removed.Text("status")));
        Assert.Equal("not-found", (await world.GetAsync(Path, "alice")).Reason);
        await world.RunAsync("PaPublishCpsList");
        Assert.DoesNotContain("1234", PayloadOf((await world.GetAsync("/api/v1/cps-list?form=bare", "carol")).Body),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/account/acme/cps/5678", """{"url":"https://198.41.0.4/x"}""", 403, "code-not-held")]
    [InlineData("/api/v1/account/acme/cps/12-34", """{"url":"https://198.41.0.4/x"}""", 403, "code-not-held")]
    [InlineData("/api/v1/account/nobody/cps/1234", """{"url":"https://198.41.0.4/x"}""", 404, "account-not-found")]
    [InlineData(Path, """{"url":"https://10.0.0.1/x"}""", 400, "address-not-public")]
    [InlineData(Path, """{"url":"https://[fd00::1]/x"}""", 400, "address-not-public")]
    [InlineData(Path, """{"url":"http://198.41.0.4/x"}""", 400, "url-not-allowed")]
    [InlineData(Path, """{"url":7}""", 400, "url-not-allowed")]
    [InlineData(Path, "", 400, "url-not-allowed")]
    [InlineData(Path, """{"url":"https://198.41.0.4/x","advertisement":7}""", 403, "proof-not-valid")]
    [InlineData(Path, """{"url":"https://198.41.0.4/x","advertisement":"x.y.z"}""", 403, "proof-not-valid")]
    [InlineData(Path, """{"url":"https://198.41.0.4/x","reason":"two\nlines"}""", 400, "act-malformed")]
    [InlineData(Path, """["url"]""", 400, "body-malformed")]
    public async Task Put_BadRequest_NamesTheRule(string path, string body, int status, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var answer = await world.SendAsync(HttpMethod.Put, path, body, world.SecretOf("alice"));
        Assert.Equal((status, reason), ((int)answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Put_BySomebodyWithoutTheRight_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        const string Body = """{"url":"https://198.41.0.4/x"}""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Put, Path, Body)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Put, Path, Body, world.SecretOf("carol"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/api/v1/cps-list")).Status);
    }

    [Fact]
    public async Task HostProof_UnknownOrMalformed_IsRefused()
    {
        var (secret, key) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await using var cps = await LoneProgram.StartAsync(("Operator:Keys", $"olga:{key}"));
        using var client = cps.NewClient("127.0.0.1");
        foreach (var token in (string[])["x", "AAAAAAAAAAAAAAAAAAAAAA", "..%2F..%2Fx"])
        {
            using var answer = await client.GetAsync($"/.well-known/shaken-cps/{token}", Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        foreach (var body in (string[])["{}", """{"answer":"x"}""", """{"answer":"AAAAAAAAAAAAAAAAAAAAAA.<script>"}"""])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/operator/v1/cps/host-proofs")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
            using var answer = await client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private static string PayloadOf(string jwt) =>
        Jws.TryParse(jwt, Limits.TrustListOctets, out var jws, out var failure)
            ? Encoding.UTF8.GetString(jws.DecodePayload()) : throw new ArgumentException(failure, nameof(jwt));
}
