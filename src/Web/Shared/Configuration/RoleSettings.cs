namespace Shaken.Web.Shared.Configuration;

/// <summary>Which roles this deployment plays.</summary>
/// <param name="Roles">Running alone, every role unless some are named.</param>
/// <param name="IsUnderFunctionsHost">Whether this is a deployment on a public network: it must set what a laptop may leave out.</param>
internal sealed record RoleSettings(IReadOnlySet<Role> Roles, bool IsUnderFunctionsHost) : ISettings<RoleSettings>
{
    /// <summary>Whether a role was chosen for a public network, so that its module must refuse what the role cannot do without.</summary>
    public bool IsDeployed(Role role) => IsUnderFunctionsHost && Roles.Contains(role);

    public static IReadOnlyList<Setting> Declared => RoleSetting.All;

    public static RoleSettings Read(SettingsReader reader)
    {
        var roles = reader.Members<Role>(RoleSetting.Roles);
        var isUnderHost = reader.Get<ListenSettings>().IsUnderFunctionsHost;
        if (isUnderHost && roles.Count == 0) reader.Refuse(RoleSetting.Roles, "a deployment names its roles; none is on by default");

        // Alone, as on a laptop, everything is on; a deployment says what it does.
        return new RoleSettings((roles.Count > 0 || isUnderHost ? roles : Enum.GetValues<Role>()).ToHashSet(), isUnderHost);
    }
}
