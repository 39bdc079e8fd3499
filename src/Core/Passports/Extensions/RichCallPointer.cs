using System.Globalization;
using System.Text.Json;

namespace Shaken.Core.Passports.Extensions;

/// <summary>JSON pointers (RFC 6901) into rich call data.</summary>
internal static class RichCallPointer
{
    /// <summary>The pointer to the icon's URL.</summary>
    public const string Icon = "/icn";

    /// <summary>The pointer to the jCard's URL; what is longer points into the jCard.</summary>
    public const string Card = "/jcl";

    /// <summary>Whether the text is a pointer to a member, or further down.</summary>
    public static bool IsWellFormed(string pointer)
    {
        if (pointer.Length < 2 || pointer[0] != '/') return false;
        for (var tilde = pointer.IndexOf('~', StringComparison.Ordinal); tilde >= 0; tilde = pointer.IndexOf('~', tilde + 1))
        {
            if (tilde + 1 == pointer.Length || pointer[tilde + 1] is not ('0' or '1')) return false;
        }

        return true;
    }

    /// <summary>What a well-formed pointer points to.</summary>
    /// <param name="url">
    /// The value where it is the URL of other content: the icon's, the jCard's, or the web URL of a jCard property of type uri (RFC 7095
    /// section 3.3). Else null.
    /// </param>
    /// <returns>False: to nothing.</returns>
    public static bool TryResolve(JsonElement root, string pointer, out JsonElement value, out string? url)
    {
        (value, url) = (root, null);
        var parent = default(JsonElement);
        foreach (var part in pointer.Split('/').Skip(1))
        {
            parent = value;
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (!TryStep(parent, name, out value)) return false;
        }

        if (value.ValueKind != JsonValueKind.String) return true;
        var text = value.GetString()!;
        if (pointer is Icon or Card || (IsUriProperty(parent) && IsWebUrl(text))) url = text;
        return true;
    }

    private static bool TryStep(JsonElement parent, string part, out JsonElement value)
    {
        value = default;
        return parent.ValueKind switch
        {
            JsonValueKind.Object => parent.TryGetProperty(part, out value),
            JsonValueKind.Array => TryIndex(part, parent.GetArrayLength(), out var index) && TryTake(parent[index], out value),
            JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number
                or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => false,
        };
    }

    private static bool TryTake(JsonElement element, out JsonElement value)
    {
        value = element;
        return true;
    }

    // RFC 6901 section 4: digits without a leading zero.
    private static bool TryIndex(string part, int length, out int index) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && index < length && (part[0] != '0' || part.Length == 1);

    private static bool IsUriProperty(JsonElement property) =>
        property.ValueKind == JsonValueKind.Array && property.GetArrayLength() > 3
        && property[2].ValueKind == JsonValueKind.String && property[2].ValueEquals("uri"u8);

    private static bool IsWebUrl(string text) =>
        text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
}
