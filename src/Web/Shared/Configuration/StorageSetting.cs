using Shaken.Azure;

namespace Shaken.Web.Shared.Configuration;

/// <summary>The settings of <see cref="StorageSettings"/>.</summary>
internal static class StorageSetting
{
    public static ChoiceSetting<StorageKind> Kind { get; } = new("Shaken:Storage", StorageKind.Disk,
        "`disk`; `azure`, a storage account that any number of instances share ([ADR "
        + "0041](../adr/0041-azures-own-clients-for-tables-and-blobs.md)); or `memory` (gone with the process: trials and tests)",
        "memory",
        "`disk`");

    public static Setting ConnectionString { get; } = new("Azure:Storage:ConnectionString",
        "The account of the storage `azure`, with its key: for Azurite (`UseDevelopmentStorage=true`) and for accounts "
        + "that still allow keys. It is a secret",
        "None; this, or the two endpoints",
        "AccountName=…;AccountKey=…");

    public static Setting BlobEndpoint { get; } = new("Azure:Storage:BlobEndpoint",
        "The account's endpoints, https, asked as the program's identity",
        "None",
        "https://shaken.blob.core.windows.net");

    public static Setting TableEndpoint { get; } = new("Azure:Storage:TableEndpoint", BlobEndpoint.Meaning, BlobEndpoint.Without,
        "https://shaken.table.core.windows.net");

    public static TextSetting Prefix { get; } = new("Azure:Storage:Prefix",
        StoragePrefix.Default,
        "What the names of tables and containers begin with, so that deployments can share an account: 1 to 16 of `a-z "
        + "1-9`, a letter first",
        "prod");

    public static TextSetting DataFolder { get; } = new("Shaken:DataFolder",
        "shaken-data",
        "Folder of the disk store; made if need be",
        "/var/lib/shaken",
        "`shaken-data` in the working directory");

    public static NumberSetting DiskReserveMegabytes { get; } = new("Shaken:DiskReserveMegabytes", 64, 0, 65536,
        "What the disk store sets aside on its disk, so that a full one still hands out and heals. See [a full "
        + "disk](backup.md#a-full-disk)",
        "256");

    public static FlagSetting AcceptLostJournal { get; } = new("Shaken:AcceptLostJournal", false,
        "Starts a disk store without records though its journal is missing or empty beside documents. For one start after "
        + "a loss: see [the disk store](backup.md#the-disk-store)",
        "true",
        "`false`: refused");

    public static Setting DeploymentSecrets { get; } = new("Shaken:DeploymentSecrets",
        "One or two of `id:base64`, the id 1 to 16 of `a-z 0-9`, the secret 32 octets. The first protects what is written, "
        + "the second still reads",
        "Alone: one is made and kept beside the disk store (in memory: for the process' life). On `azure`, and under the "
        + "Functions host with `cps` or `ca`: must be set",
        "k2:3q2+7w…=,k1:yv66vg…=");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Kind, ConnectionString, BlobEndpoint, TableEndpoint, Prefix, DataFolder, DiskReserveMegabytes, AcceptLostJournal,
        DeploymentSecrets,
    ];
}
