using System.Reflection;
using System.Text.Json;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Interop.Tests.Wire;

/// <summary>
/// The signing and verification service, and its clients in <c>tests/WireClients</c>: Node programs, written from descriptions of the
/// dialects and without our code. Each is run once over HTTP/1.1 and once over HTTP/2; the tests look at what its steps were answered.
/// </summary>
public sealed class SigningRuns : IAsyncLifetime
{
    private const string NodeIsMissing =
        "These tests need Node.js 20 or later as `node` on the PATH (README, Two commands): the clients they run are written for it.";

    private readonly Dictionary<(string Client, string Http), WireReport> _reports = [];
    private readonly SigningCountry _country = new();

    public ValueTask InitializeAsync() => _country.InitializeAsync();

    public ValueTask DisposeAsync() => _country.DisposeAsync();

    /// <summary>What a client was answered.</summary>
    /// <param name="client">"atis", "cps", "oracle" or "3gpp".</param>
    /// <param name="http">"1.1" or "2".</param>
    public async Task<WireReport> ReportOfAsync(string client, string http)
    {
        if (_reports.TryGetValue((client, http), out var report)) return report;
        using var node = new ExternalTool();
        var script = Path.Combine(ScriptsFolder, $"sti-{client}.mjs");
        var (code, output, error) = await node.RunWithInputAsync("node", await JobAsync(http), NodeIsMissing, script);
        Assert.True(code == 0, $"sti-{client}.mjs ended with {code}: {error}");
        using var json = JsonDocument.Parse(output);
        return _reports[(client, http)] = new WireReport(json.RootElement.Clone());
    }

    private static string ScriptsFolder => typeof(SigningRuns).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "WireClients").Value!;

    private async Task<string> JobAsync(string http) => JsonSerializer.Serialize(new
    {
        sti = _country.Secure.AbsoluteUri,
        ca = await File.ReadAllTextAsync(_country.TlsRootPath, TestContext.Current.CancellationToken),
        http,
        apiKey = _country.ApiKey,
        now = SigningCountry.Time.GetUtcNow().ToUnixTimeSeconds(),
        x5u = _country.X5uOfA,
        signer = Party(_country.A, _country.X5uOfA),
        revoked = Party(_country.Revoked, _country.X5uOfRevoked),
        orig = SigningCountry.Caller,
        called = SigningCountry.Called,
    });

    private static object Party(LocalProvider provider, string x5u) => new { key = Assert.IsType<SoftwareKey>(provider.Key).ToPem(), x5u };
}

[CollectionDefinition(nameof(SigningRuns))]
public sealed class SigningRunsDefinition : ICollectionFixture<SigningRuns>;
