using System.Text.Json.Serialization;

namespace Shaken.Azure.Tables;

/// <summary>A table as the service names it.</summary>
internal sealed record TableName([property: JsonPropertyName("TableName")] string Name);

/// <summary>A page of them.</summary>
internal sealed record TableNames([property: JsonPropertyName("value")] IReadOnlyList<TableName> Value);

[JsonSerializable(typeof(TableName))]
[JsonSerializable(typeof(TableNames))]
internal sealed partial class TableServiceJson : JsonSerializerContext;
