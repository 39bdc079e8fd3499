using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace Shaken.Azure.Clients;

/// <summary>Azure's clients of an account's two services.</summary>
internal static class StorageClients
{
    // The versions of the services that the tests run against. A newer package asks for the same ones.
    private const TableClientOptions.ServiceVersion TablesVersion = TableClientOptions.ServiceVersion.V2020_12_06;
    private const BlobClientOptions.ServiceVersion BlobsVersion = BlobClientOptions.ServiceVersion.V2024_11_04;

    /// <param name="credential">Used where the connection has no key.</param>
    public static TableServiceClient Tables(StorageConnection connection, TokenCredential? credential, AzureStoreOptions options)
    {
        var settings = options.ApplyTo(new TableClientOptions(TablesVersion));
        return connection.Key is { } key
            ? new TableServiceClient(connection.Tables, new TableSharedKeyCredential(key.Account, key.Secret), settings)
            : new TableServiceClient(OverTls(connection.Tables), Needed(credential), settings);
    }

    /// <param name="credential">Used where the connection has no key.</param>
    public static BlobServiceClient Blobs(StorageConnection connection, TokenCredential? credential, AzureStoreOptions options)
    {
        if (!StorageConnection.CanHoldContainers(connection.Blobs))
            throw new ArgumentException(StorageConnection.ContainersRule, nameof(connection));
        var settings = options.ApplyTo(new BlobClientOptions(BlobsVersion));
        return connection.Key is { } key
            ? new BlobServiceClient(connection.Blobs, new StorageSharedKeyCredential(key.Account, key.Secret), settings)
            : new BlobServiceClient(OverTls(connection.Blobs), Needed(credential), settings);
    }

    // The clients do not promise when they refuse this.
    private static Uri OverTls(Uri endpoint) =>
        endpoint.Scheme == Uri.UriSchemeHttps
            ? endpoint
            : throw new ArgumentException("A token goes over TLS only: the endpoint must be https.", nameof(endpoint));

    private static TokenCredential Needed(TokenCredential? credential) =>
        credential ?? throw new ArgumentException("A connection without a key needs a credential.", nameof(credential));
}
