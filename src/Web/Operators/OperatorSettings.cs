using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators;

/// <summary>Who may use the routes below /operator.</summary>
/// <param name="Keys">Nobody where empty.</param>
internal sealed record OperatorSettings(IReadOnlyList<OperatorKey> Keys) : ISettings<OperatorSettings>
{
    public static IReadOnlyList<Setting> Declared => OperatorSetting.All;

    public static OperatorSettings Read(SettingsReader reader) =>
        new(reader.Values<OperatorKey>(OperatorSetting.Keys, OperatorKey.TryParse, "each is name:sha256, as `shaken operator key` prints it"));
}
