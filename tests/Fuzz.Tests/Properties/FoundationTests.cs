using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class FoundationTests
{
    private static readonly string[] Scalars =
    [
        "null", "true", "0", "-0", "-0.0", "0.0", "-0e5", "1.0", "1e0", "1E2", "-12.50", "1.5", "1e28", "1e29", "7.9e28", "1e400", "-1e-400", "9223372036854775807", "9223372036854775808",
        "123456789012345678901234567890", "\"\"", "\"\\u0041\"", "\"\\u0000\\u001f\\u007f\"", "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"é\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"😀\"", "\"\\ufb33\"",
    ];

    private static readonly string[] Names = ["a", "b", "B", "\\u0061b", "", "é", "😀", "\\ufb33", "\\r", "1", "11", "10"];

    private static readonly Gen<string> Json = ObjectOf(3);

    [Law]
    public Property TelephoneNumber_OfItsOwnOutput_IsTheSame() => Laws.Of(Laws.Text("+0123456789 -.()*#;tel:=,x"), text =>
        !TelephoneNumber.TryParse(text, out var once)
        || (TelephoneNumber.TryParse(once.Value, out var twice) && once == twice && TelephoneNumber.TryParseCanonical(once.Value, out var third) && third == once));

    [Law]
    public Property ServiceProviderCode_OfItsOwnOutput_IsTheSame() => Laws.Of(Laws.Text("ABZ0189", 0, 16), text =>
        ServiceProviderCode.TryParse(text, out var once) == text.Length is >= 1 and <= 15
        && (once is null || (ServiceProviderCode.TryParse(once.ToString(), out var twice) && once == twice && once.Value == text)));

    [Law]
    public Property CountryCode_OfItsOwnOutput_IsTheSame() =>
        Laws.Of(Gen.OneOf(Laws.Text("ABCGIRSTU", 1, 3), Gen.Elements(CountryCode.All.Select(country => country.Value).ToArray())), text =>
        !CountryCode.TryParse(text, out var once) || (CountryCode.TryParse(once.ToString(), out var twice) && once == twice && once.Value == text));

    [Law]
    public Property ProviderId_OfItsOwnOutput_IsTheSame() =>
        Laws.Of(Gen.OneOf(Laws.Text("USCA/019"), Laws.Text("ABZ019", 1, 16).Select(code => $"CA/{code}")), text =>
        !ProviderId.TryParse(text, out var once) || (ProviderId.TryParse(once.ToString(), out var twice) && once == twice && once.ToString() == text));

    [Law]
    public Property StrictBase64Url_OfItsOwnOutput_IsTheSame() => Laws.Of(Laws.Octets, octets =>
        StrictBase64Url.TryDecode(StrictBase64Url.Encode(octets), out var again) && again.AsSpan().SequenceEqual(octets));

    [Law]
    public Property StrictBase64Url_HasOneTextForEachValue() => Laws.Of(Laws.Text("ABQgwxz059-_=+/ \n"), text =>
        !StrictBase64Url.TryDecode(text, out var octets) || StrictBase64Url.Encode(octets) == text);

    [Law]
    public Property CanonicalJson_OfCanonicalJson_IsItself() => Laws.Of(Json, text =>
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (!StrictJson.TryParseObject(utf8, utf8.Length, out var document, out var failure)) return failure == "a JSON member stands twice";
        using (document)
        {
            var once = CanonicalJson.Write(document.RootElement);
            using var again = JsonDocument.Parse(once);
            return CanonicalJson.Write(again.RootElement).AsSpan().SequenceEqual(once);
        }
    });

    [Law]
    public Property CanonicalJson_OfStrings_IsTheCanonicalFormOfTheirArray() => Laws.Of(
        Laws.Text("ab\"\\/\b\f\n\r\t\0\u001f\u007fé\u2028").ArrayOf(),
        strings =>
        {
            var written = CanonicalJson.WriteStrings(strings);
            using var document = JsonDocument.Parse(written);
            return document.RootElement.EnumerateArray().Select(item => item.GetString()).SequenceEqual(strings) && CanonicalJson.Write(document.RootElement).AsSpan().SequenceEqual(written);
        });

    private static Gen<string> ObjectOf(int depth) =>
        Gen.Elements(Names).SelectMany(_ => ValueOf(depth - 1), (name, value) => $"\"{name}\" : {value}").ArrayOf().Select(members => $"{{ {string.Join(" , ", members.Take(5))} }}");

    private static Gen<string> ValueOf(int depth) => depth == 0
        ? Gen.Elements(Scalars)
        : Gen.OneOf(Gen.Elements(Scalars), ObjectOf(depth), ValueOf(depth - 1).ArrayOf().Select(items => $"[{string.Join(", ", items.Take(4))}]"));
}
