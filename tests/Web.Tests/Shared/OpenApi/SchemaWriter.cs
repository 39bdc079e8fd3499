using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>
/// Writes schemas. Those of types are made by the serializer of what its generated code reads and writes; each object of ours stands once,
/// among the components, and is referred to.
/// </summary>
internal sealed class SchemaWriter
{
    private const string Prefix = "#/components/schemas/";
    private const string OtherMembers = "additionalProperties";

    private readonly Dictionary<Type, JsonObject> _components = [];
    private readonly Dictionary<string, JsonObject> _named = new(StringComparer.Ordinal);
    private readonly JsonSchemaExporterOptions _options;

    public SchemaWriter() => _options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Transform(context, node),
    };

    /// <summary>The components that were referred to, as an object.</summary>
    public JsonObject Components => new(_components.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.FullName, StringComparer.Ordinal)
        .Select(pair => KeyValuePair.Create(pair.Key.FullName!, (JsonNode?)pair.Value.DeepClone()))
        .Concat(_named.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone()))));

    /// <summary>
    /// Gives the components their names in a document that holds them: a type's own, and where two of them have the same, the last part of
    /// the namespace before it.
    /// </summary>
    public string Rename(string json)
    {
        var ambiguous = _components.Keys.GroupBy(type => type.Name)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key)
            .ToHashSet();
        foreach (var type in _components.Keys)
        {
            var name = NameOf(type, ambiguous);
            json = json.Replace($"\"{PlaceholderOf(type)}\"", $"\"{Prefix}{name}\"", StringComparison.Ordinal)
                .Replace($"\"{type.FullName}\": {{", $"\"{name}\": {{", StringComparison.Ordinal);
        }

        return json;
    }

    public JsonNode Write(Schema schema) => schema switch
    {
        TypeSchema type => type.Type().GetJsonSchemaAsNode(_options),
        EitherSchema either => new JsonObject { ["anyOf"] = new JsonArray(Write(either.One), Write(either.Other)) },
        TextSchema text => Described(text.Meaning, new()
        {
            ["type"] = "string", ["pattern"] = text.Pattern, ["maxLength"] = text.MaxLength, ["format"] = text.Format,
        }),
        ChoiceSchema choice => Described(choice.Meaning, new()
        {
            ["type"] = "string", ["enum"] = new JsonArray([.. choice.Values.Select(value => (JsonNode)value)]),
        }),
        NumberSchema number => Described(number.Meaning, new()
        {
            ["type"] = "integer", ["minimum"] = number.Least, ["maximum"] = number.Most == long.MaxValue ? null : number.Most,
        }),
        FlagSchema flag => Described(flag.Meaning, new() { ["type"] = "boolean" }),
        ListSchema list => Described(list.Meaning, new()
        {
            ["type"] = "array", ["items"] = Write(list.Items), ["maxItems"] = list.MaxItems,
        }),
        ObjectSchema { Name: { } name } members => Named(name, members),
        ObjectSchema members => Described(members.Meaning, ObjectOf(members)),
        JwsSchema jws => JwsOf(jws),
        OctetsSchema octets => new JsonObject { ["description"] = octets.Meaning },
        _ => throw new InvalidOperationException($"{schema.GetType().Name} has no form."),
    };

    private JsonObject Named(string name, ObjectSchema schema)
    {
        if (!_named.ContainsKey(name)) _named.Add(name, Described(schema.Meaning, ObjectOf(schema)));
        return new JsonObject { ["$ref"] = Prefix + name };
    }

    private static JsonObject Described(string? meaning, JsonObject schema)
    {
        foreach (var (name, value) in schema.ToList())
        {
            if (value is null) schema.Remove(name);
        }

        if (meaning is not null) schema["description"] = meaning;
        return schema;
    }

    private JsonObject ObjectOf(ObjectSchema schema)
    {
        var written = new JsonObject { ["type"] = "object" };
        if (schema.Members.Count == 0) return written;
        written["properties"] = new JsonObject(
            schema.Members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Write(member.Schema))));
        var required = schema.Members.Where(member => member.IsRequired).Select(member => (JsonNode)member.Name).ToArray();
        if (required.Length > 0) written["required"] = new JsonArray(required);
        return written;
    }

    // The payload is JSON within base64url (JSON Schema 2020-12, Validation, section 8).
    private JsonObject JwsOf(JwsSchema jws)
    {
        var payload = new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64url" };
        if (jws.Payload is { } content)
        {
            payload["contentMediaType"] = "application/json";
            payload["contentSchema"] = Write(content);
        }
        else payload["const"] = "";

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["protected"] = new JsonObject { ["type"] = "string" }, ["payload"] = payload,
                ["signature"] = new JsonObject { ["type"] = "string" },
            },
            ["required"] = new JsonArray("protected", "payload", "signature"),
        };
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (context.TypeInfo.Kind != JsonTypeInfoKind.Object || type.Namespace?.StartsWith("Shaken", StringComparison.Ordinal) != true)
            return node;
        var isNullable = node is JsonObject && node["type"] is JsonArray;
        if (node is JsonObject schema && !schema.ContainsKey("$ref"))
        {
            var component = Finish(context.TypeInfo, schema);
            if (!_components.TryAdd(type, component) && !JsonNode.DeepEquals(_components[type], component))
            {
                // One of two contexts refuses members that it does not know.
                _components[type].Remove(OtherMembers);
                component.Remove(OtherMembers);
                if (!JsonNode.DeepEquals(_components[type], component))
                    throw new InvalidOperationException($"Two contexts give {type} two forms.");
            }
        }

        var reference = new JsonObject { ["$ref"] = PlaceholderOf(type) };
        return isNullable
            ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) }
            : reference;
    }

    // What is left out where it is null is never null; all else is always there.
    private static JsonObject Finish(JsonTypeInfo type, JsonObject schema)
    {
        schema["type"] = "object";
        if (DocumentationComments.Of(type.Type) is { } summary) schema["description"] = summary;
        var leavesOut = type.Options.DefaultIgnoreCondition == JsonIgnoreCondition.WhenWritingNull;
        var required = new JsonArray();
        if (schema["properties"] is not JsonObject properties) return schema;
        foreach (var property in type.Properties)
        {
            if (!properties.ContainsKey(property.Name)) continue;
            var isLeftOut = leavesOut && property.IsGetNullable;
            if (!isLeftOut) required.Add((JsonNode)property.Name);
            var form = properties[property.Name] is JsonObject known ? known : new JsonObject();
            properties[property.Name] = null;
            if (isLeftOut) form = NeverNull(form);
            if (property.AttributeProvider is MemberInfo member && DocumentationComments.Of(member) is { } text) form["description"] = text;
            properties[property.Name] = form;
        }

        schema.Remove("required");
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private static JsonObject NeverNull(JsonObject form)
    {
        if (form["type"] is JsonArray types)
        {
            var others = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToList();
            form["type"] = others is [var only] ? only : new JsonArray([.. others.Select(other => (JsonNode)other)]);
        }
        else if (form["anyOf"] is JsonArray and [JsonObject first, { } last] && last["type"]?.GetValue<string>() == "null")
        {
            return first.DeepClone().AsObject();
        }

        return form;
    }

    private static string PlaceholderOf(Type type) => Prefix + type.FullName;

    private static string NameOf(Type type, HashSet<string> ambiguous) =>
        ambiguous.Contains(type.Name) ? type.Namespace!.Split('.')[^1] + type.Name : type.Name;
}
