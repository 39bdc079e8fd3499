using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo.Lab;

/// <summary>
/// A provider of the lab as one running service: STI-AS, which keeps the provider's certificate in force by ACME, STI-VS, CPS, numbers to
/// lend, and the console, with a tenant.
/// </summary>
internal sealed class LabProvider : IAsyncDisposable
{
    private const string RenewalTimer = "RenewCertificate";
    private const string Numbers = "1215555012*,1234\n1215555013*,5678\n";

    private static readonly CountryCode Country =
        CountryCode.TryParse("US", out var us) ? us : throw new InvalidOperationException("US is a country.");

    private readonly Service _service;

    private LabProvider(Service service) => _service = service;

    private static TimeProvider Time => HostDependencies.Real.Time;

    /// <summary>Starts the service, and returns when calls can be signed and verified.</summary>
    /// <param name="peer">The other provider: what is signed for its numbers is posted to its CPS.</param>
    public static async Task<LabProvider> StartAsync(
        LabFolder folder, LabZone provider, LabZone peer, LabEnrolment enrolment, LoopbackTls tls, HttpMessageInvoker http,
        string operatorKey, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(folder, provider, peer, enrolment, operatorKey);
        var service = await Service.StartAsync(folder.FileOf(provider, LabFolder.Store), tls, settings, cancellationToken);
        var started = new LabProvider(service);
        await started.UntilAsync(
            "reads the trusted-CA list and the CRL", () => ValueTask.FromResult(started.Trusts(folder)), cancellationToken);
        await started.UntilAsync("has its certificate", () => started.IsCertifiedAsync(cancellationToken), cancellationToken);
        var operators = new JsonService(http, service.Url, operatorKey);
        await LabOperator.OpenAsync(folder, provider, operators, cancellationToken);
        await LabTenant.OpenAsync(folder, provider, operators, cancellationToken);
        await started.ImportNumbersAsync(folder.FileOf(provider, "numbers.csv"), cancellationToken);
        return started;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private bool Trusts(LabFolder folder) =>
        _service.Services.GetRequiredService<TrustDomain>().Roots is not null
        && _service.Services.GetRequiredService<RevocationLists>().Find(folder.CrlUrl) is not null;

    private async ValueTask<bool> IsCertifiedAsync(CancellationToken cancellationToken)
    {
        var renewal = _service.Services.GetRequiredService<CertificateRenewal>();
        if (await renewal.FindCurrentAsync(cancellationToken) is not null) return true;
        var timer = FunctionTable.Timers.Single(function => function.Name == RenewalTimer);
        await timer.RunAsync(_service.Services, cancellationToken);
        return await renewal.FindCurrentAsync(cancellationToken) is not null;
    }

    // Once: an import of the user's own stays.
    private async Task ImportNumbersAsync(string done, CancellationToken cancellationToken)
    {
        if (File.Exists(done)) return;
        await DemoSigning.ImportNumbersAsync(_service, Country, Numbers, cancellationToken);
        await File.WriteAllTextAsync(done, Numbers, cancellationToken);
    }

    private async Task UntilAsync(string what, Func<ValueTask<bool>> isSo, CancellationToken cancellationToken)
    {
        const int Looks = 1200;
        for (var look = 0; look < Looks; look++)
        {
            if (await isSo()) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), Time, cancellationToken);
        }

        throw new TimeoutException($"The service at {_service.Url} never {what}: see {_service.Url}health.");
    }

    private static Dictionary<string, string?> SettingsOf(
        LabFolder folder, LabZone provider, LabZone peer, LabEnrolment enrolment, string operatorKey)
    {
        var authority = folder.OriginOf(LabZone.Authority);
        var reader = LabSecrets.OpenOrMake(folder.FileOf(provider, LabFolder.ReaderKeyFile), ApiKeyPrefixes.Reader);
        return new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "as,vs,cps,delegation,console",
            ["Shaken:Listen:Port"] = "off",
            ["Shaken:Tls:Port"] = folder.PortOf(provider).ToString(CultureInfo.InvariantCulture),
            ["Operator:Keys"] = LabAuthority.OperatorOf(operatorKey),
            ["Renewal:Provider"] = provider.Provider,
            ["Renewal:Directory"] = folder.AcmeDirectory,
            ["Renewal:KeyFolder"] = folder.KeysOf(provider),
            ["Renewal:AgreeToTerms"] = "true",
            ["Renewal:ExternalAccountId"] = enrolment.ExternalKeyId,
            ["Renewal:ExternalAccountKey"] = enrolment.ExternalKey,
            ["Renewal:PolicyAdministratorUrl"] = authority,
            ["Renewal:TokenAccount"] = provider.Name,
            ["Renewal:TokenUser"] = provider.Name,
            ["Renewal:TokenPassword"] = enrolment.Password,
            ["TrustList:Url"] = $"{authority}/api/v1/ca-list",
            ["TrustList:LoginUrl"] = $"{authority}/api/v1/auth/login",
            ["TrustList:RefreshUrl"] = $"{authority}/api/v1/auth/refresh",
            ["TrustList:UserId"] = provider.Name,
            ["TrustList:PasswordFile"] = enrolment.PasswordFile,
            ["TrustList:PolicyAdministratorRoots"] = folder.PolicyAdministratorRoot,
            ["Revocation:Urls"] = folder.CrlUrl,
            ["Revocation:Policy"] = "Refuse",
            ["Fetching:ExemptOrigins"] = authority,
            ["Cps:ServedSpcs"] = provider.Provider,
            ["Cps:HostNames"] = "127.0.0.1",
            ["Cps:ReaderKeys"] = $"{provider.Provider}:{LabSecrets.HashOf(reader)}",
            ["Delegation:Providers:0:Id"] = provider.Provider,
            ["Delegation:Presentations:Audiences"] = folder.OriginOf(provider),
            ["OutOfBand:Post"] = "true",
            ["OutOfBand:Peers"] = $"{peer.Provider} Open {folder.CpsOf(peer)}",
        };
    }
}
