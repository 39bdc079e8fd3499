namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of <see cref="RoleSettings"/>.</summary>
internal static class RoleSetting
{
    public static Setting Roles { get; } = new("Shaken:Roles",
        "What this deployment does: `cps`, `cr`, `ca`, `pa`, `as`, `vs`, `delegation`, `registry`, `console`",
        "Alone: all. Under the Functions host: none, and one must be named",
        "cps,cr");

    public static IReadOnlyList<Setting> All { get; } = [Roles];
}
