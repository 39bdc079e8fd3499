using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Shaken.Fuzz.Tests.Engine;

/// <summary>Edits that know JSON: the result is nearly always JSON again, and means something else.</summary>
internal static class JsonEdits
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-0.0", "-1", "1", "1e400", "-1e400", "1e-400", "1.5", "9223372036854775807", "9223372036854775808", "253402300800",
        "\"\"", "\"A\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"é\"", "\"12155550121\"", "\"*67#\"", "\"ES256\"", "\"none\"",
        "\"HS256\"", "[]", "[[]]", "[null]", "{}", "{\"tn\":[]}", "{\"tn\":\"1\"}", "{\"uri\":[\"sip:a@b\"]}", "[\"1\",\"2\"]", "\"https://cr.example/certificates/1.pem\"",
        "1700000000", "\"1700000000\"", "1.7e9", "\"99999999999999999999\"", "00", "+1", "NaN", "'a'", "\"\t\"",
    ];

    private static readonly string[] Names =
    [
        "alg", "typ", "ppt", "x5u", "x5c", "crit", "jwk", "kid", "b64", "attest", "dest", "orig", "iat", "origid", "tn", "uri", "div", "rcd", "mky", "exp", "aud", "iss",
        "spc", "jti", "action", "passports", "version", "sequence", "trustList", "extensions", "atc", "cpsMapping", "from", "to", "time",
        "identity", "identityHeader",
        "identityHeaders", "protectedHeaders", "rph", "rcdi", "crn", "msgi", "trunk", "customer", "", "\\u0061lg", "\\ud800", "__proto__",
    ];

    /// <summary>One edit; where the octets are no JSON any more, an edit of octets.</summary>
    public static byte[] Apply(byte[] json, byte[] other, Xorshift random)
    {
        var tokens = Read(json);
        if (tokens.Count == 0 || random.OneIn(12)) return OctetEdits.Apply(json, other, random);
        var names = tokens.FindAll(token => token.IsName);
        if (names.Count == 0) return OctetEdits.Apply(json, other, random);
        var name = random.Pick(names);
        var value = random.Pick(tokens.FindAll(token => !token.IsName));
        return random.Below(12) switch
        {
            0 => Put(json, name.Start, name.Start, $"{Text(json, name)}:{Text(json, name.Value!)},"),
            1 => Put(json, name.Start, name.Start, $"{Text(json, name)}:{random.Pick(Values)},"),
            2 => Put(json, name.Start, name.Start, $"\"{random.Pick(Names)}\":{random.Pick(Values)},"),
            3 => Put(json, name.Start, name.End, $"\"{random.Pick(Names)}\""),
            4 => Put(json, name.Start, name.End, Escaped(Text(json, name), random)),
            5 => Put(json, value.Start, value.End, Escaped(Text(json, value), random)),
            6 or 7 => Put(json, value.Start, value.End, random.Pick(Values)),
            8 => Put(json, value.Start, value.End, Nested(Text(json, value), random)),
            9 => Put(json, name.Start, Comma(json, name.Value!.End), ""),
            10 => Put(json, value.Start, value.End, Text(json, random.Pick(tokens))),
            _ => Put(json, value.Start, value.Start, random.Pick([" ", "\r\n", "\t", "/**/", ",", "\uFEFF"])),
        };
    }

    private static List<Token> Read(byte[] json)
    {
        var tokens = new List<Token>();
        var open = new Stack<Token>();
        Token? name = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    open.Pop().End = (int)reader.BytesConsumed;
                    continue;
                }

                var token = new Token((int)reader.TokenStartIndex, (int)(reader.TokenType == JsonTokenType.PropertyName ? NameEnd(json, reader) : reader.BytesConsumed), reader.TokenType == JsonTokenType.PropertyName);
                tokens.Add(token);
                if (name is not null) name.Value = token;
                name = token.IsName ? token : null;
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) open.Push(token);
            }

            return tokens;
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // BytesConsumed of a name counts the colon.
    private static long NameEnd(byte[] json, Utf8JsonReader reader) => Array.LastIndexOf(json, (byte)'"', (int)reader.BytesConsumed - 1) + 1;

    private static string Text(byte[] json, Token token) => Encoding.UTF8.GetString(json, token.Start, token.End - token.Start);

    private static byte[] Put(byte[] json, int start, int end, string text) => [.. json.AsSpan(0, start), .. Encoding.UTF8.GetBytes(text), .. json.AsSpan(end)];

    private static int Comma(byte[] json, int end) => end < json.Length && json[end] == ',' ? end + 1 : end;

    // The same text in another spelling, which a reader must take for the same.
    private static string Escaped(string text, Xorshift random)
    {
        if (text is not ['"', _, .., '"'] || text.Contains('\\', StringComparison.Ordinal)) return random.Pick(Values);
        var at = 1 + random.Below(text.Length - 2);
        return string.Create(CultureInfo.InvariantCulture, $"{text[..at]}\\u{(int)text[at]:x4}{text[(at + 1)..]}");
    }

    private static string Nested(string text, Xorshift random)
    {
        var depth = random.OneIn(3) ? random.Below(3000) : 1 + random.Below(20);
        return random.OneIn(2)
            ? new string('[', depth) + text + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + text + new string('}', depth);
    }

    private sealed class Token(int start, int end, bool isName)
    {
        public int Start => start;

        public int End { get; set; } = end;

        public bool IsName => isName;

        public Token? Value { get; set; }
    }
}
