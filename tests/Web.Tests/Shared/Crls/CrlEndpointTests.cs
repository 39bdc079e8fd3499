using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Crls;

/// <summary>A deployment with the roles pa and ca: a CA reports, the operator forces the list, anybody fetches it.</summary>
public sealed class CrlEndpointTests(Deployment deployment) : IClassFixture<Deployment>, IDisposable
{
    private const string CrlUrl = "https://sti-pa.example/download/v1/crl";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-crl-");
    private readonly (string Secret, HashedKey Key) _operator = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);
    private readonly (string Secret, HashedKey Key) _reporter = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AReportedCertificate_StandsOnTheListThatTheOperatorForces()
    {
        var url = await StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(url)).StatusCode);
        var leaf = deployment.A.Certificate;
        Assert.Equal(HttpStatusCode.Unauthorized, await ReportAsync(url, leaf, "crl_wrong"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReportAsync(url, deployment.Authority.Issuing, _reporter.Secret));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(url, "/pa/v1/revocations", _reporter.Secret, "{}"));
        Assert.Equal(HttpStatusCode.Created, await ReportAsync(url, leaf, _reporter.Secret));
        Assert.Equal(HttpStatusCode.OK, await ReportAsync(url, leaf, _reporter.Secret));

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(url, "/pa/v1/crl", "crl_wrong", ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(url, "/pa/v1/crl", secret: null, ""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(url, "/pa/v1/crl", _operator.Secret, ""));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(url, "/ca/v1/crl", _operator.Secret, ""));

        using var response = await GetAsync(url);
        Assert.Equal("application/pkix-crl", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromHours(1), response.Headers.CacheControl?.MaxAge);
        var octets = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.True(UntrustedCrl.TryRead(octets, out var crl, out var failure), failure);
        Assert.True(CrlIndex.TryRead(crl, out var index, out failure), failure);
        Assert.Equal(RevocationReason.KeyCompromise, index.Find(leaf)!.Value.Reason);
        Assert.Null(index.Find(deployment.B.Certificate));

        using var pem = await GetAsync(url, "application/x-pem-file");
        Assert.StartsWith("-----BEGIN X509 CRL-----", await pem.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.NotEqual(response.Headers.ETag, pem.Headers.ETag);
        using var either = await GetAsync(url, "application/pkix-crl, application/x-pem-file;q=0.5, */*;q=0.1");
        Assert.Equal(response.Headers.ETag, either.Headers.ETag);
        using var again = await GetAsync(url, "*/*", response.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, new Uri(url, "/download/v1/crl"));
        using var headed = await deployment.Http.SendAsync(head, Token);
        Assert.Equal(octets.Length, headed.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Get_WithTheFormPem_IsPemForWhoAsksForACrl()
    {
        var url = await StartAsync(("Pa:Crl:Form", "Pem"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(url, "/pa/v1/crl", _operator.Secret, ""));
        foreach (var accept in (string[])["application/pkix-crl", "*/*", "application/x-pem-file"])
        {
            using var response = await GetAsync(url, accept);
            Assert.Equal("application/x-pem-file", response.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith("-----BEGIN X509 CRL-----\n", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Post_RevokedAndPublishedHere_IsRefusedAtOnce()
    {
        var signer = deployment.Authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        var settings = await deployment.CpsSettingsAsync();
        settings["Shaken:Roles"] = "cps,pa";
        settings["Pa:Crl:Url"] = CrlUrl;
        settings["Pa:Crl:Certificate"] = Write("signer.pem", signer.Certificate.ToPem());
        settings["Pa:Crl:Key"] = Write("signer-key.pem", ((SoftwareKey)signer.Key).ToPem());
        settings["Pa:Crl:OperatorKey"] = _operator.Key.ToString();
        settings["Pa:Reporters"] = $"ca-1:{_reporter.Key}:{Write("ca.pem", deployment.Authority.Issuing.ToPem())}";
        var url = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(url);

        // Certificates of this authority name the list at the URL that this deployment publishes at, where nobody else answers.
        var (caller, leaf) = await CallerAsync();
        Assert.Equal(HttpStatusCode.Created, await PostPassportAsync(url, caller));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(url, "/pa/v1/crl", _operator.Secret, ""));
        Assert.Equal(HttpStatusCode.Created, await PostPassportAsync(url, caller));
        Assert.Equal(HttpStatusCode.Created, await ReportAsync(url, leaf, _reporter.Secret));
        Assert.Equal(HttpStatusCode.Created, await PostPassportAsync(url, caller));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(url, "/pa/v1/crl", _operator.Secret, ""));
        Assert.NotEqual(HttpStatusCode.Created, await PostPassportAsync(url, caller));
        Assert.Equal(HttpStatusCode.Created, await PostPassportAsync(url, deployment.Signer));
    }

    // A certificate of provider A of this test's own, since others rely on the deployment's.
    private async Task<(PassportSigner Signer, StiCertificate Leaf)> CallerAsync()
    {
        var made = await deployment.Authority.IssueAsync(Deployment.ProviderA, "Provider A", TimeSpan.FromDays(30), Token);
        return (new PassportSigner(made.Key, await deployment.PublishAsync(made.Chain)), made.Certificate);
    }

    private async Task<HttpStatusCode> PostPassportAsync(Uri url, PassportSigner signer)
    {
        var claims = PassportClaims.ForCall(Deployment.Caller, Deployment.Called, deployment.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, $"/cps/company/{Deployment.ProviderB.Code}"));
        request.Content = new StringContent(await signer.SignAsync(claims, Token), Encoding.ASCII, "application/passport");
        using var response = await deployment.Http.SendAsync(request, Token);
        return response.StatusCode;
    }

    private async Task<Uri> StartAsync(params (string Name, string Value)[] more)
    {
        var time = deployment.Time;
        DraftTerms Terms() => new(CertificateSerial.New(SystemRandom.Instance), time.GetUtcNow().AddMinutes(-5), time.GetUtcNow().AddDays(300));
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var draft = CertificateDraft.PolicyAdministratorRoot(Deployment.ProviderA.Country, "STI-PA", Terms(), rootKey.PublicKey).Lint().Value;
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(draft, rootKey, Token)).Value, rootKey);
        var signer = (await root.IssueAsync(CertificateDraft.CrlSigner(root.Certificate, "STI-PA", Terms(), key.PublicKey).Lint().Value, Token)).Value;
        Dictionary<string, string?> settings = new()
        {
            ["Shaken:Roles"] = "pa,ca",
            ["Pa:Crl:Url"] = CrlUrl,
            ["Pa:Crl:Certificate"] = Write("signer.pem", signer.ToPem()),
            ["Pa:Crl:Key"] = Write("signer-key.pem", key.ToPem()),
            ["Pa:Crl:OperatorKey"] = _operator.Key.ToString(),
            ["Pa:Reporters"] = $"ca-1:{_reporter.Key}:{Write("ca.pem", deployment.Authority.Issuing.ToPem())}",
        };
        foreach (var (name, value) in more) settings[name] = value;

        // A store of its own: the numbers of another test's list are not this one's.
        return await deployment.StartElsewhereAsync(settings);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<HttpResponseMessage> GetAsync(Uri url, string accept = "application/pkix-crl", EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/download/v1/crl"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (known is not null) request.Headers.IfNoneMatch.Add(known);
        return await deployment.Http.SendAsync(request, Token);
    }

    private Task<HttpStatusCode> ReportAsync(Uri url, StiCertificate certificate, string secret) => PostAsync(url, "/pa/v1/revocations", secret, $$"""
        {"issuer":"{{Convert.ToBase64String(certificate.Issuer.Der.Span)}}","serial":"{{certificate.SerialNumberText}}","reason":"keyCompromise",
        "revokedAt":"{{deployment.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","notAfter":"{{certificate.NotAfter:yyyy-MM-ddTHH:mm:ssZ}}"}
        """);

    private async Task<HttpStatusCode> PostAsync(Uri url, string path, string? secret, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await deployment.Http.SendAsync(request, Token);
        return response.StatusCode;
    }
}
