using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.CertificationAuthority.Issuing;

/// <summary>The manual flow: a CSR and a token in, a certificate out.</summary>
public sealed class ManualFlowTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Issue = "/ca/v1/certificates";
    private const string Preview = "/ca/v1/certificates/preview";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preview_ShowsWhatWillBeIssued_AndUsesNothingUp()
    {
        var (csr, token) = await NewRequestAsync();
        for (var count = 0; count < 2; count++)
        {
            var preview = (await PostAsync(Preview, Body(csr.ToPem(), token))).Expect(HttpStatusCode.OK);
            var lines = preview.Json.GetProperty("contents").EnumerateArray().ToDictionary(line => line.GetProperty("name").GetString()!, line => line.GetProperty("value").GetString());
            Assert.Equal(("C=US, O=Provider A, CN=SHAKEN 1234", "SPC 1234", "no"), (lines["Subject"], lines["TNAuthList"], lines["CA"]));
            Assert.Contains(csr.Jwk.Thumbprint(), lines["Key"], StringComparison.Ordinal);
            Assert.Contains("https://pa.example/crl", lines["CRL"], StringComparison.Ordinal);
        }

        (await PostAsync(Issue, Body(csr.ToPem(), token))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Issue_GivesThePublishedChain_AndTheSameAgain_AlsoAtTheOtherInstance()
    {
        var (csr, token) = await NewRequestAsync();
        var first = (await PostAsync(Issue, Body(csr.ToPem(), $" {token}\n"))).Expect(HttpStatusCode.Created);
        var again = (await PostAsync(Issue, Body(csr.ToPem(), token), ca.Instances[1])).Expect(HttpStatusCode.Created);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal((first.Location, "no-store"), (first.Text("url"), first.Header("Cache-Control")));
        Assert.True(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(first.Text("chain")), out var chain, out _));
        Assert.True(new ChainValidator([ca.Pki.TrustedRoot]).Validate(chain, ca.Time.GetUtcNow(), LeafPurpose.StiEndEntity).IsSuccess);
        Assert.Empty(CertificateLinter.Lint(chain[0], LintProfile.UnitedStates));
        var served = await ca.NewClient(ca.RepositoryUrl).SendAsync(HttpMethod.Get, first.Location!);
        Assert.Equal(chain[0].Fingerprint, CertificateBundle.TryRead(Encoding.ASCII.GetBytes(served.Body), out var published, out _) ? published[0].Fingerprint : null);
    }

    [Fact]
    public async Task Requests_OnBothInstancesAtOnce_GetOneCertificate()
    {
        var (csr, token) = await NewRequestAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => PostAsync(Issue, Body(csr.ToPem(), token), ca.Instances[index % 2])));
        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.Created).Text("url")).Distinct());
    }

    [Fact]
    public async Task Token_UsedForAnotherCsr_IsRefused()
    {
        var key = SoftwareKey.New();
        var (csr, token) = await NewRequestAsync(key);
        (await PostAsync(Issue, Body(csr.ToPem(), token))).Expect(HttpStatusCode.Created);
        var other = await CaDeployment.CsrAsync(key, organization: "Another name");
        AssertRefused(await PostAsync(Issue, Body(other.ToPem(), token)), "token-used", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Key_CertifiedForAnotherSpc_IsRefused_AndTheTokenIsNotUsedUp()
    {
        var key = SoftwareKey.New();
        var (csr, token) = await NewRequestAsync(key);
        (await PostAsync(Issue, Body(csr.ToPem(), token))).Expect(HttpStatusCode.Created);
        var spc = CaDeployment.SpcOf("5678");
        var other = await CaDeployment.CsrAsync(key, spc);
        AssertRefused(await PostAsync(Issue, Body(other.ToPem(), await TokenAsync(key, spc))), "not-issued", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Csr_ThatIsNoneOrAsksForNothing_IsRefused()
    {
        var (csr, token) = await NewRequestAsync();
        foreach (var pem in (string[])["", "x", csr.ToPem().Replace("CERTIFICATE REQUEST", "CERTIFICATE", StringComparison.Ordinal), csr.ToPem()[..200], Spoil(csr)])
            AssertRefused(await PostAsync(Preview, Body(pem, token)), "csr-refused", HttpStatusCode.BadRequest);
        using var bare = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", bare, System.Security.Cryptography.HashAlgorithmName.SHA256);
        AssertRefused(await PostAsync(Issue, Body(request.CreateSigningRequestPem(), token)), "csr-refused", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Token_ThatDoesNotGrantIt_IsRefused()
    {
        var (csr, _) = await NewRequestAsync();
        var stranger = SoftwareKey.New();
        foreach (var token in (string[])["", "x", await TokenAsync(stranger, CaDeployment.Spc)])
            AssertRefused(await PostAsync(Issue, Body(csr.ToPem(), token)), "token-refused", HttpStatusCode.Forbidden);
        var key = SoftwareKey.New();
        var mine = await CaDeployment.CsrAsync(key);
        AssertRefused(await PostAsync(Issue, Body(mine.ToPem(), await TokenAsync(key, CaDeployment.SpcOf("5678")))), "token-refused", HttpStatusCode.Forbidden);
        var ca1 = await CaDeployment.CsrAsync(key, isCa: true);
        AssertRefused(await PostAsync(Issue, Body(ca1.ToPem(), await TokenAsync(key, CaDeployment.Spc))), "token-refused", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Token_WhoseSignerCannotBeFetched_CanBeTriedAgain()
    {
        var key = SoftwareKey.New();
        const string Nowhere = "https://no-such-host.example/a.pem";
        var token = await ca.PolicyAdministrator.TokenAsync(Nowhere, CaDeployment.Spc, JsonWebKey.From(key.PublicKey));
        var reply = await PostAsync(Issue, Body((await CaDeployment.CsrAsync(key)).ToPem(), token));
        AssertRefused(reply, "token-not-verifiable", HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(reply.Header("Retry-After"));
    }

    [Fact]
    public async Task Organization_IsTheCsrs_OrTheRequests_OrRefused()
    {
        var key = SoftwareKey.New();
        var csr = await CaDeployment.CsrAsync(key, organization: null);
        var token = await TokenAsync(key, CaDeployment.Spc);
        AssertRefused(await PostAsync(Issue, Body(csr.ToPem(), token)), "organization-missing", HttpStatusCode.BadRequest);
        var reply = (await PostAsync(Issue, Body(csr.ToPem(), token, "Named by Hand"))).Expect(HttpStatusCode.Created);
        Assert.True(CertificateBundle.TryRead(Encoding.ASCII.GetBytes(reply.Text("chain")), out var chain, out _));
        Assert.Equal("Named by Hand", chain[0].Subject.Values(Oids.Organization).Single());

        var tooLong = await CaDeployment.CsrAsync(SoftwareKey.New(), organization: null);
        var refused = await PostAsync(Preview, Body(csr.ToPem(), await TokenAsync(key, CaDeployment.Spc), new string('x', 65)));
        Assert.NotNull(tooLong);
        AssertRefused(refused, "not-issued", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("text/plain", "{}", "media-type", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{", "body-malformed", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{}", "body-malformed", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"csr":1,"token":2}""", "body-malformed", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"csr":"","token":2}""", "body-malformed", HttpStatusCode.BadRequest)]
    public async Task Body_OfAnotherForm_IsRefused(string contentType, string body, string reason, HttpStatusCode status) =>
        AssertRefused(await PostAsync(Issue, body, contentType: contentType), reason, status);

    [Fact]
    public async Task Body_ThatIsTooLong_IsRefused() =>
        AssertRefused(await PostAsync(Issue, Body(new string('x', 200_000), "x")), "body-too-large", HttpStatusCode.RequestEntityTooLarge);

    [Theory]
    [InlineData("/console/certificates", "text/html; charset=utf-8")]
    [InlineData("/console/certificates.js", "text/javascript; charset=utf-8")]
    [InlineData("/console/console.css", "text/css; charset=utf-8")]
    public async Task Page_IsServedWithItsPolicy_AndNotSentAgain(string path, string contentType)
    {
        var client = ca.NewClient();
        var reply = (await client.SendAsync(HttpMethod.Get, $"https://ca.example{path}")).Expect(HttpStatusCode.OK);
        Assert.Equal((contentType, "nosniff", "no-referrer"), (reply.ContentType, reply.Header("X-Content-Type-Options"), reply.Header("Referrer-Policy")));
        Assert.StartsWith("default-src 'none'; script-src 'self'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotEmpty(reply.Body);

        foreach (var (tag, status) in ((string, HttpStatusCode)[])[(reply.Header("ETag")!, HttpStatusCode.NotModified), ("\"other\"", HttpStatusCode.OK)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(ca.Instances[0], path));
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            using var response = await ca.Http.SendAsync(request, Token);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Page_LoadsNothingFromElsewhere_AndHasNoScriptWithin()
    {
        var page = (await ca.NewClient().SendAsync(HttpMethod.Get, "https://ca.example/console/certificates")).Body;
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)|style=|\\son[a-z]+=", page);
    }

    private async Task<(SigningRequest Csr, string Token)> NewRequestAsync(SoftwareKey? key = null)
    {
        key ??= SoftwareKey.New();
        return (await CaDeployment.CsrAsync(key), await TokenAsync(key, CaDeployment.Spc));
    }

    private Task<string> TokenAsync(SoftwareKey key, TnAuthList list) => ca.PolicyAdministrator.TokenAsync(ca.X5u, list, JsonWebKey.From(key.PublicKey));

    private static string Body(string csr, string token, string? organization = null)
    {
        var body = new JsonObject { ["csr"] = csr, ["token"] = token };
        if (organization is not null) body["organization"] = organization;
        return body.ToJsonString();
    }

    private static string Spoil(SigningRequest csr)
    {
        var der = csr.Der.ToArray();
        der[^1] ^= 1;
        return System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE REQUEST", der);
    }

    private async Task<AcmeReply> PostAsync(string path, string body, Uri? instance = null, string contentType = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await ca.NewClient(instance).SendAsync(HttpMethod.Post, $"https://ca.example{path}", content);
    }

    private static void AssertRefused(AcmeReply reply, string reason, HttpStatusCode status)
    {
        reply.Expect(status);
        Assert.Equal((reason, JsonValueKind.String), (reply.Text("reason"), reply.Json.GetProperty("detail").ValueKind));
        Assert.StartsWith("application/problem+json", reply.ContentType, StringComparison.Ordinal);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }
}
