using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""{"x":{"a":1,"b":2,"a":3}}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1}{}""")]
    [InlineData("""{"a":1 /* c */}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("")]
    public void WhatIsNotStrict_IsRefused(string json) => Assert.False(Reads(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"a":1,"a":1}""", true)]
    [InlineData("""{"a":1,"\u0061":1}""", true)]
    [InlineData("""{"x":{"a":1,"b":2,"a":3}}""", true)]
    [InlineData("""{"Duplicate":1 "duplicate":2}""", false)]
    [InlineData("""{"a":1,"a":1}{}""", false)]
    [InlineData("""{"a":1,}""", false)]
    public void TryParseObject_Refused_SaysWhetherAMemberStandsTwice(string json, bool isTwice)
    {
        Assert.False(StrictJson.TryParseObject(Encoding.UTF8.GetBytes(json), 1000, out _, out var failure));
        Assert.Equal(isTwice, failure.Contains("twice", StringComparison.Ordinal));
    }

    [Fact]
    public void InvalidUtf8_IsRefused() => Assert.False(Reads([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}']));

    [Fact]
    public void HundredLevels_AreRefused()
    {
        var deep = $$"""{"a":{{new string('[', 100)}}{{new string(']', 100)}}}""";
        Assert.False(Reads(Encoding.UTF8.GetBytes(deep)));
    }

    [Fact]
    public void OneOctetTooMany_IsRefused()
    {
        var json = "{\"a\":1}"u8.ToArray();
        Assert.True(StrictJson.TryParseObject(json, json.Length, out var document, out _));
        document.Dispose();
        Assert.False(StrictJson.TryParseObject(json, json.Length - 1, out _, out _));
    }

    [Theory]
    [InlineData("1443208345", 1443208345)]
    [InlineData("1443208345.9", 1443208345)]
    [InlineData("1.443208345e9", 1443208345)]
    public void NumericDate_IsWholeSeconds(string number, long seconds)
    {
        using var json = JsonDocument.Parse($$"""{"iat":{{number}}}""");
        Assert.True(json.RootElement.TryGetNumericDate("iat"u8, out var moment));
        Assert.Equal(seconds, moment.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("253402300800")]
    [InlineData("\"1443208345\"")]
    [InlineData("null")]
    public void WhatIsNoNumericDate_IsNotRead(string value)
    {
        using var json = JsonDocument.Parse($$"""{"iat":{{value}}}""");
        Assert.False(json.RootElement.TryGetNumericDate("iat"u8, out _));
    }

    [Theory]
    [InlineData("""{"orig":{"tn":"1"},"iat":1.0,"dest":{"uri":["b"],"tn":["a"]}}""", """{"dest":{"tn":["a"],"uri":["b"]},"iat":1,"orig":{"tn":"1"}}""")]
    [InlineData("""{"\u00e9":1,"e":true,"Z":null}""", """{"Z":null,"e":true,"é":1}""")]
    [InlineData("""{"a":"\u0041\/\n\u001f\u007f\u2028"}""", "{\"a\":\"A/\\n\\u001f\u007f\u2028\"}")]
    [InlineData("""{"\ud83d\ude00":1,"\uffff":2}""", "{\"\uffff\":2,\"\U0001F600\":1}")]
    public void CanonicalForm_IsThatOfRfc8225Section9(string json, string canonical)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement)));
    }

    [Theory]
    [InlineData("AA", true)]
    [InlineData("AB", false)]
    [InlineData("AAA", true)]
    [InlineData("AAB", false)]
    [InlineData("A", false)]
    [InlineData("AA==", false)]
    [InlineData("A A", false)]
    [InlineData("-_8", true)]
    [InlineData("+/8", false)]
    public void Base64Url_HasOneSpellingPerValue(string text, bool isRead)
    {
        Assert.Equal(isRead, StrictBase64Url.TryDecode(text, out var octets));
        if (isRead) Assert.Equal(text, StrictBase64Url.Encode(octets));
    }

    [Theory]
    [InlineData("""{"a":["x","y"]}""", "x y")]
    [InlineData("""{"a":[]}""", "")]
    [InlineData("""{"a":["x","y","z"]}""", null)]
    [InlineData("""{"a":["x",1]}""", null)]
    [InlineData("""{"a":["x",null]}""", null)]
    [InlineData("""{"a":"x"}""", null)]
    [InlineData("{}", null)]
    public void TryGetTexts_OfAMember_TakesAnArrayOfAtMostSoManyStrings(string json, string? expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected is not null, document.RootElement.TryGetTexts("a"u8, out var texts, most: 2));
        Assert.Equal(expected, texts is null ? null : string.Join(' ', texts));
    }

    private static bool Reads(byte[] json)
    {
        var isRead = StrictJson.TryParseObject(json, 4096, out var document, out var failure);
        document?.Dispose();
        Assert.Equal(isRead, failure is null);
        return isRead;
    }
}
