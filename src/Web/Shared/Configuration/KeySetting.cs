using Shaken.Azure.KeyVault;

namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of <see cref="KeySettings"/> and <see cref="VaultSettings"/>.</summary>
internal static class KeySetting
{
    public static ChoiceSetting<KeysKind> Kind { get; } = new("Shaken:Keys", KeysKind.Software,
        "`Software`: settings name PEM files. `KeyVault`: the settings `Ca:Keys`, `Pa:Crl:Key`, `Ca:Crl:Key`, "
        + "`Pa:Tokens:Key`, `Pa:List:Key` and `Cps:Republish:KeyFile` name keys in a vault instead, as "
        + "`https://NAME.vault.azure.net/keys/NAME/VERSION`; see [keys in a vault](keys.md#keys-in-a-vault)",
        "KeyVault");

    public static Setting ClientId { get; } = new("Azure:ClientId",
        "The client id of a user-assigned managed identity",
        "None: the signed-in identity (the app's own, the environment's, `az login`)",
        "72f988bf-…");

    public static NumberSetting VaultPerSecond { get; } = new("Azure:VaultPerSecond", VaultRate.Default.PerSecond, 1, 2000,
        "Operations with keys of one vault that a process begins in a second, twice that in a burst; who would wait for "
        + "more than 10 seconds is refused",
        "50");

    public static IReadOnlyList<Setting> All { get; } = [Kind, ClientId, VaultPerSecond];
}
