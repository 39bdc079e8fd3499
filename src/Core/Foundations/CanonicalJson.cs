using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Shaken.Core.Foundations;

/// <summary>
/// The serialization of RFC 8225 section 9: no white space, members sorted by code point, literals in lower case, numbers
/// as integers. For strings, objects and arrays it equals RFC 8785 (JCS), which the CPS body hashes use.
/// </summary>
public static class CanonicalJson
{
    // RFC 8785 section 3.2.2.2: the quotation mark, the backslash and the control characters.
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)));

    /// <summary>Writes a parsed element again, canonically. Member names are compared by code point at every level.</summary>
    public static byte[] Write(JsonElement element)
    {
        // Canonical is seldom longer than what was parsed.
        var output = new ArrayBufferWriter<byte>(Math.Max(JsonMarshal.GetRawUtf8Value(element).Length, 2));
        WriteTo(output, element);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes an array of strings, as the <c>passports</c> member of a CPS body.</summary>
    public static byte[] WriteStrings(IEnumerable<string> strings)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        output.Write("["u8);
        var first = true;
        foreach (var text in strings)
        {
            if (!first) output.Write(","u8);
            first = false;
            WriteString(output, text);
        }

        output.Write("]"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a JSON string with the escapes of RFC 8785 section 3.2.2.2 and no others.</summary>
    public static void WriteString(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        for (var next = rest.IndexOfAny(Escaped); next >= 0; next = rest.IndexOfAny(Escaped))
        {
            Encoding.UTF8.GetBytes(rest[..next], output);
            Encoding.UTF8.GetBytes(Escape(rest[next]), output);
            rest = rest[(next + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, output);
        output.Write("\""u8);
    }

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
    };

    private static void WriteTo(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, element);
                break;
            case JsonValueKind.Array:
                WriteArray(output, element);
                break;
            case JsonValueKind.String:
                WriteString(output, element.GetString()!);
                break;
            case JsonValueKind.Number:
                WriteNumber(output, element);
                break;
            default:
                Encoding.UTF8.GetBytes(element.GetRawText(), output);
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonElement element)
    {
        output.Write("{"u8);
        var first = true;
        foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, CodePointComparer.Instance))
        {
            if (!first) output.Write(","u8);
            first = false;
            WriteString(output, member.Name);
            output.Write(":"u8);
            WriteTo(output, member.Value);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonElement element)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in element.EnumerateArray())
        {
            if (!first) output.Write(","u8);
            first = false;
            WriteTo(output, item);
        }

        output.Write("]"u8);
    }

    // 1.0 and 1e0 are integers written otherwise; what is no integer keeps its own digits.
    private static void WriteNumber(ArrayBufferWriter<byte> output, JsonElement element)
    {
        var text = element.TryGetInt64(out var integer) ? integer.ToString(CultureInfo.InvariantCulture)
            : element.TryGetDecimal(out var number) && number == decimal.Truncate(number)
                ? decimal.Truncate(number).ToString("0", CultureInfo.InvariantCulture)
            : element.GetRawText();
        Encoding.UTF8.GetBytes(text, output);
    }

    /// <summary>UTF-16 order differs from code point order beyond the basic plane; the standard sorts by code point.</summary>
    private sealed class CodePointComparer : IComparer<string>
    {
        public static readonly CodePointComparer Instance = new();

        public int Compare(string? x, string? y)
        {
            var left = (x ?? "").EnumerateRunes();
            var right = (y ?? "").EnumerateRunes();
            while (left.MoveNext())
            {
                if (!right.MoveNext()) return 1;
                var order = left.Current.CompareTo(right.Current);
                if (order != 0) return order;
            }

            return right.MoveNext() ? -1 : 0;
        }
    }
}
