using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The role pa, STI-PA: publishes the indirect CRL, and takes CAs' reports of revocations.</summary>
internal sealed class PolicyAdministratorModule : IRoleModule
{
    public Role Role => Role.Pa;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("PaGetCrl", Role.Pa, "GET", "download/v1/crl", CrlEndpoints.GetAdministratorsAsync),
        new("PaForceCrl", Role.Pa, "POST", "pa/v1/crl", CrlEndpoints.ForceAdministratorsAsync),
        new("PaTakeRevocation", Role.Pa, "POST", "pa/v1/revocations", ReportEndpoints.TakeAsync),
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PaPublishCrl", Role.Pa, "10 * * * * *", CrlTimers.PublishAdministratorsAsync),
        new("PaPurgeRevocations", Role.Pa, "50 17 3 * * *", (services, token) => Purge.RunAsync(services, RevocationRegister.Table, token)),
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<PaSettings>()];

    public void AddServices(IServiceCollection services, ParsedSettings settings) =>
        services.AddSingleton(provider => new TakeRevocationReports(
            settings.Get<PaSettings>().Reporters, provider.GetRequiredService<RevocationRegister>(), provider.GetRequiredService<TimeProvider>()));
}
