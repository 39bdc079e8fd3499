using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>Serialization of this folder's documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NumberTableDocument))]
[JsonSerializable(typeof(ImportDocument))]
[JsonSerializable(typeof(PartDocument))]
internal sealed partial class NumberJson : JsonSerializerContext
{
    /// <exception cref="StorageException">The record is not what this program writes.</exception>
    public static T Read<T>(StoredRecord record, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(record.Document.Span, type) ?? throw Unreadable(record, null);
        }
        catch (JsonException exception)
        {
            throw Unreadable(record, exception);
        }
    }

    private static StorageException Unreadable(StoredRecord record, Exception? cause) =>
        new($"The record {record.Key.Table}/{record.Key.Partition}/{record.Key.Row} cannot be read.", cause!);
}
