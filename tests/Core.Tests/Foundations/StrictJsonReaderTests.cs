using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

public sealed class StrictJsonReaderTests
{
    public static TheoryData<string> Texts =>
    [
        "", "1", "[]", "null", "{", "{}", "{}{}", " { } ", """{"a":1}""", """{"a":1,}""", """{"a":1 /* c */}""", """{"a":01}""", """{"a":NaN}""",
        """{"a":1,"a":1}""", """{"a":1,"\u0061":1}""", """{"x":{"a":1,"b":2,"a":3}}""", """{"x":[{"a":1},{"a":2}],"a":{"x":{"x":1}}}""", """{"x":[{"a":1,"a":2}]}""",
        """{"a":"\ud800"}""", """{"\udc00":1}""", """{"a":"\ud83d\ude00"}""", """{"a":"\q"}""", "{\"a\":\"\t\"}", """{"":1,"":2}""", """{"":1,"a":""}""",
        $"{{\"a\":{new string('[', 15)}{new string(']', 15)}}}", $"{{\"a\":{new string('[', 16)}{new string(']', 16)}}}",
        $"{{{Members(32)}}}", $"{{{Members(33)}}}", $"{{{Members(200)}}}", $"{{{Members(31)},\"m0\":1}}", $"{{{Members(32)},\"m0\":1}}",
        $"{{{Members(200)},\"m199\":1}}",
        $"{{\"x\":{{{Members(30)}}},{Members(30)},\"m29\":2}}", $"{{\"x\":{{{Members(30)}}},{Members(30)}}}", $"{{{Members(200)},}}",
        "{\"a\":1}x", "{\"é\":1,\"é\":2}",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void TryEnd_AnyText_AgreesWithStrictJson(string text) => AssertAgrees(Encoding.UTF8.GetBytes(text), 10_000);

    [Fact]
    public void TryBegin_InvalidUtf8_AgreesWithStrictJson() =>
        AssertAgrees([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}'], 10_000);

    [Fact]
    public void TryBegin_OneOctetTooMany_AgreesWithStrictJson()
    {
        AssertAgrees("{\"a\":1}"u8.ToArray(), 7);
        AssertAgrees("{\"a\":1}"u8.ToArray(), 6);
    }

    [Fact]
    public void Skip_EachKindOfValue_EndsAtTheNextName()
    {
        Assert.True(StrictJsonReader.TryBegin("""{"a":{"x":[1,{"y":2}]},"b":[[],{}],"c":"t","d":1,"e":null}"""u8.ToArray(), 1000, out var reader, out _));
        var names = new List<string>();
        while (reader.ReadName())
        {
            names.Add(
                reader.Is("a"u8) ? "a"
                    : reader.Is("b"u8) ? "b"
                    : reader.Is("c"u8) ? "c"
                    : reader.Is("d"u8) ? "d"
                    : reader.Is("e"u8) ? "e"
                    : "?");
            reader.Skip();
        }

        Assert.True(reader.TryEnd(out _));
        Assert.Equal(["a", "b", "c", "d", "e"], names);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("-1")]
    [InlineData("-0.5")]
    [InlineData("1.9")]
    [InlineData("1e3")]
    [InlineData("1e400")]
    [InlineData("253402300799")]
    [InlineData("253402300799.5")]
    [InlineData("253402300800")]
    [InlineData("9223372036854775808")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    public void TryGetNumericDate_AnyValue_AgreesWithStrictJson(string value)
    {
        var json = Encoding.UTF8.GetBytes($"{{\"iat\":{value}}}");
        Assert.True(StrictJsonReader.TryBegin(json, 1000, out var reader, out _));
        Assert.True(reader.ReadName() && reader.Read());
        using var document = JsonDocument.Parse(json);
        var isDate = document.RootElement.TryGetNumericDate("iat"u8, out var expected);
        Assert.Equal(isDate, reader.TryGetNumericDate(out var moment));
        Assert.Equal(expected, moment);
    }

    private static string Members(int count) => string.Join(',', Enumerable.Range(0, count).Select(index => $"\"m{index}\":{index}"));

    private static void AssertAgrees(byte[] utf8, int maxOctets)
    {
        var isStrict = StrictJson.TryParseObject(utf8, maxOctets, out var document, out var failure);
        document?.Dispose();
        var isRead = StrictJsonReader.TryBegin(utf8, maxOctets, out var reader, out var failureOfReader)
            && reader.TryEnd(out failureOfReader);
        Assert.Equal((isStrict, failure), (isRead, failureOfReader));
    }
}
