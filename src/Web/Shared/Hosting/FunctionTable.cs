using Shaken.Web.Operators;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Every function of the program, the modules' one after the other: the one list from which endpoints, timers and function.json files are made.</summary>
public static class FunctionTable
{
    public static IReadOnlyList<HttpFunction> Http { get; } =
    [
        new("Health", null, "GET", "health", HealthEndpoint.GetReadyAsync),
        new("HealthLive", null, "GET", "health/live", HealthEndpoint.GetLiveAsync),
        new("HealthReady", null, "GET", "health/ready", HealthEndpoint.GetReadyAsync),
        .. OpenApiFunctions.Http,
        .. OperatorFunctions.Http,
        .. RoleModules.All.SelectMany(module => module.Functions),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
        [.. OperatorFunctions.Timers, .. RoleModules.All.SelectMany(module => module.Timers)];

    /// <summary>Whether a deployment with these settings has a function of a role; of none: every deployment has it.</summary>
    public static bool IsOn(Role? role, ParsedSettings settings) => role is null || RoleModules.Of(role.Value).IsOn(settings);
}
