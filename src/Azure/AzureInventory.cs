using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Shaken.Azure.Blobs;
using Shaken.Azure.Clients;
using Shaken.Azure.Tables;
using Shaken.Core.Storage;

namespace Shaken.Azure;

/// <summary>All that lies in an account under one prefix.</summary>
public sealed class AzureInventory : IInventory
{
    private readonly TableServiceClient _tables;
    private readonly TableNaming _tableNaming;
    private readonly BlobServiceClient _blobs;
    private readonly ContainerNaming _containerNaming;

    internal AzureInventory(TableServiceClient tables, TableNaming tableNaming, BlobServiceClient blobs, ContainerNaming containerNaming) =>
        (_tables, _tableNaming, _blobs, _containerNaming) = (tables, tableNaming, blobs, containerNaming);

    public async IAsyncEnumerable<string> TablesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tables = await Outage.GuardAsync("Listing tables", () => FindTablesAsync(cancellationToken), cancellationToken);
        foreach (var table in tables) yield return table;
    }

    public ValueTask<RecordPage> ListAllAsync(string table, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, StorageLimits.Page);
        return Outage.GuardAsync(
            "Listing a table", () => ListTableAsync(table, continuation, maxRecords, cancellationToken), cancellationToken);
    }

    public async IAsyncEnumerable<string> ContainersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var containers = await Outage.GuardAsync("Listing containers", () => FindContainersAsync(cancellationToken), cancellationToken);
        foreach (var container in containers) yield return container;
    }

    private async ValueTask<IReadOnlyList<string>> FindTablesAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var azure in _tables.QueryAsync(_tableNaming.All, maxPerPage: null, cancellationToken))
        {
            if (!_tableNaming.TryFromAzure(azure.Name, out var table)) continue;
            if (await HoldsARecordAsync(azure.Name, cancellationToken)) names.Add(table);
        }

        return [.. names];
    }

    private async ValueTask<bool> HoldsARecordAsync(string azure, CancellationToken cancellationToken)
    {
        string[] keys = ["PartitionKey", "RowKey"];
        var rows = _tables.GetTableClient(azure).QueryAsync<TableEntity>(filter: (string?)null, maxPerPage: 1, keys, cancellationToken);
        return await rows.AnyAsync(cancellationToken);
    }

    private async ValueTask<RecordPage> ListTableAsync(
        string table, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        var client = _tables.GetTableClient(_tableNaming.ToAzure(table));
        var rows = client.QueryAsync<TableEntity>(filter: (string?)null, maxRecords, select: null, cancellationToken);
        try
        {
            var page = await rows.AsPages(continuation).FirstAsync(cancellationToken);
            return new RecordPage([.. page.Values.Select(row => RecordEntity.Read(table, row))], page.ContinuationToken);
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
        {
            return new RecordPage([], null);
        }
    }

    private async ValueTask<IReadOnlyList<string>> FindContainersAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var containers = _blobs.GetBlobContainersAsync(
            BlobContainerTraits.None, BlobContainerStates.None, _containerNaming.Prefix, cancellationToken);
        await foreach (var azure in containers)
        {
            if (!_containerNaming.TryFromAzure(azure.Name, out var container)) continue;
            if (await HoldsADocumentAsync(azure.Name, cancellationToken)) names.Add(container);
        }

        return [.. names];
    }

    private async ValueTask<bool> HoldsADocumentAsync(string azure, CancellationToken cancellationToken)
    {
        var documents = _blobs.GetBlobContainerClient(azure).GetBlobsAsync(new GetBlobsOptions(), cancellationToken);
        return await documents.AsPages(continuationToken: null, pageSizeHint: 1).AnyAsync(page => page.Values.Count > 0, cancellationToken);
    }
}
