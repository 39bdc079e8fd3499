using Shaken.Azure.KeyVault;
using Shaken.Core.Verification;
using Shaken.Web.Authentication.Renewal;
using Shaken.Web.Authentication.Signing;
using Shaken.Web.CallPlacement.OutOfBand;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Verification.Statistics;

namespace Shaken.Web.Authentication;

/// <summary>
/// The role as, STI-AS: signs calls of tenants, and keeps the provider's own certificate in force where a renewal is configured. Without a
/// tenant nothing is signed.
/// </summary>
internal sealed class AuthenticationModule : IRoleModule
{
    public Role Role => Role.As;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("AsSign", Role.As, "POST", "stir/v1/signing", SigningEndpoint.SignAsync)
        {
            Prefix = settings => settings.Get<SigningServiceSettings>().Prefix,
        },
        .. SigningPart.Functions,
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
        [new("RenewCertificate", Role.As, "20 */10 * * * *", RenewalPart.RunAsync), .. SigningPart.Timers];

    public IReadOnlyList<SettingsPart> Settings { get; } =
        [SettingsPart.Of<RenewalSettings>(), SettingsPart.Of<SigningServiceSettings>(), SettingsPart.Of<SigningSettings>()];

    public Task CheckVaultsAsync(SettingsReader reader, Vaults vaults, CancellationToken cancellationToken) =>
        RenewalPart.CheckVaultsAsync(reader, vaults, cancellationToken);

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        RenewalPart.AddServices(services, settings);
        SigningPart.AddServices(services, settings);
        services.AddSingleton<SignCall>();
        OutOfBandServices.AddPosts(services, settings);
        CallStatisticsPart.AddServices(services, settings);
    }

    public void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        RenewalPart.AddHealthChecks(checks, settings);
        SigningPart.AddHealthChecks(checks, settings);
        OutOfBandServices.AddHealthChecks(checks, settings);
    }
}
