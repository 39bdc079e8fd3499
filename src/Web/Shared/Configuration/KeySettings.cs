using Shaken.Azure.KeyVault;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Where the private keys are that other settings name.</summary>
/// <param name="Vaults">The vaults that hold the keys; null: keys are in files.</param>
internal sealed record KeySettings(KeysKind Kind, Vaults? Vaults) : ISettings<KeySettings>
{
    public static IReadOnlyList<Setting> Declared => KeySetting.All;

    public static KeySettings Read(SettingsReader reader)
    {
        var kind = KindOf(reader);
        if (kind == KeysKind.KeyVault && reader.Vaults is null) reader.Refuse(KeySetting.Kind, "this program takes keys from files only");
        if (kind == KeysKind.KeyVault) VaultSettings.Read(reader);
        return new KeySettings(kind, reader.Vaults);
    }

    internal static KeysKind KindOf(SettingsReader reader) => reader.Member(KeySetting.Kind);
}
