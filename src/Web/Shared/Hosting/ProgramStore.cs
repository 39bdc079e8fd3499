using System.Runtime.CompilerServices;
using Azure.Core;
using Shaken.Azure;
using Shaken.Azure.Clients;
using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;
using Shaken.Local;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Configuration;
using ETag = Shaken.Core.Storage.ETag;

namespace Shaken.Web.Shared.Hosting;

/// <summary>The storage of the settings, open, and the deployment's secret that protects what lies in it.</summary>
internal sealed class ProgramStore : IAsyncDisposable
{
    private readonly LocalStore? _disk;

    private ProgramStore(IRecords records, IBlobs blobs, IStoreHealth health, DeploymentSecrets secrets, LocalStore? disk) =>
        (Records, Blobs, Health, Secrets, _disk) = (records, blobs, health, secrets, disk);

    public IRecords Records { get; }

    public IBlobs Blobs { get; }

    public IStoreHealth Health { get; }

    public DeploymentSecrets Secrets { get; }

    public static ProgramStore Open(StorageSettings settings, HostDependencies dependencies, ILoggerFactory loggers)
    {
        if (dependencies.Shared is { } shared)
            return new ProgramStore(shared.Records, shared.Blobs, ProbeOf(shared.Records, shared.Blobs), shared.Secrets, disk: null);
        switch (settings.Kind)
        {
            case StorageKind.Memory:
                var (records, blobs) = (new MemoryRecords(), new MemoryBlobs());
                return new ProgramStore(records, blobs, ProbeOf(records, blobs),
                    settings.Secrets ?? new DeploymentSecrets(DeploymentSecret.New("memory", dependencies.Random), null), disk: null);
            case StorageKind.Disk:
                var options = new LocalStoreOptions
                {
                    Time = dependencies.Time,
                    ReserveOctets = settings.DiskReserveOctets,
                    AcceptsLostJournal = settings.AcceptsLostJournal,
                };
                var disk = LocalStore.Open(settings.DataFolder, options, loggers);
                return new ProgramStore(disk.Records, disk.Blobs, disk.Health,
                    settings.Secrets ?? SecretFile.ReadOrMake(settings.DataFolder, dependencies.Random), disk);
            case StorageKind.Azure:
                var account = OpenAccount(settings.Account!, dependencies);
                return new ProgramStore(account.Records, account.Blobs, account.Health, settings.Secrets!, disk: null);
            default:
                throw new InvalidOperationException($"No storage of kind {settings.Kind}.");
        }
    }

    private static StoreProbe ProbeOf(IRecords records, IBlobs blobs) => new(records, blobs, new ETag("0"));

    // Apart, so that a program without Azure never loads its libraries.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AzureStore OpenAccount(AzureStorageSettings settings, HostDependencies dependencies)
    {
        TokenCredential? credential = settings.Connection.Key is null ? Vaults.CredentialOf(settings.ClientId) : null;
        return new AzureStore(
            settings.Connection, credential, settings.Prefix,
            new AzureStoreOptions(dependencies.Time, dependencies.Random, StorageRetries.Usual));
    }

    public ValueTask DisposeAsync() => _disk?.DisposeAsync() ?? ValueTask.CompletedTask;
}
