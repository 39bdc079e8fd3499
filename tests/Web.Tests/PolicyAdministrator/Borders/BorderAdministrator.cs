using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.PolicyAdministrator.Borders;

/// <summary>The STI-PA of one country as a program of its own over TLS, with an operator who may do everything.</summary>
internal sealed class BorderAdministrator
{
    private readonly Deployment _deployment;
    private readonly (string Secret, HashedKey Hash) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private readonly string _country;
    private readonly int _port = FreePort();
    private IServiceProvider _services = null!;

    private BorderAdministrator(Deployment deployment, string country) => (_deployment, _country) = (deployment, country);

    /// <summary>Its keys and the country's CA.</summary>
    public LocalAuthority Authority { get; private set; } = null!;

    public string Origin => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}");

    public string CrlUrl => $"{Origin}/download/v1/crl";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Founds it. Its port is known before it starts, since certificates and lists name its URLs.</summary>
    public static async Task<BorderAdministrator> FoundAsync(Deployment deployment, string country)
    {
        Assert.True(CountryCode.TryParse(country, out var code));
        var administrator = new BorderAdministrator(deployment, country);
        administrator.Authority = await LocalAuthority.NewAsync(
            code, $"Example {country}", administrator.CrlUrl, deployment.Time, SystemRandom.Instance, Token);
        return administrator;
    }

    /// <summary>Starts it, puts its own CA on its list, and publishes list and CRL.</summary>
    /// <param name="exempt">Origins on loopback that it may fetch from, beside the STI-CR.</param>
    public async Task StartAsync(string exempt, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "pa",
            ["Shaken:Tls:Port"] = _port.ToString(CultureInfo.InvariantCulture),
            ["Pa:Url"] = Origin,
            ["Operator:Keys"] = $"alice:{_operator.Hash}:administrator+registrar+governance",
            ["Pa:Authorities:PolicyOids"] = LocalAuthority.NationalPolicy,
            ["Pa:Crl:Url"] = CrlUrl,
            ["Pa:Crl:SignerUrl"] = await _deployment.PublishAsync(Authority.Administrator.SignerOf(SignedDocumentKind.Crl).Chain),
            ["Fetching:ExemptOrigins"] = $"{_deployment.RepositoryUrl.GetLeftPart(UriPartial.Authority)},{exempt}",
            ["Fetching:TlsRoots"] = _deployment.TlsRootPath,
        };
        await SignAsync(settings, "Pa:Crl", SignedDocumentKind.Crl);
        await SignAsync(settings, "Pa:List", SignedDocumentKind.TrustedCaList);
        await SignAsync(settings, "Pa:CountryPolicy", SignedDocumentKind.CountryPolicy);
        foreach (var (name, value) in more) settings[name] = value;
        Assert.Equal(_port, (await _deployment.StartElsewhereAsync(settings)).Port);
        _services = _deployment.NewestServices;
        await ApproveOwnRootAsync();
        await RunAsync("PaPublishList");
        await RunAsync("PaPublishCrl");
    }

    /// <summary>Runs a timer once.</summary>
    public Task RunAsync(string timer) => FunctionTable.Timers.Single(one => one.Name == timer).RunAsync(_services, Token);

    /// <summary>Revokes a certificate of its country and publishes the next CRL.</summary>
    public async Task RevokeAsync(StiCertificate certificate)
    {
        var notice = RevocationNotice.Of(certificate, RevocationReason.KeyCompromise, "test");
        Assert.True((await _services.GetRequiredService<RevocationRegister>().RevokeAsync(notice, Token)).IsSuccess);
        await RunAsync("PaPublishCrl");
    }

    /// <summary>A principal and its API key.</summary>
    public async Task<string> UserAsync(string userId, string kind, string account)
    {
        await OperateAsync(
            HttpMethod.Post, "principals", $$"""{"userId":"{{userId}}","kind":"{{kind}}","account":"{{account}}","reason":"test"}""");
        return (await OperateAsync(HttpMethod.Post, $"principals/{userId}/keys", """{"name":"test","reason":"test"}"""))
            .GetProperty("secret").GetString()!;
    }

    /// <summary>What its operator asks, and the good answer.</summary>
    public async Task<JsonElement> OperateAsync(HttpMethod method, string path, string? body = null)
    {
        var (status, answer) = await SendAsync(method, $"/operator/v1/{path}", _operator.Secret, body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{_country} {path}: {(int)status} {answer}");
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, string? secret, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(Origin), path));
        if (secret is not null) request.Headers.TryAddWithoutValidation("Authorization", secret);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _deployment.Http.SendAsync(request, Token);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return (response.StatusCode, json.RootElement.Clone());
    }

    private async Task SignAsync(Dictionary<string, string?> settings, string section, SignedDocumentKind kind)
    {
        var signer = Authority.Administrator.SignerOf(kind);
        settings[$"{section}:Certificate"] = await WriteAsync($"{kind}.pem", signer.Certificate.ToPem());
        settings[$"{section}:Key"] = await WriteAsync($"{kind}.key", ((SoftwareKey)signer.Key).ToPem());
    }

    private async Task ApproveOwnRootAsync()
    {
        var root = JsonSerializer.Serialize(Authority.Root.Certificate.ToPem());
        var challenge = await OperateAsync(HttpMethod.Post, "authority-challenges", $$"""{"certificate":{{root}}}""");
        var text = Encoding.UTF8.GetBytes(challenge.GetProperty("challenge").GetString()!);
        var proof = await Authority.RootKey.Key.SignAsync(SHA256.HashData(text), Token);
        var applied = await OperateAsync(HttpMethod.Post, "authorities", $$"""
            {"certificate":{{root}},"name":"Example CA","practiceStatement":"https://ca.example/cps",
            "signedOn":"{{challenge.GetProperty("signedOn").GetString()}}","proof":"{{Convert.ToBase64String(proof.ToDer())}}",
            "reason":"asked"}
            """);
        var id = applied.GetProperty("id").GetString();
        await OperateAsync(HttpMethod.Post, $"authorities/{id}/state", """{"state":"approved","revision":1,"reason":"decided"}""");
    }

    private Task<string> WriteAsync(string name, string text) => _deployment.WriteFileAsync($"{_country}-{name}", text);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
