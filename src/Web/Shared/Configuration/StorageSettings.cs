using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Where state lies.</summary>
public enum StorageKind
{
    /// <summary>In this process, gone with it: for trials and tests.</summary>
    Memory,

    /// <summary>In a folder, for one process: the default of a machine of one's own.</summary>
    Disk,

    /// <summary>In a storage account, for any number of instances.</summary>
    Azure,
}

/// <summary>Where the state lies, and the secret that protects it.</summary>
/// <param name="Account">The account of the storage Azure; null: the state lies elsewhere.</param>
/// <param name="DataFolder">The folder of the disk store.</param>
/// <param name="DiskReserveOctets">Octets that the disk store sets aside, so that it can hand out and remove when the disk is full.</param>
/// <param name="AcceptsLostJournal">Starts a disk store without records though its journal is missing or empty beside documents.</param>
/// <param name="Secrets">Null: a secret of its own is made and kept beside the disk store.</param>
internal sealed record StorageSettings(
    StorageKind Kind, AzureStorageSettings? Account, string DataFolder, long DiskReserveOctets, bool AcceptsLostJournal,
    DeploymentSecrets? Secrets)
    : ISettings<StorageSettings>
{
    private const long Megabyte = 1024 * 1024;

    public static IReadOnlyList<Setting> Declared => StorageSetting.All;

    public static StorageSettings Read(SettingsReader reader)
    {
        var kind = reader.Member(StorageSetting.Kind);
        var secrets = ReadSecrets(reader);
        if (kind == StorageKind.Azure && secrets is null)
        {
            reader.Refuse(
                StorageSetting.DeploymentSecrets,
                "the storage Azure is shared by instances, which share a secret: id:base64 of 32 octets");
        }

        return new StorageSettings(
            kind,
            AzureStorageSettings.Read(reader, kind),
            reader.Text(StorageSetting.DataFolder) ?? StorageSetting.DataFolder.Otherwise,
            Megabyte * reader.Number(StorageSetting.DiskReserveMegabytes),
            reader.Flag(StorageSetting.AcceptLostJournal),
            secrets);
    }

    /// <summary>Refuses a deployment with a role that keeps sealed records without a secret that all its instances share.</summary>
    public static void DemandSecrets(SettingsReader reader, Role role)
    {
        if (reader.Get<StorageSettings>().Secrets is null)
            reader.Refuse(
                StorageSetting.DeploymentSecrets,
                $"a deployment with the role {role.ToString().ToLowerInvariant()} has a secret, id:base64 of 32 octets");
    }

    private static DeploymentSecrets? ReadSecrets(SettingsReader reader)
    {
        var secrets = reader.Values<DeploymentSecret>(
            StorageSetting.DeploymentSecrets, DeploymentSecret.TryParse, "each is id:base64 of 32 octets, the id 1 to 16 of a-z 0-9");
        if (secrets.Count > 2) reader.Refuse(StorageSetting.DeploymentSecrets, "two at most: the one in use, then the one before it");
        if (secrets.DistinctBy(secret => secret.Id).Count() != secrets.Count)
            reader.Refuse(StorageSetting.DeploymentSecrets, "each secret has an id of its own");
        return secrets.Count == 0 ? null : new DeploymentSecrets(secrets[0], secrets.Count > 1 ? secrets[1] : null);
    }
}
