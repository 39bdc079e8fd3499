using Shaken.Azure.KeyVault;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Where the private keys are that other settings name.</summary>
/// <param name="Vaults">The vaults that hold the keys; null: keys are in files.</param>
internal sealed record KeySettings(KeysKind Kind, Vaults? Vaults) : ISettings<KeySettings>
{
    private const string Name = "Shaken:Keys";

    public static KeySettings Read(SettingsReader reader)
    {
        var kind = KindOf(reader);
        if (kind == KeysKind.KeyVault && reader.Vaults is null) reader.Refuse(Name, "this program takes keys from files only");
        if (kind == KeysKind.KeyVault) reader.Get<VaultSettings>();
        return new KeySettings(kind, reader.Vaults);
    }

    internal static KeysKind KindOf(SettingsReader reader) => reader.Member(Name, KeysKind.Software);
}
