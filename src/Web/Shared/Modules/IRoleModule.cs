using Shaken.Azure.KeyVault;
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

    /// <summary>Its own settings. They are read whether it is on or not, and tell what a deployment with the role lacks.</summary>
    IReadOnlyList<SettingsPart> Settings { get; }

    /// <summary>
    /// Refuses vaults that do not hold what it needs. Called before settings are read, and only where keys are in
    /// vaults.
    /// </summary>
    Task CheckVaultsAsync(SettingsReader reader, Vaults vaults, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether a deployment with these settings plays the role. Alone every role is on, and one that nothing is configured for has nothing to do.</summary>
    bool IsOn(ParsedSettings settings) => settings.Get<RoleSettings>().Roles.Contains(Role);

    /// <summary>Adds what its functions need, if it is on. What several roles need is there already.</summary>
    void AddServices(IServiceCollection services, ParsedSettings settings);

    /// <summary>Adds what its health depends on, if it is on.</summary>
    void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
    }
}
