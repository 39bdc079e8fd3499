using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>Provider B's CPS, with an STI-PA's CRL, as a function app under an emulated host, in a country that stands already.</summary>
internal sealed class HostedCps : IAsyncDisposable
{
    public const string Audience = "cps.example";

    private readonly LoopbackCountry _country;
    private readonly TemporaryFolder _folder = new();
    private readonly FunctionAppFolder _app;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string _readerKey;
    private readonly string _readerKeyHash;
    private HostEmulator? _host;

    private HostedCps(LoopbackCountry country, string? published)
    {
        (_country, _app) = (country, new FunctionAppFolder(published));
        Client = new CpsClient(_http);
        (_readerKey, var hash) = ApiKey<ProviderId>.New(country.B.Id, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        _readerKeyHash = hash.ToString();
    }

    public HostEmulator Host => _host!;

    public CpsClient Client { get; }

    public HttpMessageInvoker Http => _http;

    private Uri OpenUrl => new(Host.Url, "/cps/company/5678");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="change">What is to be different in the folder, before the host reads it.</param>
    /// <param name="published">The folder of a published function app; null: that of FunctionAppFolder.</param>
    public static async Task<HostedCps> StartAsync(
        LoopbackCountry country, HostKind kind, Func<string, HostedStorage> storage, Action<string>? change =
            null, string? published = null)
    {
        var cps = new HostedCps(country, published);
        try
        {
            change?.Invoke(cps._app.Root);
            var settings = await cps.SettingsAsync(storage(cps._folder.File("data")));
            cps._host = await HostEmulator.StartAsync(FunctionApp.Read(cps._app.Root), kind, settings, LoopbackCountry.Time, Token);
            await cps.UntilHealthyAsync();
            return cps;
        }
        catch
        {
            await cps.DisposeAsync();
            throw;
        }
    }

    /// <summary>The numbers of one of many calls; no two have the same.</summary>
    public static CallNumbers Call(int index) =>
        CallNumbers.TryParse($"1{2_000_000_000 + index}", LoopbackCountry.Caller, out var call) ? call : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>A fresh PASSporT by provider A.</summary>
    public async Task<string> SignAsync(CallNumbers call)
    {
        var claims = PassportClaims.ForCall(call.Orig, call.Dest, LoopbackCountry.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
        return await new PassportSigner(_country.A.Key, _country.X5uOfA).SignAsync(claims, Token);
    }

    /// <summary>A bearer with which provider A publishes just these, once.</summary>
    public async Task<string> BearerAsync(CallNumbers call, IReadOnlyList<string> passports) =>
        await new BearerSigner(_country.A.Key, _country.X5uOfA, _country.A.Id.Code, LoopbackCountry.Time, SystemRandom.Instance)
            .ForPublishingAsync(call, passports, Audience, TimeSpan.FromSeconds(50), Token);

    public Task<CpsAnswer> PostOpenAsync(string passport) => Client.PostOpenAsync(OpenUrl, [passport], Token);

    public Task<CpsAnswer> PublishAsync(CallNumbers call, string passport, string bearer) => Client.PublishAsync(Host.Url, _country.A.Id.Code, call, [passport], bearer, Token);

    public Task<CpsAnswer> RetrieveAsync(CallNumbers call) => Client.RetrieveOwnAsync(OpenUrl, call, _readerKey, Token);

    /// <summary>Whether a line of the handler has this text.</summary>
    public bool HasPrinted(string text) => Host.Handler.Output.Any(line => line.Contains(text, StringComparison.Ordinal));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content = null, string? host = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Host.Url, pathAndQuery)) { Content = content };
        request.Headers.Host = host;
        return await _http.SendAsync(request, Token);
    }

    /// <summary>Until the handler has read its trusted-CA list.</summary>
    public async Task UntilHealthyAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var response = await SendAsync(HttpMethod.Get, "/health");
            if (response.IsSuccessStatusCode) return;
            Assert.True(attempt < 1000, $"The CPS does not become healthy: {response.StatusCode}\n{string.Join('\n', Host.Handler.Output.TakeLast(20))}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), LoopbackCountry.Time, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _http.Dispose();
        _app.Dispose();
        _folder.Dispose();
    }

    private async Task<Dictionary<string, string>> SettingsAsync(HostedStorage storage)
    {
        var administrator = (await LocalAuthority.NewAsync(_country.A.Id.Country, "STI-PA", LoopbackCountry.Time, SystemRandom.Instance, Token)).Administrator.SignerOf(SignedDocumentKind.Crl);
        await File.WriteAllTextAsync(_folder.File("crl.pem"), administrator.Certificate.ToPem(), Token);
        await File.WriteAllTextAsync(_folder.File("crl-key.pem"), ((SoftwareKey)administrator.Key).ToPem(), Token);
        return new(storage.Settings.Concat(HostSettings.OfTheTemplates))
        {
            // As the local Functions tools say: the STI-CR of this country is on loopback.
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["Fetching__ExemptOrigins"] = _country.RepositoryOrigin,
            ["Shaken__Roles"] = "cps,cr,pa",
            ["Shaken__DeploymentSecrets"] = DeploymentSecret.New("host", SystemRandom.Instance).ToText(),
            ["Cps__ServedSpcs"] = "US/5678",
            ["Cps__HostNames"] = Audience,
            ["Cps__ReaderKeys"] = _readerKeyHash,
            ["Cps__FreshnessSeconds"] = "600",
            ["TrustList__File"] = Path.Combine(_country.Folder, "list.jwt"),
            ["TrustList__PolicyAdministratorRoots"] = Path.Combine(_country.Folder, "pa-root.pem"),
            ["Pa__Crl__Url"] = "https://sti-pa.example/download/v1/crl",
            ["Pa__Crl__Certificate"] = _folder.File("crl.pem"),
            ["Pa__Crl__Key"] = _folder.File("crl-key.pem"),
        };
    }
}
