using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Fetching;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Treatment;
using Shaken.Web.CallPlacement.OutOfBand;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Shared.Trust;
using Shaken.Web.Verification.CallValidation;
using Shaken.Web.Verification.Statistics;
using Shaken.Web.Verification.Treatment;
using Shaken.Web.Verification.Verdicts;

namespace Shaken.Web.Verification;

/// <summary>The role vs, STI-VS: verifies calls for tenants and says what is to become of them. Without a tenant it serves
/// nobody.</summary>
internal sealed class VerificationModule : IRoleModule
{
    public Role Role => Role.Vs;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("VsVerify", Role.Vs, "POST", "stir/v1/verification", VerificationEndpoint.VerifyAsync)
        {
            Prefix = settings => settings.Get<VerificationServiceSettings>().Prefix,
        },
        .. TreatmentPart.Functions,
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("VsSweepPolicies", Role.Vs, "10 * * * * *", TreatmentPart.SweepAsync),
        new("PurgeFirstFailures", Role.Vs, "55 47 * * * *", (services, token) => Purge.RunAsync(services, FirstFailures.Table, token)),
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } =
    [
        SettingsPart.Of<VerificationServiceSettings>(),
        SettingsPart.Of<VerdictSettings>(),
        SettingsPart.Of<CallValidationSettings>(),
        SettingsPart.Of<ReputationAccessSettings>(),
        SettingsPart.Of<CallStatisticsSettings>(),
    ];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.AddSingleton<VerifyCall>();
        services.TryAddSingleton<KnownHostRecords>();
        services.AddHostedService<KnownHostsKeeper>();
        OutOfBandServices.AddHeld(services, settings);
        VerdictPart.AddServices(services, settings);
        TreatmentPart.AddServices(services, settings);
        CallStatisticsPart.AddServices(services, settings);
    }
}
