namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>One country, and the function app under an older and under a newer host.</summary>
public sealed class HostedApps : IAsyncLifetime
{
    private readonly Dictionary<HostKind, HostedCps> _apps = [];

    public LoopbackCountry Country { get; } = new();

    internal HostedCps Under(HostKind kind) => _apps[kind];

    public async ValueTask InitializeAsync()
    {
        await Country.InitializeAsync();
        foreach (var kind in Enum.GetValues<HostKind>()) _apps[kind] = await HostedCps.StartAsync(Country, kind, HostedStorage.Disk);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps.Values) await app.DisposeAsync();
        await Country.DisposeAsync();
    }
}
