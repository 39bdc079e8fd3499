using Shaken.Azure;
using Shaken.Azure.Rest;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Which storage account holds the state, and as whom it is asked.</summary>
/// <param name="Connection">Where it answers; with an account's key, or without for an identity.</param>
/// <param name="ClientId">The client id of a user-assigned managed identity; null: whoever is signed in.</param>
/// <param name="Prefix">What the names of tables and containers begin with.</param>
public sealed record AzureStorageSettings(StorageConnection Connection, string? ClientId, string Prefix)
{
    private const string ConnectionString = "Azure:Storage:ConnectionString";
    private const string BlobEndpoint = "Azure:Storage:BlobEndpoint";
    private const string TableEndpoint = "Azure:Storage:TableEndpoint";
    private const string PrefixName = "Azure:Storage:Prefix";

    /// <summary>Null where the state lies elsewhere, or where the reader has an error to tell.</summary>
    internal static AzureStorageSettings? Read(SettingsReader reader, StorageKind storage)
    {
        if (storage != StorageKind.Azure) return null;
        var prefix = reader.Text(PrefixName) ?? StoragePrefix.Default;
        if (!StoragePrefix.IsValid(prefix)) reader.Refuse(PrefixName, StoragePrefix.Rule);
        var clientId = VaultSettings.ReadClientId(reader);
        var connection = reader.Text(ConnectionString) is { } text ? OfText(reader, text) : OfEndpoints(reader);
        return connection is null ? null : new AzureStorageSettings(connection, clientId, prefix);
    }

    private static StorageConnection? OfText(SettingsReader reader, string text)
    {
        if (reader.Text(BlobEndpoint) is not null || reader.Text(TableEndpoint) is not null) reader.Refuse(ConnectionString, "a connection string, or two endpoints and an identity, not both");
        if (StorageConnection.TryParse(text, out var connection, out var problem)) return connection;
        reader.Refuse(ConnectionString, problem);
        return null;
    }

    private static StorageConnection? OfEndpoints(SettingsReader reader)
    {
        var (blobs, tables) = (Endpoint(reader, BlobEndpoint, "blob"), Endpoint(reader, TableEndpoint, "table"));
        return blobs is null || tables is null ? null : new StorageConnection(blobs, tables, Key: null);
    }

    // A token sent in the clear would be everybody's.
    private static Uri? Endpoint(SettingsReader reader, string name, string service)
    {
        if (reader.Text(name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", Query: "", Fragment: "", UserInfo: "" }) return url;
        reader.Refuse(name, $"the storage Azure has a connection string, or two endpoints such as https://ACCOUNT.{service}.core.windows.net");
        return null;
    }
}
