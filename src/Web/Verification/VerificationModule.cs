using Shaken.Core.Verification;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.Verification;

/// <summary>The role vs, STI-VS: verifies calls for tenants, and says what is to become of them. Without a tenant it answers nobody.</summary>
internal sealed class VerificationModule : IRoleModule
{
    public Role Role => Role.Vs;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("VsVerify", Role.Vs, "POST", "stir/v1/verification", VerificationEndpoint.VerifyAsync)
        {
            Prefix = settings => settings.Get<VerificationServiceSettings>().Prefix,
        },
    ];

    public IReadOnlyList<TimerFunction> Timers => [];

    public IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<VerificationServiceSettings>()];

    public void AddServices(IServiceCollection services, ParsedSettings settings) => services.AddSingleton<VerifyCall>();
}
