using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Shaken.Core.Foundations;

/// <summary>
/// JSON as a signed document must be: one object, valid UTF-8, no member twice, bounded size and depth, no comments,
/// no trailing commas, no lone surrogates. Two readers that see a different member of the same name would be a hole.
/// </summary>
public static class StrictJson
{
    private const string LoneSurrogate = "a JSON string holds a lone surrogate";

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = Limits.JsonDepth,
    };

    /// <summary>
    /// Reads an object of at most <paramref name="maxOctets"/> octets. The caller disposes the document; it refers to
    /// <paramref name="utf8"/>, which must not change meanwhile.
    /// </summary>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryParseObject(
        ReadOnlyMemory<byte> utf8,
        int maxOctets,
        [NotNullWhen(true)] out JsonDocument? document,
        [NotNullWhen(false)] out string? failure)
    {
        document = null;
        if (utf8.Length > maxOctets)
        {
            failure = $"the JSON text is longer than {maxOctets} octets";
            return false;
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            failure = "the JSON text is not valid UTF-8";
            return false;
        }

        try
        {
            document = JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException exception)
        {
            failure = IsWellFormed(utf8.Span)
                ? "a JSON member stands twice"
                : $"not JSON, or more than {Limits.JsonDepth} levels deep "
                    + $"(line {exception.LineNumber + 1}, octet {exception.BytePositionInLine})";
            return false;
        }
        catch (InvalidOperationException)
        {
            // So says the comparison of member names when one of them cannot be read.
            failure = LoneSurrogate;
            return false;
        }

        failure = document.RootElement.ValueKind != JsonValueKind.Object ? "the JSON text is not an object"
            : utf8.Span.IndexOf("\\u"u8) >= 0 && HasLoneSurrogate(document.RootElement) ? LoneSurrogate
            : null;
        if (failure is null) return true;
        document.Dispose();
        document = null;
        return false;
    }

    /// <summary>The member's text, if the member is there and is a string.</summary>
    public static bool TryGetString(this JsonElement parent, ReadOnlySpan<byte> name, [NotNullWhen(true)] out string? text)
    {
        text = parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        return text is not null;
    }

    /// <summary>The member's texts, if the member is there and is an array of strings and nothing else.</summary>
    /// <param name="most">How many there may be; without it, only the size of the JSON text bounds them.</param>
    public static bool TryGetTexts(
        this JsonElement parent, ReadOnlySpan<byte> name, [NotNullWhen(true)] out IReadOnlyList<string>? texts, int most = int.MaxValue)
    {
        texts = parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array && member.GetArrayLength() <= most
            && member.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? [.. member.EnumerateArray().Select(item => item.GetString()!)]
                : null;
        return texts is not null;
    }

    /// <summary>
    /// A NumericDate (RFC 7519 section 2): seconds since 1970. A fraction is legal there and is cut.
    /// </summary>
    public static bool TryGetNumericDate(this JsonElement parent, ReadOnlySpan<byte> name, out DateTimeOffset moment)
    {
        moment = default;
        if (!parent.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.Number) return false;
        return member.TryGetInt64(out var seconds)
            ? TryGetNumericDate(seconds, out moment)
            : member.TryGetDouble(out var fraction) && TryGetNumericDate(fraction, out moment);
    }

    /// <summary>The moment of whole seconds.</summary>
    internal static bool TryGetNumericDate(long seconds, out DateTimeOffset moment)
    {
        var isInRange = seconds is >= 0 and <= MaxNumericDate;
        moment = isInRange ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return isInRange;
    }

    /// <summary>The moment of seconds with a fraction, or written with an exponent.</summary>
    internal static bool TryGetNumericDate(double seconds, out DateTimeOffset moment)
    {
        moment = default;
        return Math.Abs(seconds) <= MaxNumericDate && TryGetNumericDate((long)Math.Floor(seconds), out moment);
    }

    // 9999-12-31T23:59:59Z
    private const long MaxNumericDate = 253402300799;

    // Utf8JsonReader does not look for repeated members. If it reads the text and JsonDocument does not, a member stands twice.
    private static bool IsWellFormed(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasLoneSurrogate(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (IsUnreadable(() => member.Name) || HasLoneSurrogate(member.Value)) return true;
                }

                return false;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (HasLoneSurrogate(item)) return true;
                }

                return false;
            case JsonValueKind.String:
                return IsUnreadable(element.GetString);
            default:
                return false;
        }
    }

    // System.Text.Json tells of a lone surrogate only when the string is read.
    private static bool IsUnreadable(Func<string?> read)
    {
        try
        {
            return read() is null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DecoderFallbackException)
        {
            return true;
        }
    }
}
