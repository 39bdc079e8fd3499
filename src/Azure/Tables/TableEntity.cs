using Azure;

namespace Shaken.Azure.Tables;

/// <summary>A row of a table: two keys and named values.</summary>
/// <param name="Properties">Each a <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="DateTimeOffset"/> or <see cref="ReadOnlyMemory{T}"/> of octets.</param>
/// <param name="ETag">Of the version that was read; none in what is to be written.</param>
public sealed record TableEntity(string PartitionKey, string RowKey, IReadOnlyDictionary<string, object> Properties, ETag ETag = default)
{
    /// <summary>A text property, or null.</summary>
    public string? Text(string name) => Properties.GetValueOrDefault(name) as string;
}

/// <summary>Some entities, and where to go on; a null continuation is the end.</summary>
public sealed record TableEntityPage(IReadOnlyList<TableEntity> Entities, TableContinuation? Continuation);

/// <summary>Where the service goes on with a query; opaque.</summary>
public sealed record TableContinuation(string NextPartitionKey, string? NextRowKey);
