using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Stir;

/// <summary>The settings of <see cref="TenantAccessSettings"/>.</summary>
internal static class TenantAccessSetting
{
    public static Setting HostNames { get; } = new("Tenants:HostNames",
        "Names of the signing and verification service that a tenant's own token (JWT) may have as `aud`",
        "None: tokens are refused; API keys and client certificates are not",
        "stir.provider.example");

    public static IReadOnlyList<Setting> All { get; } = [HostNames];
}

/// <summary>How tenants prove who they are.</summary>
/// <param name="HostNames">What aud of a token may be.</param>
internal sealed record TenantAccessSettings(IReadOnlyList<string> HostNames) : ISettings<TenantAccessSettings>
{
    public static IReadOnlyList<Setting> Declared => TenantAccessSetting.All;

    public static TenantAccessSettings Read(SettingsReader reader)
    {
        var names = reader.Texts(TenantAccessSetting.HostNames);
        foreach (var name in names)
        {
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
            {
                reader.Refuse(
                    TenantAccessSetting.HostNames, $"\"{name}\" must be a host name such as stir.provider.example, without a scheme");
            }
        }

        return new TenantAccessSettings(names);
    }
}
