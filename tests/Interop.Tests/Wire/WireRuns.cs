using System.Reflection;
using System.Text.Json;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Interop.Tests.Wire;

/// <summary>
/// The service over TLS on loopback, and the clients in <c>tests/WireClients</c>: Node programs, written from descriptions of the protocols and without
/// our code. Each is run once; the tests look at what its steps were answered.
/// </summary>
public sealed class WireRuns : IAsyncLifetime
{
    private const string NodeIsMissing = "These tests need Node.js 20 or later as `node` on the PATH (README, Two commands): the clients they run are written for it.";

    private readonly Dictionary<string, WireReport> _reports = [];
    private readonly Deployment _deployment = new();
    private string _readerKey = "";
    private Uri _byNumber = null!;

    public async ValueTask InitializeAsync()
    {
        await _deployment.InitializeAsync();
        _readerKey = _deployment.ReaderKeyOfB;
        var settings = await _deployment.CpsSettingsAsync();
        settings["Access:ClientCertificates"] = "true";
        settings["Cps:ReadByCalledNumber"] = "true";
        _byNumber = await _deployment.StartAsync(settings);
        await _deployment.UntilHealthyAsync(_byNumber);
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    /// <summary>What the client of a dialect was answered. Every dialect has called numbers of its own.</summary>
    /// <param name="dialect">"a" to "e", which has a CPS of its own.</param>
    public async Task<WireReport> ReportOfAsync(string dialect)
    {
        if (_reports.TryGetValue(dialect, out var report)) return report;
        using var node = new ExternalTool();
        var script = Path.Combine(ScriptsFolder, $"dialect-{dialect}.mjs");
        var (code, output, error) = await node.RunWithInputAsync(
            "node", await JobAsync(dialect[0] == 'e' ? _byNumber : _deployment.Cps, $"12155557{dialect[0] - 'a'}"), NodeIsMissing, script);
        Assert.True(code == 0, $"dialect-{dialect}.mjs ended with {code}: {error}");
        using var json = JsonDocument.Parse(output);
        return _reports[dialect] = new WireReport(json.RootElement.Clone());
    }

    private static string ScriptsFolder =>
        typeof(WireRuns).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "WireClients").Value!;

    private async Task<string> JobAsync(Uri cps, string dests) => JsonSerializer.Serialize(new
    {
        cps = cps.AbsoluteUri,
        ca = await File.ReadAllTextAsync(_deployment.TlsRootPath, TestContext.Current.CancellationToken),
        host = Deployment.HostName,
        peer = Deployment.PeerHost,
        now = _deployment.Time.GetUtcNow().ToUnixTimeSeconds(),
        publisher = Party(_deployment.A, _deployment.X5uOfA),
        reader = Party(_deployment.B, _deployment.X5uOfB),
        readerKey = _readerKey,
        orig = Deployment.Caller.Value,
        dests,
    });

    private static object Party(LocalProvider provider, string x5u) => new
    {
        spc = provider.Id.Code.Value,
        key = Assert.IsType<SoftwareKey>(provider.Key).ToPem(),
        chain = string.Concat(provider.Chain.Select(certificate => certificate.ToPem() + "\n")),
        x5u,
    };
}

[CollectionDefinition(nameof(WireRuns))]
public sealed class WireRunsDefinition : ICollectionFixture<WireRuns>;
