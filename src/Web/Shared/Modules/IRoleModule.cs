using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Modules;

/// <summary>A role of the product: what a deployment gets when it turns the role on. Each is a folder, and one line of <see cref="RoleModules"/>.</summary>
internal interface IRoleModule
{
    Role Role { get; }

    /// <summary>What it answers over HTTP, whether it is on or not.</summary>
    IReadOnlyList<HttpFunction> Functions { get; }

    /// <summary>What it does by the clock.</summary>
    IReadOnlyList<TimerFunction> Timers { get; }

    /// <summary>Whether a deployment with these settings plays the role. Alone every role is on, and one that nothing is configured for has nothing to do.</summary>
    bool IsOn(Settings settings) => settings.Roles.Contains(Role);

    /// <summary>Adds what its functions need, if it is on. What several roles need is there already.</summary>
    void AddServices(IServiceCollection services, Settings settings);

    /// <summary>Adds what its health depends on, if it is on.</summary>
    void AddHealthChecks(HealthChecks checks, Settings settings)
    {
    }
}
