using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Authentication;

/// <summary>The settings of <see cref="SigningServiceSettings"/>.</summary>
internal static class SigningServiceSetting
{
    public static Setting Prefix { get; } = new("As:Prefix",
        "What stands before `/stir/v1/signing` in its path, for clients that bring a base of their own. Not with the native package "
        + "under the Functions host",
        "None: the path is `/stir/v1/signing`",
        "StirShakenWeb/resources/v1");

    public static IReadOnlyList<Setting> All { get; } = [Prefix];
}

/// <summary>The signing service's own settings.</summary>
/// <param name="Prefix">Without slashes around it; empty: none.</param>
internal sealed record SigningServiceSettings(string Prefix) : ISettings<SigningServiceSettings>
{
    public static IReadOnlyList<Setting> Declared => SigningServiceSetting.All;

    public static SigningServiceSettings Read(SettingsReader reader) => new(StirPrefix.Read(reader, SigningServiceSetting.Prefix));
}
