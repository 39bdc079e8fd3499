using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure;

namespace Shaken.Azure.Tables;

/// <summary>Entities as the Table service writes them: OData JSON with minimal metadata.</summary>
internal static class TableJson
{
    /// <summary>The media type asked for: types and entity tags are told, links are not.</summary>
    public const string MediaType = "application/json;odata=minimalmetadata";

    /// <summary>How a time is written, in bodies and in filters.</summary>
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    private const string TypeOf = "@odata.type";
    private const string Metadata = "odata.";

    public static ReadOnlyMemory<byte> Write(TableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("PartitionKey", entity.PartitionKey);
            writer.WriteString("RowKey", entity.RowKey);
            foreach (var (name, value) in entity.Properties) Write(writer, name, value);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The entities of an answer, which is either one of them or holds them in <c>value</c>.</summary>
    public static IReadOnlyList<TableEntity> Read(Response response)
    {
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        var root = document.RootElement;
        return root.TryGetProperty("value", out var rows) && rows.ValueKind == JsonValueKind.Array
            ? [.. rows.EnumerateArray().Select(row => Read(row, new ETag(row.GetProperty("odata.etag").GetString()!)))]
            : [Read(root, response.Headers.ETag ?? new ETag(root.GetProperty("odata.etag").GetString()!))];
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteString(name + TypeOf, "Edm.Int64");
                writer.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteString(name + TypeOf, "Edm.Double");
                writer.WriteNumber(name, number);
                break;
            case DateTimeOffset time:
                writer.WriteString(name + TypeOf, "Edm.DateTime");
                writer.WriteString(name, time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case ReadOnlyMemory<byte> octets:
                writer.WriteString(name + TypeOf, "Edm.Binary");
                writer.WriteBase64String(name, octets.Span);
                break;
            default:
                throw new ArgumentException($"A property cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }

    private static TableEntity Read(JsonElement row, ETag etag)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in row.EnumerateObject())
        {
            if (property.Name is "PartitionKey" or "RowKey" || property.Name.StartsWith(Metadata, StringComparison.Ordinal) || property.Name.EndsWith(TypeOf, StringComparison.Ordinal)) continue;
            var type = row.TryGetProperty(property.Name + TypeOf, out var named) ? named.GetString() : null;
            if (Read(property.Value, type) is { } value) properties[property.Name] = value;
        }

        return new TableEntity(row.GetProperty("PartitionKey").GetString()!, row.GetProperty("RowKey").GetString()!, properties, etag);
    }

    // A property of no value, or of a type that is not written here, is as good as absent.
    private static object? Read(JsonElement value, string? type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.String, "Edm.Binary") => new ReadOnlyMemory<byte>(value.GetBytesFromBase64()),
        (JsonValueKind.String, "Edm.Int64") => long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        (JsonValueKind.String, "Edm.DateTime") => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        (JsonValueKind.String, _) => value.GetString(),
        (JsonValueKind.True or JsonValueKind.False, _) => value.GetBoolean(),
        (JsonValueKind.Number, null or "Edm.Int32") when value.TryGetInt32(out var number) => number,
        (JsonValueKind.Number, _) => value.GetDouble(),
        _ => null,
    };
}
