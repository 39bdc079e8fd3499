using Shaken.Core.Keys;
using Shaken.Local.Files;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo.Lab;

/// <summary>
/// The whole lab, running: the authorities and two providers, each a trust zone with a store, a port and settings of its own.
/// </summary>
internal sealed class LabCountry : IAsyncDisposable
{
    private static readonly TimeSpan ListInterval = TimeSpan.FromMinutes(1);

    private readonly LabFolder _folder;
    private readonly HttpMessageInvoker _http;
    private readonly Stack<IAsyncDisposable> _services = [];
    private LabAuthority? _authority;

    private LabCountry(LabFolder folder, HttpMessageInvoker http) => (_folder, _http) = (folder, http);

    /// <summary>Founds what is missing, starts everything, and returns when it serves.</summary>
    /// <param name="tell">Hears of each step.</param>
    public static async Task<LabCountry> StartAsync(LabFolder folder, Action<string> tell, CancellationToken cancellationToken)
    {
        var tls = LoopbackTls.OpenOrMake(folder.Path, HostDependencies.Real.Time);
        var country = new LabCountry(folder, tls.NewHttp());
        try
        {
            await country.StartAsync(tls, tell, cancellationToken);
            return country;
        }
        catch
        {
            await country.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps the trusted-CA list in the folder fresh, for commands that read it there, until it is cancelled.</summary>
    public async Task KeepListAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ListInterval, HostDependencies.Real.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await WriteListAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        while (_services.TryPop(out var service)) await service.DisposeAsync();
        _http.Dispose();
    }

    private async Task StartAsync(LoopbackTls tls, Action<string> tell, CancellationToken cancellationToken)
    {
        var operatorKey = LabSecrets.OpenOrMake(_folder.OperatorKey, ApiKeyPrefixes.Operator);
        tell("Keys of the STI-PA and the STI-CA");
        var keys = await LabKeys.OpenOrFoundAsync(_folder, cancellationToken);
        tell($"STI-PA, STI-CA and STI-CR at {_folder.OriginOf(LabZone.Authority)}");
        _authority = await LabAuthority.StartAsync(_folder, keys, tls, _http, operatorKey, cancellationToken);
        _services.Push(_authority);
        await _authority.ApproveAsync(cancellationToken);
        await WriteListAsync(cancellationToken);
        foreach (var (provider, peer) in ((LabZone, LabZone)[])[
            (LabZone.ProviderA, LabZone.ProviderB), (LabZone.ProviderB, LabZone.ProviderA)])
        {
            tell($"Provider {provider.Provider} at {_folder.OriginOf(provider)}: its certificate by ACME, STI-AS, STI-VS, CPS");
            var enrolment = await LabEnrolment.EnrolAsync(_folder, provider, _authority.Operators, cancellationToken);
            _services.Push(await LabProvider.StartAsync(
                _folder, provider, peer, enrolment, tls, _http, operatorKey, cancellationToken));
        }
    }

    private async Task WriteListAsync(CancellationToken cancellationToken)
    {
        if (await _authority!.FindTrustListAsync(cancellationToken) is { } list) PrivateFile.Replace(_folder.TrustList, list);
    }
}
