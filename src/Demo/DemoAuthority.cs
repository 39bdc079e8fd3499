using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Demo.Lab;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo;

/// <summary>The authorities of the demo's country in one service: STI-PA (SPC tokens, CRL), STI-CA (ACME), STI-CR.</summary>
internal sealed class DemoAuthority : IAsyncDisposable
{
    private readonly string _operatorKey;
    private readonly HttpMessageInvoker _http;

    private DemoAuthority(
        LocalAuthority keys, LocalLender lender, string reportSecretFile, Service service, string operatorKey, HttpMessageInvoker http)
    {
        (Keys, Lender, ReportSecretFile) = (keys, lender, reportSecretFile);
        (Service, _operatorKey, _http) = (service, operatorKey, http);
    }

    /// <summary>Keys and certificates of STI-PA and STI-CA.</summary>
    public LocalAuthority Keys { get; }

    /// <summary>The CA of a provider that lends numbers, below the STI-CA. It reports its revocations to the STI-PA.</summary>
    public LocalLender Lender { get; }

    /// <summary>File with the secret by which that CA reports.</summary>
    public string ReportSecretFile { get; }

    public Service Service { get; }

    public string CrlUrl => UrlOfCrl(Service.Origin);

    public Uri AcmeDirectory => new(Service.Url, "/acme/directory");

    private static TimeProvider Time => HostDependencies.Real.Time;

    /// <param name="lender">The provider that will lend numbers.</param>
    /// <param name="kept">The lab whose authorities these become: its keys, its store, its port. Null: they end with the demo.</param>
    public static async Task<DemoAuthority> StartAsync(
        string folder, ProviderId lender, LoopbackTls tls, LabFolder? kept, CancellationToken cancellationToken)
    {
        // Certificates name the CRL by its URL, so the port is known before they are made.
        var port = kept?.PortOf(LabZone.Authority) ?? FreePort();
        var origin = $"https://127.0.0.1:{port}";
        var keys = kept is null
            ? await LocalAuthority.NewAsync(
                DemoProviders.IdOfB.Country, "Demo", UrlOfCrl(origin), Time, SystemRandom.Instance, cancellationToken)
            : (await LabKeys.OpenOrFoundAsync(kept, cancellationToken)).ToAuthority();
        var crlSigner = keys.Administrator.SignerOf(SignedDocumentKind.Crl);
        var (operatorKey, hashed) = HashedKey.New("op", SystemRandom.Instance);
        var lending = await LocalLender.NewAsync(keys, lender, "Provider B", Time, SystemRandom.Instance, cancellationToken);
        var (reportSecret, hashedSecret) = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);
        Directory.CreateDirectory(folder);
        var store = kept?.FileOf(LabZone.Authority, LabFolder.Store) ?? Path.Combine(folder, "store");
        var service = await Service.StartAsync(store, tls, new()
        {
            ["Shaken:Roles"] = "pa,ca,cr",
            ["Shaken:Tls:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Operator:Keys"] = $"demo:{hashed}",
            ["Ca:Certificates"] = Write(folder, "ca.pem", keys.Issuing.ToPem()),
            ["Ca:Keys"] = Write(folder, "ca.key", PemOf(keys.IssuingKey.Key)),
            ["Ca:CertificateBaseUrl"] = $"{origin}/certificates",
            ["Acme:RequireExternalAccount"] = "true",
            ["Pa:Crl:Url"] = UrlOfCrl(origin),
            ["Pa:Crl:Certificate"] = Write(folder, "crl.pem", crlSigner.Certificate.ToPem()),
            ["Pa:Crl:Key"] = Write(folder, "crl.key", PemOf(crlSigner.Key)),
            ["Pa:Crl:SignerUrl"] = $"{origin}/certificates/{crlSigner.Certificate.Fingerprint}.pem",
            ["Pa:Crl:OperatorKey"] = hashed.ToString(),
            ["Pa:Reporters"] = $"lender:{hashedSecret}:{Write(folder, "lender-ca.pem", lending.Issuing.Certificate.ToPem())}",
            ["TrustList:PolicyAdministratorRoots"] = Write(folder, "pa-root.pem", keys.PolicyAdministratorRoot.Certificate.ToPem()),
            ["Fetching:ExemptOrigins"] = origin,
        }, cancellationToken);
        var authority = new DemoAuthority(
            keys, lending, Write(folder, "lender-report.secret", reportSecret), service, operatorKey, tls.NewHttp());
        await authority.PublishAsync([crlSigner.Certificate], cancellationToken);
        return authority;
    }

    /// <summary>Publishes a chain at the STI-CR and gives the x5u.</summary>
    public async Task<string> PublishAsync(IReadOnlyList<StiCertificate> chain, CancellationToken cancellationToken)
    {
        var id = await Service.Services.GetRequiredService<PublishedChains>().PublishAsync(chain, cancellationToken);
        return $"{Service.Origin}/certificates/{id}.pem";
    }

    /// <summary>As the CA's operator: a key by which a subscriber may open its account (RFC 8555 section 7.3.4).</summary>
    public async Task<Core.CertificationAuthority.Acme.ExternalAccountKey> NewExternalKeyAsync(string organization, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(new Dictionary<string, string> { ["organization"] = organization });
        using var json = JsonDocument.Parse(await PostAsOperatorAsync("/operator/v1/acme/external-keys", body, HttpStatusCode.Created, cancellationToken));
        return StrictBase64Url.TryDecode(json.RootElement.GetProperty("macKey").GetString(), out var macKey)
            ? new Core.CertificationAuthority.Acme.ExternalAccountKey(json.RootElement.GetProperty("kid").GetString()!, macKey)
            : throw new InvalidOperationException("The CA's own answer is base64url.");
    }

    /// <summary>As the STI-PA's operator: the next CRL, now.</summary>
    public Task<string> PublishCrlAsync(CancellationToken cancellationToken) => PostAsOperatorAsync("/pa/v1/crl", "", HttpStatusCode.OK, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Service.DisposeAsync();
    }

    private async Task<string> PostAsOperatorAsync(string path, string body, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Service.Url, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _operatorKey);
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.StatusCode == expected ? answer : throw new InvalidOperationException($"{path} answers {(int)response.StatusCode}: {answer}");
    }

    private static string UrlOfCrl(string origin) => $"{origin}/download/v1/crl";

    // An authority that was founded in this process has its keys in it.
    private static string PemOf(ISigningKey key) => ((SoftwareKey)key).ToPem();

    /// <summary>A port for a service whose URL must be known before it starts.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
