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

    /// <summary>The HTTP functions of a deployment with these settings, under the routes that they have there.</summary>
    public static IEnumerable<HttpFunction> HttpOf(ParsedSettings settings) =>
        Http.Where(function => IsOn(function.Role, settings)).Select(function => function.In(settings));

    /// <summary>The timers of a deployment with these settings.</summary>
    public static IEnumerable<TimerFunction> TimersOf(ParsedSettings settings) => Timers.Where(timer => IsOn(timer.Role, settings));

    /// <summary>Whether a deployment with these settings has a function of a role; of none: every deployment has it.</summary>
    public static bool IsOn(Role? role, ParsedSettings settings) => role is null || RoleModules.Of(role.Value).IsOn(settings);
}
