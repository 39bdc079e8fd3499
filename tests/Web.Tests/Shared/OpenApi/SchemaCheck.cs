using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>
/// Compares values with schemas, by the part of JSON Schema 2020-12 that docs/openapi.json uses. A keyword that it does not know is an
/// error, so that nothing goes unchecked.
/// </summary>
internal sealed class SchemaCheck(JsonElement document)
{
    // They say nothing of what is valid, or only within text that is encoded.
    private static readonly HashSet<string> Silent =
        ["description", "contentEncoding", "contentMediaType", "contentSchema", "default", "title"];

    /// <summary>The first thing in which a value breaks a schema; null: none.</summary>
    public string? FindViolation(JsonElement schema, JsonElement value) => Find(schema, value, "$");

    /// <summary>What a reference within the document leads to, or the element itself.</summary>
    public JsonElement Resolve(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference)
            ? Resolve(reference.GetString()!.Split('/')[1..].Aggregate(document, (place, part) => place.GetProperty(part)))
            : element;

    private string? Find(JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return schema.ValueKind == JsonValueKind.True ? null : $"{path} must not be there";
        foreach (var keyword in schema.EnumerateObject())
        {
            var violation = Silent.Contains(keyword.Name) ? null : FindOf(keyword, schema, value, path);
            if (violation is not null) return violation;
        }

        return null;
    }

    private string? FindOf(JsonProperty keyword, JsonElement schema, JsonElement value, string path) => keyword.Name switch
    {
        "$ref" => Find(Resolve(schema), value, path),
        "anyOf" => keyword.Value.EnumerateArray().Any(one => Find(one, value, path) is null) ? null : $"{path} has none of its forms",
        "type" => IsOfType(keyword.Value, value) ? null : $"{path} is a {value.ValueKind} and not {keyword.Value}",
        "enum" => keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? null : $"{path} is {value}",
        "const" => JsonElement.DeepEquals(keyword.Value, value) ? null : $"{path} is {value}",
        "pattern" => IsText(value, text => Regex.IsMatch(text, keyword.Value.GetString()!)) ? null : $"{path} has another pattern",
        "maxLength" => IsText(value, text => text.Length <= keyword.Value.GetInt32()) ? null : $"{path} is longer",
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetInt64() >= keyword.Value.GetInt64() ? null : $"{path} is less",
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetInt64() <= keyword.Value.GetInt64() ? null : $"{path} is more",
        "format" => IsText(value, text => IsOfFormat(keyword.Value.GetString(), text)) ? null : $"{path} has another format",
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= keyword.Value.GetInt32()
            ? null : $"{path} has more",
        "items" => value.ValueKind != JsonValueKind.Array ? null : value.EnumerateArray()
            .Select((item, index) => Find(keyword.Value, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")))
            .FirstOrDefault(violation => violation is not null),
        "required" => value.ValueKind != JsonValueKind.Object ? null : keyword.Value.EnumerateArray()
            .Where(name => !value.TryGetProperty(name.GetString()!, out _))
            .Select(name => $"{path}.{name} is absent")
            .FirstOrDefault(),
        "properties" => value.ValueKind != JsonValueKind.Object ? null : keyword.Value.EnumerateObject()
            .Where(property => value.TryGetProperty(property.Name, out _))
            .Select(property => Find(property.Value, value.GetProperty(property.Name), $"{path}.{property.Name}"))
            .FirstOrDefault(violation => violation is not null),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object ? null : value.EnumerateObject()
            .Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _))
            .Select(member => Find(keyword.Value, member.Value, $"{path}.{member.Name}"))
            .FirstOrDefault(violation => violation is not null),
        _ => throw new InvalidOperationException($"{keyword.Name} is no keyword that is checked."),
    };

    private static bool IsOfFormat(string? format, string text) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => throw new InvalidOperationException($"{format} is no format that is checked."),
    };

    private static bool IsText(JsonElement value, Func<string, bool> isRight) =>
        value.ValueKind != JsonValueKind.String || isRight(value.GetString()!);

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => false,
        };
}
