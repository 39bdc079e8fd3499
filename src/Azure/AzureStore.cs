using Azure.Core;
using Shaken.Azure.Blobs;
using Shaken.Azure.Clients;
using Shaken.Azure.Tables;
using Shaken.Azure.Versions;
using Shaken.Core.Storage;

namespace Shaken.Azure;

/// <summary>
/// The store in a storage account: records on Tables, documents on Blobs. Nothing is opened: the first request shows whether the account
/// answers. Safe for many threads and many instances at once.
/// </summary>
public sealed class AzureStore
{
    // The service reads it before it looks for the row, so its form must be right.
    private static readonly WrittenVersion Never = new("probe", "W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");

    /// <param name="credential">The program's identity; used where the connection has no key.</param>
    /// <param name="prefix">What the names of tables and containers begin with: see <see cref="StoragePrefix"/>.</param>
    /// <exception cref="ArgumentException">
    /// A connection without a key has no credential or an endpoint without TLS, or Azure's client cannot use the blob endpoint.
    /// </exception>
    public AzureStore(StorageConnection connection, TokenCredential? credential, string prefix, AzureStoreOptions options)
    {
        var tables = StorageClients.Tables(connection, credential, options);
        var blobs = StorageClients.Blobs(connection, credential, options);
        var (tableNaming, containerNaming) = (new TableNaming(prefix), new ContainerNaming(prefix));
        Records = new AzureRecords(tables, tableNaming, options.Random);
        Blobs = new AzureBlobs(blobs, containerNaming, options.Random);
        Health = new StoreProbe(Records, Blobs, Never.ToETag());
        Inventory = new AzureInventory(tables, tableNaming, blobs, containerNaming);
    }

    public IRecords Records { get; }

    public IBlobs Blobs { get; }

    public IStoreHealth Health { get; }

    public IInventory Inventory { get; }
}
