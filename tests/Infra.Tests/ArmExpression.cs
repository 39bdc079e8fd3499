using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Shaken.Infra.Tests;

/// <summary>
/// Works out the ARM expressions that a snapshot keeps because a part of them is known only to Azure. That part becomes a text such as
/// <c>&lt;ID.principalId&gt;</c>, which is not empty, and everything around it a value. A function that is not listed here fails the test.
/// </summary>
internal sealed class ArmExpression
{
    /// <summary>What only Azure knows, by the functions that ask for it.</summary>
    private static readonly HashSet<string> Unknown = ["reference", "environment", "parameters"];

    private readonly string _text;
    private int _at;

    private ArmExpression(string text) => _text = text;

    /// <summary>The value with every expression in it worked out.</summary>
    public static JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.Select(member => KeyValuePair.Create(TextOf(Resolve(member.Key)), Resolve(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Resolve)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Resolve(text),
        _ => node?.DeepClone(),
    };

    /// <summary>A value as a text within another text.</summary>
    public static string TextOf(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        _ => node.ToJsonString(),
    };

    // A text that begins with two brackets is one that begins with a bracket.
    private static JsonNode? Resolve(string text)
    {
        if (text.StartsWith("[[", StringComparison.Ordinal)) return text[1..];
        if (text is not ['[', .., ']']) return text;
        var expression = new ArmExpression(text[1..^1]);
        var value = expression.ReadValue();
        return expression._at == expression._text.Length ? value : throw expression.Unexpected();
    }

    private JsonNode? ReadValue()
    {
        SkipSpace();
        var value = Peek() switch
        {
            '\'' => ReadText(),
            '-' or (>= '0' and <= '9') => ReadNumber(),
            _ => ReadCall(),
        };
        while (true)
        {
            if (Take('.')) value = MemberOf(value, ReadName());
            else if (Take('[')) value = MemberOf(value, TextOf(ReadUntil(']')));
            else return value;
        }
    }

    private JsonNode? ReadUntil(char end)
    {
        var value = ReadValue();
        return Take(end) ? value : throw Unexpected();
    }

    private JsonNode ReadText()
    {
        var text = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (Peek() == '\'' && !IsDoubled()) break;
            text.Append(_text[_at]);
        }

        _at++;
        return text.ToString();
    }

    private bool IsDoubled()
    {
        if (_at + 1 >= _text.Length || _text[_at + 1] != '\'') return false;
        _at++;
        return true;
    }

    private JsonNode ReadNumber()
    {
        var start = _at++;
        while (char.IsAsciiDigit(Peek())) _at++;
        return long.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
    }

    private JsonNode? ReadCall()
    {
        var name = ReadName();
        var arguments = new List<JsonNode?>();
        if (!Take('(')) throw Unexpected();
        while (!Take(')'))
        {
            arguments.Add(ReadValue());
            if (!Take(',') && Peek() != ')') throw Unexpected();
        }

        return Call(name, arguments);
    }

    private string ReadName()
    {
        SkipSpace();
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '_') _at++;
        return _at > start ? _text[start.._at] : throw Unexpected();
    }

    private JsonNode? Call(string name, List<JsonNode?> arguments) => name switch
    {
        "createObject" => new JsonObject(arguments.Chunk(2).Select(pair => KeyValuePair.Create(TextOf(pair[0]), pair[1]?.DeepClone()))),
        "createArray" => new JsonArray([.. arguments.Select(item => item?.DeepClone())]),
        "union" => Union(arguments),
        "concat" => arguments[0] is JsonArray
            ? new JsonArray([.. arguments.SelectMany(list => list!.AsArray()).Select(item => item?.DeepClone())])
            : string.Concat(arguments.Select(TextOf)),
        "join" => arguments[0] is JsonArray list ? string.Join(TextOf(arguments[1]), list.Select(TextOf)) : TextOf(arguments[0]),
        "guid" => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('-', arguments.Select(TextOf)))).AsSpan(0, 16)).ToString(),
        "extensionResourceId" => string.Join('/', TextOf(arguments[0]), "providers", TextOf(arguments[1]), TextOf(arguments[2])),
        "if" => (arguments[0] is not null && (bool)arguments[0]! ? arguments[1] : arguments[2])?.DeepClone(),
        "empty" => arguments[0] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || TextOf(arguments[0]).Length == 0,
        "format" => string.Format(CultureInfo.InvariantCulture, TextOf(arguments[0]), [.. arguments.Skip(1).Select(TextOf)]),
        "null" => null,
        "true" => true,
        "false" => false,
        _ when Unknown.Contains(name) => $"<{(arguments.Count == 0 ? name : TextOf(arguments[0]))}>",
        _ => throw new NotSupportedException($"There is no {name} here: {_text}"),
    };

    // The last one wins, member by member, as in ARM; objects within are united too.
    private static JsonObject Union(IEnumerable<JsonNode?> objects)
    {
        var all = new JsonObject();
        foreach (var (name, value) in objects.SelectMany(members => members!.AsObject()))
            all[name] = all[name] is JsonObject before && value is JsonObject ? Union([before, value]) : value?.DeepClone();
        return all;
    }

    private static JsonNode? MemberOf(JsonNode? value, string name)
    {
        if (value is JsonObject members) return members[name];
        if (TextOf(value) is ['<', .., '>'] text) return $"{text[..^1]}.{name}>";
        throw new InvalidOperationException($"{value} has no {name}.");
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool Take(char wanted)
    {
        SkipSpace();
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (Peek() == ' ') _at++;
    }

    private FormatException Unexpected() => new($"At {_at} of {_text}");
}
