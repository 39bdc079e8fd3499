using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Authorities;

namespace Shaken.Functions.Tests;

/// <summary>The isolated worker with the roles cps and cr, its store in memory, under a stand-in for the host.</summary>
public sealed class RunningWorker : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    internal WorkerHost Host { get; private set; } = null!;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority =
            await LocalAuthority.NewAsync(country, "STI-PA", Time, SystemRandom.Instance, TestContext.Current.CancellationToken);
        var roots = Path.Combine(_folder.FullName, "pa-root.pem");
        await File.WriteAllTextAsync(roots, authority.PolicyAdministratorRoot.Certificate.ToPem(), TestContext.Current.CancellationToken);
        Host = await WorkerHost.StartAsync(new()
        {
            ["Shaken__Roles"] = "cps,cr",
            ["Shaken__Storage"] = "memory",
            ["Shaken__DeploymentSecrets"] = DeploymentSecret.New("test", SystemRandom.Instance).ToText(),
            ["Cps__ServedSpcs"] = "US/1234",
            ["Cps__HostNames"] = "cps.example",
            ["TrustList__File"] = Path.Combine(_folder.FullName, "no-list.jwt"),
            ["TrustList__PolicyAdministratorRoots"] = roots,
            ["Limits__TrustedProxies"] = "192.0.2.0/24",
            ["Limits__ForwardedHeader"] = "X-Azure-SocketIP",
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null) await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
