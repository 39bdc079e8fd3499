using System.Globalization;
using Azure;
using Azure.Core;
using Shaken.Azure.Rest;

namespace Shaken.Azure.Tables;

/// <summary>One table, by the REST interface, in the shape of the SDK's client. A refusal is a <see cref="RequestFailedException"/> with the service's code.</summary>
public sealed class TableClient
{
    private const string NextPartition = "x-ms-continuation-NextPartitionKey";
    private const string NextRow = "x-ms-continuation-NextRowKey";

    private readonly TableServiceClient _service;

    internal TableClient(TableServiceClient service, string name)
    {
        if (name.Length is < 3 or > 63 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException("A table's name has 3 to 63 letters and digits, a letter first.", nameof(name));
        (_service, Name) = (service, name);
    }

    public string Name { get; }

    public ValueTask CreateIfNotExistsAsync(CancellationToken cancellationToken) => _service.CreateTableIfNotExistsAsync(Name, cancellationToken);

    /// <summary>Inserts. Refused with 409 EntityAlreadyExists where one is.</summary>
    /// <returns>The version that was made.</returns>
    public async ValueTask<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Post, $"/{Name}");
        using var response = await SendAsync(message, entity, cancellationToken);
        return Version(response);
    }

    /// <summary>The entity. Refused with 404 ResourceNotFound where none is.</summary>
    public async ValueTask<TableEntity> GetEntityAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Get, PathOf(partitionKey, rowKey));
        message.Request.Headers.SetValue("Accept", TableJson.MediaType);
        using var response = await _service.Rest.SendAsync(message, cancellationToken);
        return TableJson.Read(response)[0];
    }

    /// <summary>Puts the entity in the place of the version that is expected. Refused with 412 where it is another, with 404 where it is gone.</summary>
    /// <param name="mode">Whether properties that are not named go or stay.</param>
    public async ValueTask<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, TableUpdateMode mode, CancellationToken cancellationToken)
    {
        var method = mode switch { TableUpdateMode.Replace => RequestMethod.Put, TableUpdateMode.Merge => RequestMethod.Patch };
        using var message = _service.Rest.NewMessage(method, PathOf(entity.PartitionKey, entity.RowKey));
        message.Request.Headers.SetValue("If-Match", ifMatch.ToString("H"));
        using var response = await SendAsync(message, entity, cancellationToken);
        return Version(response);
    }

    /// <summary>Deletes the version that is expected. Refused with 412 where it is another, with 404 where it is gone.</summary>
    public async ValueTask DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Delete, PathOf(partitionKey, rowKey));
        message.Request.Headers.SetValue("Accept", TableJson.MediaType);
        message.Request.Headers.SetValue("If-Match", ifMatch.ToString("H"));
        using var response = await _service.Rest.SendAsync(message, cancellationToken);
    }

    /// <summary>A page of the entities that a filter lets through, in the order of their keys. It may be empty before the end.</summary>
    /// <param name="filter">Null: all of them.</param>
    /// <param name="select">The properties wanted; null: all.</param>
    /// <param name="maxPerPage">At most 1,000.</param>
    public async ValueTask<TableEntityPage> QueryAsync(TableFilter? filter, IReadOnlyList<string>? select, int maxPerPage, TableContinuation? continuation, CancellationToken cancellationToken)
    {
        using var message = _service.Rest.NewMessage(RequestMethod.Get, $"/{Name}()");
        message.Request.Headers.SetValue("Accept", TableJson.MediaType);
        var url = message.Request.Uri;
        if (filter is { } wanted) url.AppendQuery("$filter", wanted.Text);
        if (select is not null) url.AppendQuery("$select", string.Join(',', select));
        url.AppendQuery("$top", maxPerPage.ToString(CultureInfo.InvariantCulture));
        if (continuation is not null) url.AppendQuery("NextPartitionKey", continuation.NextPartitionKey);
        if (continuation?.NextRowKey is { } row) url.AppendQuery("NextRowKey", row);

        using var response = await _service.Rest.SendAsync(message, cancellationToken);
        var next = response.Headers.TryGetValue(NextPartition, out var partition) ? new TableContinuation(partition, response.Headers.TryGetValue(NextRow, out var nextRow) ? nextRow : null) : null;
        return new TableEntityPage(TableJson.Read(response), next);
    }

    /// <summary>Does all of the operations, which share one partition, or none.</summary>
    /// <exception cref="RequestFailedException">One of them was refused, with the code of the first that was; nothing changed.</exception>
    public async ValueTask SubmitTransactionAsync(IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        var body = TransactionBody.Write(operations, $"{_service.Rest.Endpoint}/{Name}", PathOf, _service.Options.Random, out var boundary);
        using var message = _service.Rest.NewMessage(RequestMethod.Post, "/$batch");
        message.Request.Headers.SetValue("Content-Type", $"multipart/mixed; boundary={boundary}");
        message.Request.Headers.SetValue("Accept", "application/json");
        message.Request.Headers.SetValue("DataServiceVersion", "3.0;");
        message.Request.Content = RequestContent.Create(body);
        using var response = await _service.Rest.SendAsync(message, cancellationToken, body.Length);
        if (TransactionAnswer.FindRefusal(response.Content.ToMemory().Span) is { } refusal) throw refusal.After(message.ProcessingContext.RetryNumber);
    }

    private async ValueTask<Response> SendAsync(HttpMessage message, TableEntity entity, CancellationToken cancellationToken)
    {
        TableLimits.Check(entity);
        var body = TableJson.Write(entity);
        message.Request.Headers.SetValue("Accept", TableJson.MediaType);
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Content = RequestContent.Create(body);
        return await _service.Rest.SendAsync(message, cancellationToken, body.Length);
    }

    // An answer without a version would leave nothing to write against.
    private static ETag Version(Response response) => response.Headers.ETag ?? throw new RequestFailedException(response.Status, "The service gave no entity tag.");

    private string PathOf(string partitionKey, string rowKey)
    {
        TableLimits.CheckKey(partitionKey);
        TableLimits.CheckKey(rowKey);
        return $"/{Name}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";
    }

    private static string Escape(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}

/// <summary>What an update does with properties that it does not name.</summary>
public enum TableUpdateMode
{
    /// <summary>They go.</summary>
    Replace,

    /// <summary>They stay.</summary>
    Merge,
}
