using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;

namespace Shaken.Azure.Clients;

/// <summary>Where an account's blobs and tables answer, and its key where one is used.</summary>
/// <param name="Key">Null: requests carry a bearer token of the program's own identity, over TLS only.</param>
public sealed record StorageConnection(Uri Blobs, Uri Tables, AccountKey? Key)
{
    /// <summary>What <see cref="CanHoldContainers"/> asks of an endpoint.</summary>
    public const string ContainersRule =
        "a blob endpoint has an account in its path only where its host is an IP address or its port is one of Azurite's (10000)";

    private const int MaxLength = 4096;

    // Azurite's account and key: published, and the same everywhere.
    private const string Development =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    /// <summary>Reads a connection string as the portal gives it: <c>Name=value</c> separated by semicolons.</summary>
    /// <param name="problem">What is wrong with it, without anything secret.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out StorageConnection? connection, [NotNullWhen(false)] out string? problem)
    {
        connection = null;
        if (!TryReadPairs(text, out var pairs, out problem)) return false;
        if (pairs.TryGetValue("UseDevelopmentStorage", out var development))
        {
            if (pairs.Count == 1 && bool.TryParse(development, out var isUsed) && isUsed)
                return TryParse(Development, out connection, out problem);
            problem = "UseDevelopmentStorage=true stands alone";
            return false;
        }

        if (pairs.ContainsKey("SharedAccessSignature"))
            problem = "a shared access signature is not taken: give AccountKey, or the endpoints for an identity";
        else if (!pairs.TryGetValue("AccountName", out var account) || !pairs.TryGetValue("AccountKey", out var secret))
            problem = "AccountName and AccountKey are wanted";
        else if (!AccountKey.TryParse(account, secret, out var key))
            problem = "AccountName is letters and digits, AccountKey base64";
        else if (Endpoint(pairs, "blob", account) is not { } blobs)
            problem = "BlobEndpoint is no URL, nor DefaultEndpointsProtocol and EndpointSuffix parts of one";
        else if (!CanHoldContainers(blobs))
            problem = $"BlobEndpoint: {ContainersRule}";
        else if (Endpoint(pairs, "table", account) is not { } tables)
            problem = "TableEndpoint is no URL, nor DefaultEndpointsProtocol and EndpointSuffix parts of one";
        else
            connection = new StorageConnection(blobs, tables, key);
        return connection is not null;
    }

    /// <summary>
    /// Whether Azure's client finds containers below the endpoint. It reads the first part of a path as the account or as the container, by
    /// host and port alone: a document of another endpoint would go to a container with the name of the account.
    /// </summary>
    public static bool CanHoldContainers(Uri blobs)
    {
        var name = new BlobUriBuilder(new Uri($"{blobs.AbsoluteUri.TrimEnd('/')}/container/name"));
        return name is { BlobContainerName: "container", BlobName: "name" };
    }

    /// <summary>The place without the key: this is what a log may say.</summary>
    public override string ToString() => $"{Blobs.Host}, {Tables.Host}";

    private static bool TryReadPairs(string text, out Dictionary<string, string> pairs, [NotNullWhen(false)] out string? problem)
    {
        pairs = new(StringComparer.OrdinalIgnoreCase);
        problem = text.Length > MaxLength ? $"at most {MaxLength} characters" : null;
        if (problem is not null) return false;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A key's base64 ends in equals signs: the first one separates.
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pairs.TryAdd(part[..equals], part[(equals + 1)..])) continue;
            problem = "each part is Name=value, and no name comes twice";
            return false;
        }

        return true;
    }

    private static Uri? Endpoint(Dictionary<string, string> pairs, string service, string account)
    {
        var text = pairs.TryGetValue($"{service}Endpoint", out var given)
            ? given
            : $"{pairs.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.{service}."
                + pairs.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url)) return null;
        return url is { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" } ? url : null;
    }
}
