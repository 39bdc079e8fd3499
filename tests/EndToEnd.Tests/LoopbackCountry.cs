using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.EndToEnd.Tests;

/// <summary>An authority, provider A with its STI-CR, provider B with its CPS: both real, on free ports of loopback, with the files that a program is given.</summary>
public sealed class LoopbackCountry : IAsyncLifetime
{
    public const string Caller = "12155550121";
    public const string Called = "12155550131";

    private readonly TemporaryFolder _folder = new();
    private readonly List<WebApplication> _others = [];
    private WebApplication _repository = null!;
    private WebApplication _cps = null!;

    public string Folder => _folder.Path;

#pragma warning disable RS0030 // A composition root of the tests.
    public static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>Its STI-PA and STI-CA, with the keys.</summary>
    public LocalAuthority Authority { get; private set; } = null!;

    public LocalProvider A { get; private set; } = null!;

    public LocalProvider B { get; private set; } = null!;

    public string X5uOfA { get; private set; } = "";

    public string X5uOfB { get; private set; } = "";

    public string RepositoryOrigin { get; private set; } = "";

    public Uri Cps { get; private set; } = null!;

    public Uri OpenUrl => new(Cps, "/cps/company/5678");

    public string ReaderKeyOfB { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ProviderId Provider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));

    public static TelephoneNumber Number(string text) => TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    public async ValueTask InitializeAsync()
    {
        var authority = await LocalAuthority.NewAsync(Provider("US/1234").Country, "Test", Time, SystemRandom.Instance, Token);
        Authority = authority;
        A = await authority.IssueAsync(Provider("US/1234"), "Provider A", TimeSpan.FromDays(1), Token);
        B = await authority.IssueAsync(Provider("US/5678"), "Provider B", TimeSpan.FromDays(1), Token);

        _repository = await StartAsync(new() { ["Shaken:Roles"] = "cr" });
        RepositoryOrigin = ShakenProgram.AddressesOf(_repository)[0];
        X5uOfA = await PublishAsync(A.Chain);
        X5uOfB = await PublishAsync(B.Chain);
        var list = await authority.SignTrustListAsync(1, Time.GetUtcNow().AddDays(1), await PublishAsync([authority.ListSigner]), Token);
        await WriteAsync("sti.key", ((SoftwareKey)A.Key).ToPem());
        await WriteAsync("roots.pem", authority.Root.Certificate.ToPem());
        await WriteAsync("list.jwt", list);
        await WriteAsync("pa-root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());

        (ReaderKeyOfB, var readerKeyHash) = ApiKey<ProviderId>.New(B.Id, ApiKeyPrefixes.Reader, SystemRandom.Instance);
        _cps = await StartAsync(new()
        {
            ["Shaken:Roles"] = "cps",
            ["Cps:ServedSpcs"] = "US/5678",
            ["Cps:HostNames"] = "127.0.0.1",
            ["Cps:ReaderKeys"] = readerKeyHash.ToString(),
            ["TrustList:File"] = _folder.File("list.jwt"),
            ["TrustList:PolicyAdministratorRoots"] = _folder.File("pa-root.pem"),
            ["Fetching:ExemptOrigins"] = RepositoryOrigin,
        });
        Cps = new Uri(ShakenProgram.AddressesOf(_cps)[0]);
        await UntilHealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _others) await app.DisposeAsync();
        await _cps.DisposeAsync();
        await _repository.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Publishes certificates at the STI-CR and gives the x5u.</summary>
    public async Task<string> PublishAsync(IReadOnlyList<StiCertificate> chain) =>
        $"{RepositoryOrigin}/certificates/{await _repository.Services.GetRequiredService<PublishedChains>().PublishAsync(chain, Token)}.pem";

    /// <summary>One more STI-CR, which takes chains of trusted CAs from a publisher; gives its address.</summary>
    public async Task<Uri> StartOpenRepositoryAsync(string publisherKey)
    {
        var app = await StartAsync(new()
        {
            ["Shaken:Roles"] = "cr",
            ["Cr:PublisherKeys"] = publisherKey,
            ["TrustList:File"] = _folder.File("list.jwt"),
            ["TrustList:PolicyAdministratorRoots"] = _folder.File("pa-root.pem"),
            ["Fetching:ExemptOrigins"] = RepositoryOrigin,
        });
        _others.Add(app);
        return new Uri(ShakenProgram.AddressesOf(app)[0]);
    }

    private static async Task<WebApplication> StartAsync(Dictionary<string, string?> settings)
    {
        settings["Shaken:Storage"] = "Memory";
        settings["Shaken:Listen:Port"] = "0";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        if (!SettingsParser.Parse(configuration).TryGet(out var parsed, out var errors)) throw new InvalidOperationException(string.Join("; ", errors.Lines));
        var app = ShakenProgram.Build(parsed, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.None));
        await app.StartAsync(Token);
        return app;
    }

    // The trusted-CA list is read in the background; a CPS without one says so at /health.
    private async Task UntilHealthyAsync()
    {
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            using var response = await http.GetAsync(new Uri(Cps, "/health"), Token);
            if (response.IsSuccessStatusCode) return;
            Assert.True(attempt < 200, "the CPS has no trusted-CA list");
            await Task.Delay(TimeSpan.FromMilliseconds(25), Time, Token);
        }
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);
}
