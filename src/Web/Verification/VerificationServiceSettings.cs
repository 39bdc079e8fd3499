using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Stir;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Verification;

/// <summary>The settings of <see cref="VerificationServiceSettings"/>.</summary>
internal static class VerificationServiceSetting
{
    public static Setting Prefix { get; } = new("Vs:Prefix",
        "What stands before `/stir/v1/verification` in its path, for clients that bring a base of their own. Not with the native package "
        + "under the Functions host",
        "None: the path is `/stir/v1/verification`",
        "StirShakenWeb/resources/v1");

    public static IReadOnlyList<Setting> All { get; } = [Prefix];
}

/// <summary>The verification service's own settings.</summary>
/// <param name="Prefix">Without slashes around it; empty: none.</param>
internal sealed record VerificationServiceSettings(string Prefix) : ISettings<VerificationServiceSettings>
{
    public static IReadOnlyList<Setting> Declared => VerificationServiceSetting.All;

    public static VerificationServiceSettings Read(SettingsReader reader)
    {
        if (reader.Get<RoleSettings>().IsDeployed(Role.Vs)) TrustListSettings.DemandList(reader, "the role vs follows a trusted-CA list");
        return new VerificationServiceSettings(StirPrefix.Read(reader, VerificationServiceSetting.Prefix));
    }
}
