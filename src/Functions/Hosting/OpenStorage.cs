using System.Runtime.CompilerServices;
using Azure.Core;
using Shaken.Azure;
using Shaken.Azure.KeyVault;
using Shaken.Azure.Rest;
using Shaken.Core.Storage;
using Shaken.Functions.Configuration;
using Shaken.Local;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Functions.Hosting;

/// <summary>The storage of the settings, open, and the deployment's secret that protects what lies in it.</summary>
internal sealed class OpenStorage : IAsyncDisposable
{
    private readonly LocalStore? _disk;

    private OpenStorage(IRecords records, IBlobs blobs, DeploymentSecrets secrets, LocalStore? disk) =>
        (Records, Blobs, Secrets, _disk) = (records, blobs, secrets, disk);

    public IRecords Records { get; }

    public IBlobs Blobs { get; }

    public DeploymentSecrets Secrets { get; }

    public static OpenStorage Open(Settings settings, Surroundings surroundings, ILoggerFactory loggers)
    {
        if (surroundings.Shared is { } shared) return new OpenStorage(shared.Records, shared.Blobs, shared.Secrets, disk: null);
        switch (settings.Storage)
        {
            case StorageKind.Memory:
                return new OpenStorage(new MemoryRecords(), new MemoryBlobs(), settings.Secrets ?? new DeploymentSecrets(DeploymentSecret.New("memory", surroundings.Random), null), disk: null);
            case StorageKind.Disk:
                var disk = LocalStore.Open(settings.DataFolder, loggers);
                return new OpenStorage(disk.Records, disk.Blobs, settings.Secrets ?? SecretFile.ReadOrMake(settings.DataFolder, surroundings.Random), disk);
            case StorageKind.Azure:
                var account = OpenAccount(settings.AzureStorage!, surroundings);
                return new OpenStorage(account.Records, account.Blobs, settings.Secrets!, disk: null);
            default:
                throw new InvalidOperationException($"No storage of kind {settings.Storage}.");
        }
    }

    // Apart, so that a program without Azure never loads its libraries.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AzureStore OpenAccount(AzureStorageSettings settings, Surroundings surroundings)
    {
        TokenCredential? credential = settings.Connection.Key is null ? Vaults.CredentialOf(settings.ClientId) : null;
        return new AzureStore(settings.Connection, credential, settings.Prefix, new StorageRestOptions(surroundings.Time, surroundings.Random, StorageRetries.Usual));
    }

    public ValueTask DisposeAsync() => _disk?.DisposeAsync() ?? ValueTask.CompletedTask;
}
