using System.Runtime.CompilerServices;
using Azure;
using Shaken.Azure.Blobs;
using Shaken.Azure.Rest;
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
        foreach (var table in await Outage.GuardAsync("Listing tables", () => FindTablesAsync(cancellationToken), cancellationToken)) yield return table;
    }

    public ValueTask<RecordPage> ListAllAsync(string table, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, StorageLimits.Page);
        return Outage.GuardAsync("Listing a table", () => ListTableAsync(table, continuation, maxRecords, cancellationToken), cancellationToken);
    }

    public async IAsyncEnumerable<string> ContainersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var container in await Outage.GuardAsync("Listing containers", () => FindContainersAsync(cancellationToken), cancellationToken)) yield return container;
    }

    private async ValueTask<IReadOnlyList<string>> FindTablesAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var azure in _tables.QueryAsync(_tableNaming.All, cancellationToken))
            if (_tableNaming.TryFromAzure(azure, out var table) && await HoldsARecordAsync(azure, cancellationToken)) names.Add(table);
        return [.. names];
    }

    private async ValueTask<bool> HoldsARecordAsync(string azure, CancellationToken cancellationToken)
    {
        TableContinuation? next = null;
        do
        {
            var page = await _tables.GetTableClient(azure).QueryAsync(filter: null, ["PartitionKey", "RowKey"], maxPerPage: 1, next, cancellationToken);
            if (page.Entities.Count > 0) return true;
            next = page.Continuation;
        }
        while (next is not null);
        return false;
    }

    private async ValueTask<RecordPage> ListTableAsync(string table, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        try
        {
            var page = await _tables.GetTableClient(_tableNaming.ToAzure(table)).QueryAsync(filter: null, select: null, maxRecords, ReadContinuation(continuation), cancellationToken);
            return new RecordPage([.. page.Entities.Select(entity => RecordEntity.Read(table, entity))], WriteContinuation(page.Continuation));
        }
        catch (RequestFailedException refusal) when (refusal.IsHomeMissing())
        {
            return new RecordPage([], null);
        }
    }

    private async ValueTask<IReadOnlyList<string>> FindContainersAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        string? marker = null;
        do
        {
            var page = await _blobs.GetBlobContainersAsync(_containerNaming.Prefix, marker, cancellationToken);
            foreach (var azure in page.Names)
                if (_containerNaming.TryFromAzure(azure, out var container) && await HoldsADocumentAsync(azure, cancellationToken)) names.Add(container);
            marker = page.NextMarker;
        }
        while (marker is not null);
        return [.. names];
    }

    private async ValueTask<bool> HoldsADocumentAsync(string azure, CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await _blobs.GetBlobContainerClient(azure).GetBlobsAsync(prefix: "", marker, maxPerPage: 1, cancellationToken);
            if (page.Names.Count > 0) return true;
            marker = page.NextMarker;
        }
        while (marker is not null);
        return false;
    }

    // The service's two marks, neither of which has a line feed.
    private static string? WriteContinuation(TableContinuation? next) => next is null ? null : $"{next.NextPartitionKey}\n{next.NextRowKey}";

    private static TableContinuation? ReadContinuation(string? text) => text?.Split('\n') is [var partition, var row] ? new TableContinuation(partition, row.Length > 0 ? row : null) : null;
}
