using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Requests;
using Shaken.Core.Trust.Registry;
using Shaken.Local.Authorities;

namespace Shaken.Demo;

/// <summary>
/// An international registry of countries, run by a third party, and Germany, which registers there. Germany's STI-PA is another make: a
/// host with its trusted-CA list, its signer's certificate, and the proof that the host is its own.
/// </summary>
internal sealed class DemoRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _documents = new(StringComparer.Ordinal);
    private readonly LocalAuthority _keys;
    private readonly Service _service;
    private readonly HttpMessageInvoker _http;
    private readonly JsonService _operator;
    private readonly WebApplication _host;
    private readonly string _germanOrigin;

    private DemoRegistry(
        LocalAuthority keys, LocalAuthority germany, Service service, LoopbackTls tls, string operatorKey, int germanPort)
    {
        (_keys, Germany, _service, _http) = (keys, germany, service, tls.NewHttp());
        _operator = new JsonService(_http, service.Url, operatorKey);
        _germanOrigin = DemoAdministrator.OriginOf(germanPort);
        _host = NewHost(germanPort, tls);
    }

    /// <summary>Keys and certificates of Germany's STI-PA and CA.</summary>
    public LocalAuthority Germany { get; }

    /// <summary>The registry's root, which STI-PAs pin.</summary>
    public StiCertificate Root => _keys.PolicyAdministratorRoot.Certificate;

    public string ListUrl => $"{_service.Origin}/registry/v1/list";

    /// <summary>Origins on loopback that those who follow the registry fetch from.</summary>
    public string Origins => $"{_service.Origin},{_germanOrigin}";

    public static async Task<DemoRegistry> StartAsync(string folder, LoopbackTls tls, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (port, germanPort) = (DemoAdministrator.FreePort(), DemoAdministrator.FreePort());
        var keys = await FoundAsync("CH", cancellationToken);
        var signer = keys.Administrator.SignerOf(SignedDocumentKind.RegistryList);
        var (operatorKey, hashed) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        var service = await Service.StartAsync(Path.Combine(folder, "store"), tls, new()
        {
            ["Shaken:Roles"] = "registry",
            ["Shaken:Tls:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Operator:Keys"] = $"demo:{hashed}:governance",
            ["Registry:Url"] = DemoAdministrator.OriginOf(port),
            ["Registry:List:Certificate"] = Write(folder, "list.pem", signer.Certificate.ToPem()),
            ["Registry:List:Key"] = Write(folder, "list.key", ((SoftwareKey)signer.Key).ToPem()),
            ["Fetching:ExemptOrigins"] = DemoAdministrator.OriginOf(germanPort),
        }, cancellationToken);
        var registry = new DemoRegistry(keys, await FoundAsync("DE", cancellationToken), service, tls, operatorKey, germanPort);
        await registry._host.StartAsync(cancellationToken);
        await registry.PublishGermanListAsync(cancellationToken);
        return registry;
    }

    /// <summary>Germany asks to be registered, proves its host, and the registry's operators approve it.</summary>
    /// <returns>What the registry tells anybody of Germany.</returns>
    public async Task<JsonElement> RegisterAsync(CancellationToken cancellationToken)
    {
        var signer = Germany.Administrator.SignerOf(SignedDocumentKind.RegistryRequest);
        var request = await CountryRequestSigner.SignAsync(
            NewRegistration(), _service.Origin, 0, DemoCountry.Time.GetUtcNow().AddDays(1), "registers", signer.Key, signer.Chain,
            cancellationToken);
        var asked = await PostAsync("/registry/v1/countries/DE/requests", request, cancellationToken);
        var challenge = asked.GetProperty("challenge");
        var path = new Uri(challenge.GetProperty("url").GetString()!).AbsolutePath;
        _documents[path] = challenge.GetProperty("answer").GetString()!;
        var proven = await PostAsync("/registry/v1/countries/DE/proof", "", cancellationToken);
        var body = new { revision = proven.GetProperty("revision").GetInt64(), reason = "vetted" };
        await _operator.GetAsync(HttpMethod.Post, "/operator/v1/registry/countries/DE/approval", body, cancellationToken);
        await _service.RunAsync("RegistryPublishLists", cancellationToken);
        return await _operator.GetAsync(HttpMethod.Get, "/registry/v1/countries/DE", body: null, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        _http.Dispose();
        await _service.DisposeAsync();
    }

    private static Task<LocalAuthority> FoundAsync(string country, CancellationToken cancellationToken) => LocalAuthority.NewAsync(
        CountryCode.TryParse(country, out var code) ? code : throw new InvalidOperationException($"{country} is a country."),
        $"Demo {country}", DemoCountry.Time, SystemRandom.Instance, cancellationToken);

    private Registration NewRegistration()
    {
        var (root, url) = (Germany.PolicyAdministratorRoot, $"{_germanOrigin}/ca-list");
        if (!RegistryEntry.TryCreate(root.Country, "Germany", url, [root], prefixes: null, out var entry, out var fault)
            || !RegulatorContact.TryCreate("Regulator", "Ann Example", "ann@regulator.example", out var contact, out fault))
            throw new InvalidOperationException(fault);
        return new Registration(entry, contact);
    }

    private async Task PublishGermanListAsync(CancellationToken cancellationToken)
    {
        var x5u = $"{_germanOrigin}/list-signer.crt";
        _documents["/list-signer.crt"] = Germany.ListSigner.ToPem();
        _documents["/ca-list"] = await Germany.SignTrustListAsync(1, DemoCountry.Time.GetUtcNow().AddDays(7), x5u, cancellationToken);
    }

    private async Task<JsonElement> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_service.Url, path));
        request.Content = new StringContent(body, Encoding.ASCII, "application/jose");
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path} answers {(int)response.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    private WebApplication NewHost(int port, LoopbackTls tls)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(
            IPAddress.Loopback, port,
            listener => listener.UseHttps(X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath))));
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (_documents.TryGetValue(context.Request.Path.Value ?? "", out var document)) return context.Response.WriteAsync(document);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
