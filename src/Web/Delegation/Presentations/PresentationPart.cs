using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>Proofs of possession that customers of other providers present.</summary>
internal static class PresentationPart
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
