using Shaken.Azure.KeyVault;

namespace Shaken.Web.Shared.Configuration;

/// <summary>How vaults are used.</summary>
/// <param name="ClientId">The client id of a user-assigned managed identity; null: the signed-in identity.</param>
internal sealed record VaultSettings(string? ClientId, VaultRate Rate)
{
    public static VaultSettings Read(SettingsReader reader)
    {
        var clientId = ReadClientId(reader);
        var perSecond = reader.Number(KeySetting.VaultPerSecond);
        return new VaultSettings(clientId, VaultRate.Default with { PerSecond = perSecond, Burst = 2 * perSecond });
    }

    /// <summary>The identity for vaults and storage; null: the signed-in one.</summary>
    internal static string? ReadClientId(SettingsReader reader)
    {
        var clientId = reader.Text(KeySetting.ClientId);
        if (clientId is not null && !Guid.TryParse(clientId, out _))
            reader.Refuse(KeySetting.ClientId, $"\"{clientId}\" is no client id, which is a GUID");
        return clientId;
    }
}
