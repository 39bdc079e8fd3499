using System.Text.Json;
using Azure;
using Azure.Core;
using Shaken.Azure.Rest;

namespace Shaken.Azure.Tables;

/// <summary>The Table service of an account, by its REST interface, in the shape of the SDK's client.</summary>
public sealed class TableServiceClient
{
    private const string NextTable = "x-ms-continuation-NextTableName";

    /// <param name="credential">Used where the connection has no key.</param>
    public TableServiceClient(StorageConnection connection, TokenCredential? credential, StorageRestOptions options) =>
        (Rest, Options) = (StorageRest.Tables(connection, credential, options), options);

    internal StorageRest Rest { get; }

    internal StorageRestOptions Options { get; }

    /// <param name="name">3 to 63 letters and digits, a letter first.</param>
    public TableClient GetTableClient(string name) => new(this, name);

    /// <summary>Makes a table unless it is there.</summary>
    public async ValueTask CreateTableIfNotExistsAsync(string name, CancellationToken cancellationToken)
    {
        using var message = Rest.NewMessage(RequestMethod.Post, "/Tables");
        using var body = new MemoryStream();
        await JsonSerializer.SerializeAsync(body, new TableName(name), TableServiceJson.Default.TableName, cancellationToken);
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Headers.SetValue("Accept", TableJson.MediaType);
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Content = RequestContent.Create(body.ToArray());
        try
        {
            using var response = await Rest.SendAsync(message, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeThere())
        {
            // Another was quicker, or this very request before its answer was lost.
        }
    }

    /// <summary>The names of the tables that a filter lets through, in the service's order.</summary>
    public async IAsyncEnumerable<string> QueryAsync(TableFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            using var message = Rest.NewMessage(RequestMethod.Get, "/Tables");
            message.Request.Headers.SetValue("Accept", TableJson.MediaType);
            message.Request.Uri.AppendQuery("$filter", filter.Text);
            if (next is not null) message.Request.Uri.AppendQuery("NextTableName", next);
            using var response = await Rest.SendAsync(message, cancellationToken);
            var names = JsonSerializer.Deserialize(response.Content.ToMemory().Span, TableServiceJson.Default.TableNames)!.Value;
            next = response.Headers.TryGetValue(NextTable, out var value) ? value : null;
            foreach (var table in names) yield return table.Name;
        }
        while (next is not null);
    }
}
