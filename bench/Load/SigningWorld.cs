using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Load;

/// <summary>
/// An STI-AS and STI-VS with one tenant, every check on; see bench/signing.sh. On the next port it tells how many octets the program has
/// allocated.
/// </summary>
internal static class SigningWorld
{
    // As many as a load generator sends before the first comes again; verification does not remember them.
    private const int Calls = 500;

    // Within the minute that a PASSporT is fresh.
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    /// <param name="folder">Gets the tenant's API key in <c>key</c>, and verification requests in <c>calls</c>,
    /// one a line, written anew while it runs.</param>
    public static async Task RunAsync(int port, string folder)
    {
        var time = HostDependencies.Real.Time;
        var provider = ProviderId.TryParse("US/1234", out var parsed) ? parsed : throw new InvalidOperationException();
        var authority = await LocalAuthority.NewAsync(provider.Country, "Load", time, SystemRandom.Instance, CancellationToken.None);
        var signer = await authority.IssueAsync(provider, "Provider", TimeSpan.FromDays(1), CancellationToken.None);
        await using var repository = Start(new() { ["Shaken:Roles"] = "cr", ["Shaken:Storage"] = "Memory", ["Shaken:Listen:Port"] = "0" });
        await repository.StartAsync();
        var origin = ShakenProgram.AddressesOf(repository)[0];
        var published = repository.Services.GetRequiredService<PublishedChains>();
        var x5u = $"{origin}/certificates/{await published.PublishAsync(signer.Chain, CancellationToken.None)}.pem";
        var listX5u = $"{origin}/certificates/{await published.PublishAsync([authority.ListSigner], CancellationToken.None)}.pem";
        var list = await authority.SignTrustListAsync(1, time.GetUtcNow().AddDays(1), listX5u, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(folder, "list.jwt"), list);
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), authority.PolicyAdministratorRoot.Certificate.ToPem());
        await File.WriteAllTextAsync(Path.Combine(folder, "as.pem"), string.Concat(signer.Chain.Select(one => one.ToPem())));
        await File.WriteAllTextAsync(Path.Combine(folder, "as.key"), ((SoftwareKey)signer.Key).ToPem());

        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await using var service = Start(Settings(port, folder, origin, x5u, hash));
        await service.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "key"), await AddTenantAsync(port, secret));
        await using var meter = await StartMeterAsync(port + 1);

        // The host takes the signal to end; nobody but this loop keeps the program then.
        var ending = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        while (!ending.IsCancellationRequested)
        {
            await WriteCallsAsync(Path.Combine(folder, "calls"), new PassportSigner(signer.Key, x5u), time);
            await Task.Delay(Renewal, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Dictionary<string, string?> Settings(int port, string folder, string origin, string x5u, HashedKey operatorKey) => new()
    {
        ["Shaken:Roles"] = "as,vs",
        ["Shaken:Storage"] = "Memory",
        ["Shaken:Listen:Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["Shaken:DeploymentSecrets"] = DeploymentSecret.New("load", SystemRandom.Instance).ToText(),
        ["Operator:Keys"] = $"load:{operatorKey}",
        ["Signing:Certificates:load:CertificateFile"] = Path.Combine(folder, "as.pem"),
        ["Signing:Certificates:load:KeyFile"] = Path.Combine(folder, "as.key"),
        ["Signing:Certificates:load:X5u"] = x5u,
        ["TrustList:File"] = Path.Combine(folder, "list.jwt"),
        ["TrustList:PolicyAdministratorRoots"] = Path.Combine(folder, "root.pem"),
        ["Fetching:ExemptOrigins"] = origin,
        ["Limits:PerAddressPerSecond"] = "1000000",
        ["Limits:PerAddressUnderWay"] = "1000",
        ["Limits:PerAddressConnections"] = "1000",
        ["Verification:Tables"] = Environment.GetEnvironmentVariable("TABLES"),
    };

    private static async Task<string> AddTenantAsync(int port, string secret)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        await SendAsync(http, HttpMethod.Put, "tenants/load", """{"revision":0,"name":"Load","provider":"US/1234","reason":"load"}""");
        await SendAsync(http, HttpMethod.Post, "principals", """{"userId":"sbc","kind":"tenant","account":"load","reason":"load"}""");
        using var key = await SendAsync(http, HttpMethod.Post, "principals/sbc/keys", """{"name":"load","reason":"load"}""");
        return key.RootElement.GetProperty("secret").GetString()!;
    }

    private static async Task<JsonDocument> SendAsync(HttpClient http, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/operator/v1/{path}", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
    }

    // The file is replaced whole: who reads it has the old calls or the new ones.
    private static async Task WriteCallsAsync(string path, PassportSigner signer, TimeProvider time)
    {
        var lines = new List<string>();
        var now = time.GetUtcNow();
        for (var index = 0; index < Calls; index++)
        {
            if (!TelephoneNumber.TryParse($"1215{index:D7}", out var orig) || !TelephoneNumber.TryParse($"1216{index:D7}", out var dest))
                throw new InvalidOperationException("No number.");
            var claims = PassportClaims.ForCall(orig, dest, now, Attestation.A, SystemRandom.Instance.NewUuid());
            var identity = JsonSerializer.Serialize(await signer.SignIdentityAsync(claims, CancellationToken.None));
            lines.Add(
                $"{{\"verificationRequest\":{{\"from\":{{\"tn\":\"{orig.Value}\"}},\"to\":{{\"tn\":[\"{dest.Value}\"]}},"
                + $"\"time\":{now.ToUnixTimeSeconds()},\"identity\":{identity}}}}}");
        }

        await File.WriteAllLinesAsync($"{path}.new", lines);
        File.Move($"{path}.new", path, overwrite: true);
    }

    private static async Task<WebApplication> StartMeterAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        var app = builder.Build();
        app.MapGet("/allocated", context => context.Response.WriteAsync(
            GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture)));
        await app.StartAsync();
        return app;
    }

    private static WebApplication Start(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return SettingsParser.Parse(configuration).TryGet(out var parsed, out var errors)
            ? ShakenProgram.Build(parsed, HostDependencies.Real, configureLogging: null)
            : throw new InvalidOperationException(string.Join("; ", errors.Lines));
    }
}
