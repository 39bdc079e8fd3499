using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Operators;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Crls;

/// <summary>What an operator sees of the CRLs that a deployment signs, and the next one on request.</summary>
public sealed class CrlOperatorTests : IAsyncLifetime
{
    private const string Url = "https://sti-pa.example/download/v1/crl";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-crl-");

    // The clock that a program of a test begins with.
    private readonly ManualTime _time = new();
    private readonly (string Secret, HashedKey Key) _reporter = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);
    private LocalAuthority _authority = null!;
    private StiCertificate _leaf = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _authority = await LocalAuthority.NewAsync(Deployment.ProviderA.Country, "Test", _time, SystemRandom.Instance, Token);
        _leaf = (await _authority.IssueAsync(Deployment.ProviderA, "Provider A", TimeSpan.FromDays(30), Token)).Certificate;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Publish_ByAnOperator_SignsTheNextCrlWithWhatWasReported()
    {
        await using var world = await StartAsync();
        var before = Assert.Single((await ReadAsync(world, "crls")).GetProperty("crls").EnumerateArray());
        Assert.Equal(Url, before.GetProperty("url").GetString());
        var report = $$"""
            {"issuer":"{{Convert.ToBase64String(_leaf.Issuer.Der.Span)}}","serial":"{{_leaf.SerialNumberText}}","reason":"keyCompromise",
            "revokedAt":"{{world.Program.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","notAfter":"{{_leaf.NotAfter:yyyy-MM-ddTHH:mm:ssZ}}"}
            """;
        var taken = await world.SendAsync(HttpMethod.Post, "/pa/v1/revocations", report, $"Bearer {_reporter.Secret}");
        Assert.Equal(HttpStatusCode.Created, taken.Status);

        var line = Assert.Single(await RevocationsAsync(world));
        Assert.Equal(
            (_leaf.SerialNumberText, "keyCompromise"), (line.GetProperty("serial").GetString(), line.GetProperty("reason").GetString()));
        var path = $"crls/{before.GetProperty("name").GetString()}/publish";
        var published = await world.AsAdministratorAsync(path, new { reason = "do not wait" });
        Assert.Equal(HttpStatusCode.OK, published.Status);
        var after = Assert.Single((await ReadAsync(world, "crls")).GetProperty("crls").EnumerateArray());
        Assert.True(after.GetProperty("number").GetInt64() >= 1);
        Assert.True(after.GetProperty("nextUpdate").GetDateTimeOffset() > world.Program.Time.GetUtcNow());
        var audit = await ReadAsync(world, "audit?subject=crl%3A" + before.GetProperty("name").GetString());
        Assert.Equal("do not wait", Assert.Single(audit.GetProperty("entries").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Publish_BySignerThatEndsBeforeTheList_SaysSo()
    {
        var (rootKey, key, now) = (SoftwareKey.New(), SoftwareKey.New(), _time.GetUtcNow());
        DraftTerms TermsUntil(DateTimeOffset end) => new(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-5), end);
        var rootDraft = CertificateDraft.PolicyAdministratorRoot(
            Deployment.ProviderA.Country, "STI-PA", TermsUntil(now.AddDays(300)), rootKey.PublicKey).Lint().Value;
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(rootDraft, rootKey, Token)).Value, rootKey);
        var draft = CertificateDraft.CrlSigner(root.Certificate, "STI-PA", TermsUntil(now.AddHours(1)), key.PublicKey).Lint().Value;
        var signer = (await root.IssueAsync(draft, Token)).Value;
        await using var world = await StartAsync(signer, key);
        var name = (await ReadAsync(world, "crls")).GetProperty("crls")[0].GetProperty("name").GetString();
        var refused = await world.AsAdministratorAsync($"crls/{name}/publish", new { reason = "test" });
        Assert.Equal((HttpStatusCode.Conflict, "crl-not-allowed"), (refused.Status, refused.Reason));
        Assert.Contains("does not outlast the list", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatIsNotAllowed_IsRefused()
    {
        await using var world = await StartAsync();
        var auditor = await world.AsAsync("auditor", "crls/pa/publish", new { reason = "curious" });
        Assert.Equal(HttpStatusCode.Forbidden, auditor.Status);
        var unknown = await world.AsAdministratorAsync("crls/nobody/publish", new { reason = "test" });
        Assert.Equal((HttpStatusCode.NotFound, "crl-unknown"), (unknown.Status, unknown.Reason));
        foreach (var cursor in (string[])["x", "999.", "-1."])
        {
            var malformed = await world.GetAsync($"/operator/v1/revocations?cursor={cursor}", $"Bearer {world.KeyOf("auditor")}");
            Assert.Equal((HttpStatusCode.BadRequest, "page-malformed"), (malformed.Status, malformed.Reason));
        }
    }

    [Fact]
    public async Task Deployment_ThatSignsNone_SaysSo()
    {
        await using var world = await OperatorWorld.StartAsync();
        Assert.Empty((await ReadAsync(world, "crls")).GetProperty("crls").EnumerateArray());
        var none = await world.GetAsync("/operator/v1/revocations", $"Bearer {world.KeyOf("auditor")}");
        Assert.Equal((HttpStatusCode.NotFound, "crl-unknown"), (none.Status, none.Reason));
    }

    private static async Task<List<JsonElement>> RevocationsAsync(OperatorWorld world)
    {
        var (lines, cursor) = (new List<JsonElement>(), "");
        for (var pages = 0; pages < 10; pages++)
        {
            var page = await ReadAsync(world, $"revocations?cursor={cursor}");
            lines.AddRange(page.GetProperty("revocations").EnumerateArray());
            if (!page.TryGetProperty("cursor", out var next)) return lines;
            cursor = next.GetString();
        }

        throw new InvalidOperationException("The register has no end.");
    }

    private static async Task<JsonElement> ReadAsync(OperatorWorld world, string path)
    {
        var reply = await world.GetAsync($"/operator/v1/{path}", $"Bearer {world.KeyOf("auditor")}");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Json;
    }

    private Task<OperatorWorld> StartAsync()
    {
        var signer = _authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        return StartAsync(signer.Certificate, (SoftwareKey)signer.Key);
    }

    private async Task<OperatorWorld> StartAsync(StiCertificate signer, SoftwareKey key)
    {
        return await OperatorWorld.StartAsync(
            ("Shaken:Roles", "pa"),
            ("Pa:Crl:Url", Url),
            ("Pa:Crl:Certificate", await WriteAsync("signer.pem", signer.ToPem())),
            ("Pa:Crl:Key", await WriteAsync("signer.key", key.ToPem())),
            ("Pa:Reporters", $"ca-1:{_reporter.Key}:{await WriteAsync("ca.pem", _authority.Issuing.ToPem())}"));
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }
}
