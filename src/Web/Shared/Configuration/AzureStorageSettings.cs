using System.Runtime.CompilerServices;
using Shaken.Azure;
using Shaken.Azure.Clients;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Which storage account holds the state, and as whom it is asked.</summary>
/// <param name="Connection">Where it answers; with an account's key, or without for an identity.</param>
/// <param name="ClientId">The client id of a user-assigned managed identity; null: the signed-in identity.</param>
/// <param name="Prefix">What the names of tables and containers begin with.</param>
public sealed record AzureStorageSettings(StorageConnection Connection, string? ClientId, string Prefix)
{
    /// <summary>Null where the state lies elsewhere, or where the reader has an error to tell.</summary>
    internal static AzureStorageSettings? Read(SettingsReader reader, StorageKind storage)
    {
        if (storage != StorageKind.Azure) return null;

        // Azure.Data.Tables makes tables by reflection, which machine code does without.
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            reader.Refuse(
                StorageSetting.Kind, "the program compiled to machine code cannot use tables on Azure: deploy the package isolated");
            return null;
        }

        var prefix = reader.Text(StorageSetting.Prefix) ?? StorageSetting.Prefix.Otherwise;
        if (!StoragePrefix.IsValid(prefix)) reader.Refuse(StorageSetting.Prefix, StoragePrefix.Rule);
        var clientId = VaultSettings.ReadClientId(reader);
        var connection = reader.Text(StorageSetting.ConnectionString) is { } text ? OfText(reader, text) : OfEndpoints(reader);
        return connection is null ? null : new AzureStorageSettings(connection, clientId, prefix);
    }

    private static StorageConnection? OfText(SettingsReader reader, string text)
    {
        if (reader.Text(StorageSetting.BlobEndpoint) is not null || reader.Text(StorageSetting.TableEndpoint) is not null)
            reader.Refuse(StorageSetting.ConnectionString, "a connection string, or two endpoints and an identity, not both");
        if (StorageConnection.TryParse(text, out var connection, out var problem)) return connection;
        reader.Refuse(StorageSetting.ConnectionString, problem);
        return null;
    }

    private static StorageConnection? OfEndpoints(SettingsReader reader)
    {
        var (blobs, tables) =
            (Endpoint(reader, StorageSetting.BlobEndpoint, "blob"), Endpoint(reader, StorageSetting.TableEndpoint, "table"));
        if (blobs is null || tables is null) return null;
        if (StorageConnection.CanHoldContainers(blobs)) return new StorageConnection(blobs, tables, Key: null);
        reader.Refuse(StorageSetting.BlobEndpoint, StorageConnection.ContainersRule);
        return null;
    }

    // A token sent in the clear would be everybody's.
    private static Uri? Endpoint(SettingsReader reader, Setting setting, string service)
    {
        if (reader.Text(setting) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "https", Query: "", Fragment: "", UserInfo: "" })
            return url;
        reader.Refuse(
            setting,
            $"the storage Azure has a connection string, or two endpoints such as https://ACCOUNT.{service}.core.windows.net");
        return null;
    }
}
