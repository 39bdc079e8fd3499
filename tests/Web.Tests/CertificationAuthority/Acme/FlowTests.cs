using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>The way from nothing to a certificate (RFC 8555, RFC 9447, RFC 9448).</summary>
public sealed class FlowTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Base = AcmeTestClient.Base;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directory_NamesTheResourcesBelowTheBase_ByGetAndByPost()
    {
        var client = await ca.RegisterAsync();
        foreach (var reply in (AcmeReply[])[await client.SendAsync(HttpMethod.Get, $"{Base}/directory"), await client.PostAsync($"{Base}/directory")])
        {
            reply.Expect(HttpStatusCode.OK);
            Assert.Equal(
                [$"{Base}/new-nonce", $"{Base}/new-account", $"{Base}/new-order", $"{Base}/revoke-cert", $"{Base}/key-change"],
                ((string[])["newNonce", "newAccount", "newOrder", "revokeCert", "keyChange"]).Select(reply.Text));
            Assert.False(reply.Json.GetProperty("meta").GetProperty("externalAccountRequired").GetBoolean());
            Assert.False(reply.Json.TryGetProperty("newAuthz", out _));
        }
    }

    [Fact]
    public async Task Directory_WithoutABase_NamesTheAddressItWasAskedAt()
    {
        var url = await ca.StartCaAsync(("Acme:BaseUrl", null));
        var reply = await ca.NewClient(url).SendAsync(HttpMethod.Get, $"{Base}/directory");
        Assert.Equal(new Uri(url, "/acme/new-nonce").AbsoluteUri, reply.Text("newNonce"));
    }

    [Fact]
    public async Task Flow_EndsInACertificateThatIsPublished_PassesTheLinter_AndLeadsToTheRoot()
    {
        var client = await ca.RegisterAsync();
        var placed = (await client.NewOrderAsync(CaDeployment.Spc)).Expect(HttpStatusCode.Created);
        var order = AcmeTestOrder.Of(client, placed);
        Assert.Equal(("pending", "TNAuthList"), (placed.Text("status"), placed.Json.GetProperty("identifiers")[0].GetProperty("type").GetString()));
        Assert.False(placed.Json.TryGetProperty("certificate", out _));

        var authorization = (await client.PostAsync(order.Authorization)).Expect(HttpStatusCode.OK);
        var challenge = Assert.Single(authorization.Json.GetProperty("challenges").EnumerateArray());
        Assert.Equal(("tkauth-01", "atc", "pending"), (challenge.GetProperty("type").GetString(), challenge.GetProperty("tkauth-type").GetString(), challenge.GetProperty("status").GetString()));
        Assert.True(challenge.GetProperty("token").GetString()!.Length >= 22);
        Assert.Equal(order.Challenge, challenge.GetProperty("url").GetString());

        var answered = (await order.AnswerAsync(await ca.TokenAsync(client))).Expect(HttpStatusCode.OK);
        Assert.Equal(("valid", order.Authorization), (answered.Text("status"), answered.Link("up")));
        Assert.Equal("ready", await order.StatusAsync());
        Assert.Equal("valid", (await client.PostAsync(order.Authorization)).Text("status"));

        var key = SoftwareKey.New();
        var finalized = (await order.FinalizeAsync(await CaDeployment.CsrAsync(key))).Expect(HttpStatusCode.OK);
        Assert.Equal((order.Url, "valid"), (finalized.Location, finalized.Text("status")));
        var chain = await order.DownloadAsync();
        AssertIsAsTheProfileHasIt(chain, key);
        await AssertIsPublishedAsync(finalized.Text("x5u"), chain);
    }

    [Fact]
    public async Task Flow_AcrossInstances_GoesOnWhereItWas()
    {
        var first = await ca.RegisterAsync(ca.Instances[0]);
        var second = first.At(ca.Instances[1]);
        var order = await first.OrderAsync(CaDeployment.Spc);
        await order.By(second).AuthorizeAsync(await ca.TokenAsync(first));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).Expect(HttpStatusCode.OK);
        var chain = await order.By(second).DownloadAsync();
        Assert.Equal(chain[0].Fingerprint, (await order.DownloadAsync())[0].Fingerprint);
    }

    [Fact]
    public async Task Certificate_OfAnOrder_IsForItsAccountOnly()
    {
        var (order, _) = await ca.IssueAsync(await ca.RegisterAsync());
        var stranger = await ca.RegisterAsync();
        foreach (var url in (string[])[order.Url, order.Authorization, order.Challenge, $"{Base}/certificate/{order.Id}"])
            (await stranger.PostAsync(url)).ExpectProblem("malformed", HttpStatusCode.NotFound);
        (await stranger.PostAsync(order.Finalize, "{\"csr\":\"AA\"}")).ExpectProblem("malformed", HttpStatusCode.NotFound);
        (await order.Client.PostAsync($"{Base}/certificate/{order.Id}/1")).ExpectProblem("malformed", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AlternateChain_IsLinked_AndServed()
    {
        // The intermediate's key, certified by another root too.
        var other = await Pki.NewAsync(CaDeployment.Country, ca.Time.GetUtcNow());
        var cross = other.Root.Certificate;
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), ca.Time.GetUtcNow().AddHours(-1), ca.Time.GetUtcNow().AddDays(100));
        var own = ca.Pki.Intermediate.Certificate;
        var draft = CertificateDraft.Intermediate(cross, other.Policy, "Test CA", "Test SHAKEN CA", terms, ca.Pki.IntermediateKey.PublicKey, pathLength: 0);
        var crossed = (await other.Root.IssueAsync(Pki.Linted(draft), Token)).Value;
        Assert.True(crossed.Subject.Der.Span.SequenceEqual(own.Subject.Der.Span));
        var path = Path.Combine(Path.GetTempPath(), $"shaken-cross-{CertificateSerial.New(SystemRandom.Instance)}.pem");
        await File.WriteAllTextAsync(path, crossed.ToPem(), Token);
        var url = await ca.StartCaAsync(("Acme:AlternateChains", path));
        File.Delete(path);

        var (order, certificate) = await ca.IssueAsync(await ca.RegisterAsync(url));
        var first = await order.Client.PostAsync($"{Base}/certificate/{order.Id}");
        Assert.Equal($"{Base}/certificate/{order.Id}/1", first.Link("alternate"));
        var second = (await order.Client.PostAsync(first.Link("alternate")!)).Expect(HttpStatusCode.OK);
        Assert.Equal($"{Base}/certificate/{order.Id}", second.Link("alternate"));
        Assert.True(CertificateBundle.TryRead(System.Text.Encoding.ASCII.GetBytes(second.Body), out var chain, out _));
        Assert.Equal([certificate.Fingerprint, crossed.Fingerprint], chain.Select(one => one.Fingerprint));
    }

    [Fact]
    public async Task Answers_AreNotCached_AndCarryANonceAndTheIndex()
    {
        var client = await ca.RegisterAsync();
        var reply = await client.PostAsync(client.Account!);
        Assert.Equal(("no-store", $"{Base}/directory"), (reply.Header("Cache-Control"), reply.Link("index")));
        Assert.NotEqual(reply.Nonce, (await client.PostAsync(client.Account!)).Nonce);
    }

    private void AssertIsAsTheProfileHasIt(IReadOnlyList<StiCertificate> chain, SoftwareKey key)
    {
        Assert.Equal(2, chain.Count);
        var leaf = chain[0];
        Assert.Empty(CertificateLinter.Lint(leaf, LintProfile.UnitedStates));
        Assert.True(new ChainValidator([ca.Pki.TrustedRoot]).Validate(chain, ca.Time.GetUtcNow(), LeafPurpose.StiEndEntity).TryGet(out var path, out var refusal), refusal?.Detail);
        Assert.Equal(3, path.Path.Count);
        Assert.Equal(("US", "Provider A", "SHAKEN 1234"), (leaf.Subject.Country!.Value, leaf.Subject.Values(Oids.Organization).Single(), leaf.Subject.Values(Oids.CommonName).Single()));
        Assert.Equal(TnAuthListDer.Write(CaDeployment.Spc), leaf.Extensions.Find(Oids.TnAuthList)!.Value.ToArray());
        Assert.True(leaf.PublicKey.TryToP256(out var certified));
        Assert.Equal(key.PublicKey.Q.X, certified.Parameters.Q.X);
        Assert.InRange(leaf.SerialNumber.Length, 16, 20);
    }

    private async Task AssertIsPublishedAsync(string x5u, IReadOnlyList<StiCertificate> chain)
    {
        Assert.EndsWith($"/certificates/{chain[0].Fingerprint}.pem", x5u, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, x5u);
        using var response = await ca.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/pem-certificate-chain", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.CacheControl is { Public: true, MaxAge: { TotalSeconds: >= 86_400 } });
        Assert.False(response.Headers.ETag!.IsWeak);
        Assert.True(CertificateBundle.TryRead(await response.Content.ReadAsByteArrayAsync(Token), out var served, out var failure), failure);
        Assert.Equal(chain.Select(certificate => certificate.Fingerprint), served.Select(certificate => certificate.Fingerprint));
    }
}
