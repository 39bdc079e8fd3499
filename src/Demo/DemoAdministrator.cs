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

namespace Shaken.Demo;

/// <summary>The STI-PA of a country: its trusted-CA list, its CRL, its country policy, and the partners whose lists it reads.</summary>
internal sealed class DemoAdministrator : IAsyncDisposable
{
    private static readonly (string Section, SignedDocumentKind Kind)[] Signers =
    [
        ("Pa:Crl", SignedDocumentKind.Crl), ("Pa:List", SignedDocumentKind.TrustedCaList),
        ("Pa:CountryPolicy", SignedDocumentKind.CountryPolicy),
    ];

    private readonly LocalAuthority _keys;
    private readonly HttpMessageInvoker _http;
    private readonly JsonService _operator;

    private DemoAdministrator(LocalAuthority keys, Service service, HttpMessageInvoker http, string operatorKey) =>
        (_keys, Service, _http, _operator) = (keys, service, http, new JsonService(http, service.Url, operatorKey));

    public Service Service { get; }

    /// <summary>Where such a service will be, and its CRL: certificates name that URL, so it is known before they are made.</summary>
    public static string OriginOf(int port) => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}");

    public static string CrlUrlOf(int port) => $"{OriginOf(port)}/download/v1/crl";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it with its own CA on its list.</summary>
    /// <param name="signerUrl">Where the certificate of its CRL's signer is published.</param>
    /// <param name="exempt">Origins on loopback that it fetches from.</param>
    /// <param name="more">Settings beside those of every STI-PA.</param>
    public static async Task<DemoAdministrator> StartAsync(
        LocalAuthority keys, int port, string signerUrl, string exempt, string folder, LoopbackTls tls,
        Dictionary<string, string?> more, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (operatorKey, hashed) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        var settings = new Dictionary<string, string?>(more)
        {
            ["Shaken:Roles"] = "pa",
            ["Shaken:Tls:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Operator:Keys"] = $"demo:{hashed}:administrator+registrar+governance",
            ["Pa:Url"] = OriginOf(port),
            ["Pa:Authorities:PolicyOids"] = LocalAuthority.NationalPolicy,
            ["Pa:Crl:Url"] = CrlUrlOf(port),
            ["Pa:Crl:SignerUrl"] = signerUrl,
            ["Fetching:ExemptOrigins"] = exempt,
        };
        foreach (var (section, kind) in Signers)
        {
            var signer = keys.Administrator.SignerOf(kind);
            settings[$"{section}:Certificate"] = Write(folder, $"{kind}.pem", signer.Certificate.ToPem());
            settings[$"{section}:Key"] = Write(folder, $"{kind}.key", ((SoftwareKey)signer.Key).ToPem());
        }

        var service = await Service.StartAsync(Path.Combine(folder, "store"), tls, settings, cancellationToken);
        var administrator = new DemoAdministrator(keys, service, tls.NewHttp(), operatorKey);
        await administrator.ApproveOwnRootAsync(cancellationToken);
        await administrator.RunAsync("PaPublishList", cancellationToken);
        return administrator;
    }

    /// <summary>Has a timer run now.</summary>
    public Task RunAsync(string timer, CancellationToken cancellationToken) =>
        Service.RunAsync(timer, cancellationToken);

    /// <summary>Revokes a certificate of its country.</summary>
    public async Task RevokeAsync(StiCertificate certificate, CancellationToken cancellationToken)
    {
        var notice = RevocationNotice.Of(certificate, RevocationReason.KeyCompromise, "demo");
        await Service.Services.GetRequiredService<RevocationRegister>().RevokeAsync(notice, cancellationToken);
    }

    /// <summary>As its operator: makes a principal with an API key.</summary>
    public async Task<string> NewUserAsync(string userId, string kind, string account, CancellationToken cancellationToken)
    {
        await OperateAsync(HttpMethod.Post, "principals", new { userId, kind, account, reason = "demo" }, cancellationToken);
        var made = await OperateAsync(
            HttpMethod.Post, $"principals/{userId}/keys", new { name = "demo", reason = "demo" }, cancellationToken);
        return made.GetProperty("secret").GetString()!;
    }

    /// <summary>As its operator.</summary>
    /// <param name="path">Below <c>/operator/v1/</c>.</param>
    public Task<JsonElement> OperateAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        _operator.GetAsync(method, $"/operator/v1/{path}", body, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Service.DisposeAsync();
    }

    // As the CA applies: its root's key signs the challenge.
    private async Task ApproveOwnRootAsync(CancellationToken cancellationToken)
    {
        var certificate = _keys.Root.Certificate.ToPem();
        var challenge = await OperateAsync(HttpMethod.Post, "authority-challenges", new { certificate }, cancellationToken);
        var text = Encoding.UTF8.GetBytes(challenge.GetProperty("challenge").GetString()!);
        var proof = await _keys.RootKey.Key.SignAsync(SHA256.HashData(text), cancellationToken);
        var application = new
        {
            certificate,
            name = "Demo CA",
            practiceStatement = "https://ca.example/cps",
            signedOn = challenge.GetProperty("signedOn").GetString(),
            proof = Convert.ToBase64String(proof.ToDer()),
            reason = "demo",
        };
        var applied = await OperateAsync(HttpMethod.Post, "authorities", application, cancellationToken);
        await OperateAsync(
            HttpMethod.Post, $"authorities/{applied.GetProperty("id").GetString()}/state",
            new { state = "approved", revision = 1, reason = "demo" }, cancellationToken);
    }

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
