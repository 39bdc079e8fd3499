using Shaken.Core.Keys;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Operators;

/// <summary>Who may use the routes below /operator.</summary>
/// <param name="Keys">Nobody where empty.</param>
internal sealed record OperatorSettings(ApiKeys<KeyOwner> Keys) : ISettings<OperatorSettings>
{
    public static IReadOnlyList<Setting> Declared => OperatorSetting.All;

    public static OperatorSettings Read(SettingsReader reader) =>
        new(reader.ReadApiKeys<KeyOwner>(OperatorSetting.Keys, KeyOwner.TryParse, "each is name:sha256, as `shaken operator key` prints it"));
}
