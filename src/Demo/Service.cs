using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo;

/// <summary>One service of the demo: the same program that a deployment runs, with settings of its own, on a free port of loopback.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Service(WebApplication app)
    {
        _app = app;
        Url = new Uri(ShakenProgram.AddressesOf(app).First(address => address.StartsWith("https:", StringComparison.Ordinal)));
    }

    /// <summary>Base URL, over TLS.</summary>
    public Uri Url { get; }

    /// <summary>scheme://host:port.</summary>
    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    public IServiceProvider Services => _app.Services;

    public static async Task<Service> StartAsync(string folder, LoopbackTls tls, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var common = new Dictionary<string, string?>
        {
            ["Shaken:Storage"] = "Disk",
            ["Shaken:DataFolder"] = folder,
            ["Shaken:Listen:Port"] = "0",
            ["Shaken:Tls:Port"] = "0",
            ["Shaken:Tls:Certificate"] = tls.CertificatePath,
            ["Shaken:Tls:Key"] = tls.KeyPath,
            ["Fetching:TlsRoots"] = tls.RootPath,
        };
        foreach (var (name, value) in settings) common[name] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(common).Build();
        if (!SettingsParser.Parse(configuration).TryGet(out var parsed, out var errors)) throw new InvalidOperationException(string.Join("; ", errors.Lines));
        var app = ShakenProgram.Build(parsed, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.None));
        await app.StartAsync(cancellationToken);
        return new Service(app);
    }

    /// <summary>Runs a timer function now: its schedule would in a minute or more.</summary>
    public Task RunAsync(string timer, CancellationToken cancellationToken) =>
        FunctionTable.Timers.Single(one => one.Name == timer).RunAsync(Services, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
