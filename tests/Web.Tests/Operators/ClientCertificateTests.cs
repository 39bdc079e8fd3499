using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Demo;
using Shaken.Web.Tests.Shared.OpenApi;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Operators;

/// <summary>Client certificates: of the TLS connection, and of the header that a configured platform writes.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Header = "X-ARR-ClientCert";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider SystemClock => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true, "caller-not-allowed")]
    [InlineData(false, "caller-unknown")]
    public async Task Certificate_OfTheTlsConnection_CountsWhenAskedFor(bool asks, string reason)
    {
        var tls = LoopbackTls.Make(_folder.FullName, SystemClock);
        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await using var program = await LoneProgram.StartAsync(
            ("Operator:Keys", $"root:{hash}"), ("Shaken:Listen:Port", "off"), ("Shaken:Tls:Port", "0"),
            ("Shaken:Tls:Certificate", tls.CertificatePath), ("Shaken:Tls:Key", tls.KeyPath),
                ("Access:ClientCertificates", asks ? "true" : "false"));
        using var certificate = NewCertificate("2026-11-01", "2027-11-01");
        using var stranger = NewCertificate("2026-11-01", "2027-11-01");
        using (var plain = NewClient(program.Url, certificate: null)) await RegisterAsync(plain, secret, certificate);
        using var known = NewClient(program.Url, certificate);
        using var unknown = NewClient(program.Url, stranger);
        Assert.Equal(reason, await ReasonAsync(known));
        Assert.Equal("caller-unknown", await ReasonAsync(unknown));
    }

    [Theory]
    [InlineData(Header, "127.0.0.0/8", "caller-not-allowed")]
    [InlineData(Header, "192.0.2.0/24", "caller-unknown")]
    [InlineData(null, "127.0.0.0/8", "caller-unknown")]
    public async Task Certificate_OfTheHeader_CountsFromAProxyWhenConfigured(string? header, string proxies, string reason)
    {
        await using var world = await StartAsync(header, proxies);
        using var certificate = NewCertificate("2026-11-01", "2027-11-01");
        await RegisterAsync(world.Http, world.KeyOf("administrator"), certificate);
        Assert.Equal(reason, await ReasonOfHeaderAsync(world, Convert.ToBase64String(certificate.RawData)));
    }

    [Theory]
    [InlineData("2026-12-01", "2027-11-01")]
    [InlineData("2025-11-01", "2026-11-01")]
    public async Task Certificate_NotValidNow_IsRefused(string notBefore, string notAfter)
    {
        await using var world = await StartAsync(Header, "127.0.0.0/8");
        using var certificate = NewCertificate(notBefore, notAfter);
        await RegisterAsync(world.Http, world.KeyOf("administrator"), certificate);
        Assert.Equal("caller-unknown", await ReasonOfHeaderAsync(world, Convert.ToBase64String(certificate.RawData)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    public async Task Certificate_Malformed_IsRefused(string text)
    {
        await using var world = await StartAsync(Header, "127.0.0.0/8");
        Assert.Equal("caller-unknown", await ReasonOfHeaderAsync(world, text));
    }

    [Fact]
    public async Task Certificate_BesideAWrongToken_DoesNotCount()
    {
        await using var world = await StartAsync(Header, "127.0.0.0/8");
        using var certificate = NewCertificate("2026-11-01", "2027-11-01");
        await RegisterAsync(world.Http, world.KeyOf("administrator"), certificate);
        var reply =
            await world.GetAsync("/operator/v1/timers", "Bearer op_stranger", (Header, Convert.ToBase64String(certificate.RawData)));
        Assert.Equal("caller-unknown", reply.Reason);
    }

    [Fact]
    public async Task Certificate_OfATenantsProgram_LetsItIn()
    {
        await using var world = await OperatorWorld.StartAsync(
            ("Shaken:Roles", "vs"), ("Limits:TrustedProxies", "127.0.0.0/8"), ("Access:CertificateHeader", Header));
        using var certificate = NewCertificate("2026-11-01", "2027-11-01");
        var (sha256, key) = (certificate.GetCertHashString(HashAlgorithmName.SHA256), world.KeyOf("administrator"));
        var terms = """{"revision":0,"name":"North","provider":"US/1234","reason":"test"}""";
        Assert.Equal(
            HttpStatusCode.OK, (await world.SendAsync(HttpMethod.Put, "/operator/v1/tenants/north", terms, $"Bearer {key}")).Status);
        await PostAsync(world.Http, key, "principals", """{"userId":"sbc","kind":"tenant","account":"north","reason":"test"}""");
        await PostAsync(world.Http, key, "principals/sbc/certificates", $$"""{"sha256":"{{sha256}}","name":"tls","reason":"test"}""");
        var reply = await world.SendAsync(
            HttpMethod.Post, "/stir/v1/verification", "{}", authorization: null, (Header, Convert.ToBase64String(certificate.RawData)));

        // It was let in, and its body is refused.
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains("SVC4001", reply.Text, StringComparison.Ordinal);
    }

    private static Task<OperatorWorld> StartAsync(string? header, string proxies)
    {
        (string, string)[] settings = [("Limits:TrustedProxies", proxies)];
        return OperatorWorld.StartAsync(header is null ? settings : [.. settings, ("Access:CertificateHeader", header)]);
    }

    private static async Task<string?> ReasonOfHeaderAsync(OperatorWorld world, string value) =>
        (await world.GetAsync("/operator/v1/timers", authorization: null, (Header, value))).Reason;

    private static async Task<string?> ReasonAsync(HttpClient http)
    {
        using var response = await http.GetAsync(new Uri("/operator/v1/timers", UriKind.Relative), Token);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("reason").GetString();
    }

    private static async Task RegisterAsync(HttpClient http, string key, X509Certificate2 certificate)
    {
        var sha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await PostAsync(http, key, "principals", """{"userId":"ann","kind":"account-user","account":"one","reason":"test"}""");
        await PostAsync(http, key, "principals/ann/certificates", $$"""{"sha256":"{{sha256}}","name":"tls","reason":"test"}""");
    }

    private static async Task PostAsync(HttpClient http, string key, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/operator/v1/{path}");
        request.Headers.TryAddWithoutValidation("Authorization", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private static HttpClient NewClient(Uri url, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, errors) =>
            errors != SslPolicyErrors.RemoteCertificateNotAvailable;
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        return new HttpClient(DocumentedTraffic.Watch(handler)) { BaseAddress = url };
    }

    private static X509Certificate2 NewCertificate(string notBefore, string notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a client", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(Day(notBefore), Day(notAfter));
    }

    private static DateTimeOffset Day(string text) =>
        DateTimeOffset.Parse($"{text}T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
