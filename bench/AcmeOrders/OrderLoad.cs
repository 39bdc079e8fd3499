using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;

namespace Shaken.AcmeOrders;

/// <summary>Clients with an account each, who complete orders one after the other. Keys, CSRs and tokens are made before the clock runs.</summary>
internal static class OrderLoad
{
    private static readonly TnAuthList Spc = ServiceProviderCode.TryParse("1234", out var code) ? TnAuthList.Of(new SpcEntry(code)) : throw new InvalidOperationException();

    public static async Task RunAsync(int port, string folder, int clients, int orders)
    {
        var x5u = OrderServer.X5uOf(port, await File.ReadAllTextAsync(Path.Combine(folder, OrderServer.Ready)));
        var signer = PolicyAdministratorFolder.Open(Path.Combine(folder, OrderServer.AdministratorFolder)).Keys.FindCurrent(CeremonyNames.Of(SignedDocumentKind.SpcToken))!;
        var issuer = new SpcTokenIssuer(signer.Key, x5u, TkvalueForm.Base64, HostDependencies.Real.Time, SystemRandom.Instance);
        using var http = OperatorClient.New(new FetchingOptions());
        var loads = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Client.NewAsync(http, port, issuer, orders / clients)));
        var watch = Stopwatch.StartNew();
        var times = (await Task.WhenAll(loads.Select(client => client.RunAsync()))).SelectMany(all => all).Order().ToArray();
        var seconds = watch.Elapsed.TotalSeconds;
        string Milliseconds(double share) => times[(int)(share * (times.Length - 1))].TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {times.Length / seconds:0} orders/s ({times.Length * Client.RequestsPerOrder / seconds:0} requests/s), an order p50 {Milliseconds(0.5)} ms, p99 {Milliseconds(0.99)} ms"));
    }

    /// <summary>One account.</summary>
    private sealed class Client
    {
        public const int RequestsPerOrder = 5;

        private readonly HttpMessageInvoker _http;
        private readonly string _base;
        private readonly SoftwareKey _key = SoftwareKey.New();
        private readonly List<(string Csr, string Token)> _orders = [];
        private string? _account;
        private string? _nonce;

        private Client(HttpMessageInvoker http, int port) => (_http, _base) = (http, $"http://127.0.0.1:{port}/acme");

        public static async Task<Client> NewAsync(HttpMessageInvoker http, int port, SpcTokenIssuer issuer, int orders)
        {
            var client = new Client(http, port);
            using (var request = new HttpRequestMessage(HttpMethod.Head, $"{client._base}/new-nonce"))
            using (var response = await http.SendAsync(request, CancellationToken.None)) client._nonce = NonceOf(response);
            client._account = (await client.PostAsync($"{client._base}/new-account", """{"termsOfServiceAgreed":true}""")).Location;
            var fingerprint = KeyFingerprint.Of(JsonWebKey.From(client._key.PublicKey));
            for (var order = 0; order < orders; order++)
            {
                using var certified = SoftwareKey.New();
                var csr = await SigningRequestWriter.WriteAsync(certified, Spc, subject: null, isCa: false, CancellationToken.None);
                client._orders.Add((StrictBase64Url.Encode(csr.Der.Span), await issuer.IssueAsync(Spc, fingerprint, ca: false, TimeSpan.FromHours(1), CancellationToken.None)));
            }

            return client;
        }

        public async Task<List<TimeSpan>> RunAsync()
        {
            var times = new List<TimeSpan>(_orders.Count);
            foreach (var (csr, token) in _orders)
            {
                var watch = Stopwatch.StartNew();
                await CompleteAsync(csr, token);
                times.Add(watch.Elapsed);
            }

            return times;
        }

        private async Task CompleteAsync(string csr, string token)
        {
            var identifier = AcmeIdentifier.Of(Spc);
            var order = (await PostAsync($"{_base}/new-order", $$"""{"identifiers":[{"type":"{{identifier.Type}}","value":"{{identifier.Value}}"}]}""")).Json;
            var authorization = (await PostAsync(order.GetProperty("authorizations")[0].GetString()!, "")).Json;
            var challenge = (await PostAsync(authorization.GetProperty("challenges")[0].GetProperty("url").GetString()!, $$"""{"tkauth":"{{token}}"}""")).Json;
            Expect(challenge, "valid");
            var finalized = (await PostAsync(order.GetProperty("finalize").GetString()!, $$"""{"csr":"{{csr}}"}""")).Json;
            Expect(finalized, "valid");
            var chain = await PostAsync(finalized.GetProperty("certificate").GetString()!, "");
            if (!chain.Body.StartsWith("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)) throw new InvalidOperationException("No chain came.");
        }

        private static void Expect(JsonElement document, string status)
        {
            if (document.GetProperty("status").GetString() != status) throw new InvalidOperationException($"Not {status}: {document.GetRawText()}");
        }

        private async Task<Answer> PostAsync(string url, string payload)
        {
            var body = await AcmeSigning.SignAsync(_key, _account, url, _nonce, Encoding.UTF8.GetBytes(payload), CancellationToken.None);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/jose+json");
            using var response = await _http.SendAsync(request, CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{url}: {(int)response.StatusCode} {text}");
            _nonce = NonceOf(response);
            return new Answer(text, response.Headers.Location?.OriginalString);
        }

        private static string NonceOf(HttpResponseMessage response) => response.Headers.GetValues("Replay-Nonce").Single();

        private sealed record Answer(string Body, string? Location)
        {
            public JsonElement Json => JsonDocument.Parse(Body).RootElement;
        }
    }
}
