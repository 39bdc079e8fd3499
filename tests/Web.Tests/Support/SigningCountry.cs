using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Trust.Revocation;
using Shaken.Demo;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// A country with the signing and verification service, for clients of other makes: an authority with a CRL, an STI-CR, and one program
/// with the roles as and vs, and a tenant of provider A. All on free ports of loopback, by the machine's clock, since the clients have
/// no other.
/// </summary>
public sealed class SigningCountry : IAsyncLifetime
{
    public const string Caller = "12155550121";
    public const string Called = "12155550131";

    private const string Tenant = "a";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-signing-");
    private readonly List<WebApplication> _apps = [];
    private readonly (string Secret, HashedKey Key) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private LoopbackTls _tls = null!;
    private HttpMessageInvoker _http = null!;
    private WebApplication _service = null!;
    private byte[] _crl = [];

#pragma warning disable RS0030 // A composition root of the tests.
    public static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>Base URL of the service over TLS, with HTTP/2.</summary>
    public Uri Secure => UrlOf(_service, "https:");

    /// <summary>The same without TLS, for a client on this machine.</summary>
    public Uri Plain => UrlOf(_service, "http:");

    /// <summary>The PEM file of the root that TLS leads to.</summary>
    public string TlsRootPath => _tls.RootPath;

    /// <summary>The tenant's API key.</summary>
    public string ApiKey { get; private set; } = "";

    /// <summary>Provider A, by whose certificate the service signs.</summary>
    public LocalProvider A { get; private set; } = null!;

    public string X5uOfA { get; private set; } = "";

    /// <summary>Provider A's certificate of before, which is on the CRL.</summary>
    public LocalProvider Revoked { get; private set; } = null!;

    public string X5uOfRevoked { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tls = LoopbackTls.Make(_folder.FullName, Time);
        _http = _tls.NewHttp();
        var crlUrl = await StartCrlAsync();
        var country = CountryCode.TryParse("US", out var us) ? us : throw new InvalidOperationException("US is a country.");
        var provider = ProviderId.TryParse("US/1234", out var id) ? id : throw new InvalidOperationException("US/1234 is a provider.");
        var authority = await LocalAuthority.NewAsync(country, "Test", crlUrl, Time, SystemRandom.Instance, Token);
        A = await authority.IssueAsync(provider, "Provider A", TimeSpan.FromDays(1), Token);
        Revoked = await authority.IssueAsync(provider, "Provider A", TimeSpan.FromDays(1), Token);
        _crl = await SignCrlAsync(authority, crlUrl);

        var repository = await StartAsync(new() { ["Shaken:Roles"] = "cr" });
        X5uOfA = await PublishAsync(repository, A.Chain);
        X5uOfRevoked = await PublishAsync(repository, Revoked.Chain);
        var listX5u = await PublishAsync(repository, [authority.ListSigner]);
        var list = await authority.SignTrustListAsync(1, Time.GetUtcNow().AddDays(1), listX5u, Token);
        _service = await StartAsync(new()
        {
            ["Shaken:Roles"] = "as,vs",
            ["Operator:Keys"] = $"op:{_operator.Key}",
            ["Signing:Certificates:a:KeyFile"] = await WriteAsync("a.key", ((SoftwareKey)A.Key).ToPem()),
            ["Signing:Certificates:a:CertificateFile"] =
                await WriteAsync("a.pem", string.Concat(A.Chain.Select(certificate => certificate.ToPem() + "\n"))),
            ["Signing:Certificates:a:X5u"] = X5uOfA,
            ["TrustList:File"] = await WriteAsync("list.jwt", list),
            ["TrustList:PolicyAdministratorRoots"] = await WriteAsync("pa-root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem()),
            ["Revocation:Urls"] = crlUrl,
            ["Revocation:Signers"] =
                await WriteAsync("crl-signer.pem", authority.Administrator.SignerOf(SignedDocumentKind.Crl).Certificate.ToPem()),
            ["Revocation:Policy"] = "Refuse",
            ["Fetching:ExemptOrigins"] = $"{OriginOf(UrlOf(repository, "https:"))},{OriginOf(new Uri(crlUrl))}",
            ["Fetching:TlsRoots"] = _tls.RootPath,
        });
        ApiKey = await OpenTenantAsync(provider);
        await UntilReadyAsync(crlUrl);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The value of an Identity header for a call, by a certificate of provider A, made without the service.</summary>
    public async Task<string> SignAsync(string caller, string called, bool isRevoked = false)
    {
        var (provider, x5u) = isRevoked ? (Revoked, X5uOfRevoked) : (A, X5uOfA);
        var claims = PassportClaims.ForCall(
            Number(caller), Number(called), Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        return await new PassportSigner(provider.Key, x5u).SignIdentityAsync(claims, Token);
    }

    /// <summary>Sends JSON to the service, as the tenant unless another credential is given.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, object? body, string? credential = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Secure, path));
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential ?? ApiKey}");
        using var response = await _http.SendAsync(request, Token);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response.StatusCode, json.RootElement.Clone());
    }

    /// <summary>Posts octets as JSON to the service, as the tenant.</summary>
    public async Task<(int Status, string? MediaType, byte[] Body)> PostAsync(string path, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Plain, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {ApiKey}");
        using var response = await _http.SendAsync(request, Token);
        var answer = await response.Content.ReadAsByteArrayAsync(Token);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, answer);
    }

    /// <summary>As the deployment's operator.</summary>
    public async Task<JsonElement> OperateAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await SendAsync(method, path, body, _operator.Secret);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{path}: {(int)status} {answer}");
        return answer;
    }

    /// <summary>Gives the tenant the treatment policy of a country profile, <c>deliver</c> or <c>cut</c>.</summary>
    public async Task TreatAsync(string profile)
    {
        const string Path = $"/operator/v1/tenants/{Tenant}/treatment-policy";
        var present = await OperateAsync(HttpMethod.Get, Path);
        var revision = present.GetProperty("revision").GetInt64();
        await OperateAsync(HttpMethod.Put, Path, new { revision, policy = new { profile }, reason = "test" });
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static string OriginOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static Uri UrlOf(WebApplication app, string scheme) =>
        new(ShakenProgram.AddressesOf(app).First(address => address.StartsWith(scheme, StringComparison.Ordinal)));

    // A tenant whose policy signs every type, with the attestation that is asked for.
    private async Task<string> OpenTenantAsync(ProviderId provider)
    {
        await OperateAsync(
            HttpMethod.Put,
            $"/operator/v1/tenants/{Tenant}",
            new { revision = 0, name = "Provider A", provider = provider.ToString(), reason = "test" });
        await OperateAsync(HttpMethod.Put, $"/operator/v1/tenants/{Tenant}/signing-policy", new
        {
            revision = 0,
            policy = new
            {
                types = (string[])["base", "shaken", "div", "rph", "rcd", "msg"],
                priorityNamespaces = (string[])["ets", "wps"],
                askedAttestation = "trusted",
                askedOrigId = "kept",
            },
            reason = "test",
        });
        await OperateAsync(
            HttpMethod.Post, "/operator/v1/principals", new { userId = "switch", kind = "tenant", account = Tenant, reason = "test" });
        var answer = await OperateAsync(
            HttpMethod.Post, "/operator/v1/principals/switch/keys", new { name = "first", reason = "test" });
        return answer.GetProperty("secret").GetString()!;
    }

    private async Task<string> StartCrlAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/crl", () => Results.Bytes(_crl, "application/pkix-crl"));
        _apps.Add(app);
        await app.StartAsync(Token);
        return $"{app.Urls.Single().TrimEnd('/')}/crl";
    }

    private async Task<byte[]> SignCrlAsync(LocalAuthority authority, string url)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        var signer = authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        var draft = new CrlDraft(new CrlTerms(signer.Certificate, CrlScope.ManyIssuers, 1, now, now.AddDays(1), url), expectedEntries: 1);
        var certificate = Revoked.Certificate;
        draft.Add(new RevocationEntry(
            certificate.Issuer, certificate.SerialNumber, RevocationReason.KeyCompromise, now, certificate.NotAfter, "test", now));
        return await new CrlSigner(signer.Certificate, signer.Key).SignAsync(draft.Lint().Value, Token);
    }

    private async Task<string> PublishAsync(WebApplication repository, IReadOnlyList<StiCertificate> chain)
    {
        var id = await repository.Services.GetRequiredService<PublishedChains>().PublishAsync(chain, Token);
        return new Uri(UrlOf(repository, "https:"), $"/certificates/{id}.pem").AbsoluteUri;
    }

    private async Task<WebApplication> StartAsync(Dictionary<string, string?> settings)
    {
        settings["Shaken:Storage"] = "Memory";
        settings["Shaken:Listen:Port"] = "0";
        settings["Shaken:Tls:Port"] = "0";
        settings["Shaken:Tls:Certificate"] = _tls.CertificatePath;
        settings["Shaken:Tls:Key"] = _tls.KeyPath;
        settings["Limits:PerAddressPerSecond"] = "100000";
        settings["Limits:PerAddressUnderWay"] = "1024";
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.True(outcome.TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        var app = ShakenProgram.Build(parsed, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.None));
        _apps.Add(app);
        await app.StartAsync(Token);
        return app;
    }

    // The lists are read in the background, and so is the key that signs.
    private async Task UntilReadyAsync(string crlUrl)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Secure, "/health"));
            using var response = await _http.SendAsync(request, Token);
            if (response.IsSuccessStatusCode && _service.Services.GetRequiredService<RevocationLists>().Find(crlUrl) is not null) return;
            Assert.True(attempt < 400, await response.Content.ReadAsStringAsync(Token));
            await Task.Delay(TimeSpan.FromMilliseconds(25), Time, Token);
        }
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }
}
