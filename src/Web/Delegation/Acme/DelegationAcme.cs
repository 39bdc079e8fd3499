using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Delegation.Acme;

/// <summary>The ACME server at which customers order certificates for lent numbers.</summary>
internal static class DelegationAcme
{
    public static IReadOnlyList<HttpFunction> Functions { get; } = [];

    public static IReadOnlyList<TimerFunction> Timers { get; } = [];

    public static IReadOnlyList<SettingsPart> Settings { get; } = [];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
    }
}
