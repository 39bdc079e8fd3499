using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// The payload of a trusted-CA list (ATIS-1000087 clause 4.3.1), read and not believed: version, exp, sequence, trustList and the
/// optional extensions.
/// </summary>
/// <param name="Version">The only version known is 1, which some write as 1.0 or as text.</param>
/// <param name="Sequence">A 64-bit number.</param>
/// <param name="ExpiresAt">exp.</param>
/// <param name="Entries">Each a root certificate: base64 of its DER as the standard says, or PEM as some write it.</param>
public sealed record TrustListDocument(long Version, long Sequence, DateTimeOffset ExpiresAt, IReadOnlyList<string> Entries)
{
    /// <summary>The version this program knows.</summary>
    public const long KnownVersion = 1;

    private const int MaxVersionLetters = 16;

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["atc", "cpsMapping", "registry", "countries"];

    /// <summary>The optional extensions, as text; null: absent.</summary>
    public string? Extensions { get; init; }

    /// <summary>Whether both name the same entries, in whatever order, and the same extensions.</summary>
    public bool HasContentOf(TrustListDocument other) =>
        Extensions == other.Extensions
        && Entries.Order(StringComparer.Ordinal).SequenceEqual(other.Entries.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Reads a payload.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out TrustListDocument? document,
        [NotNullWhen(false)] out TrustListRefusal? refusal)
    {
        document = null;
        if (!StrictJson.TryParseObject(payload, Limits.TrustListOctets, out var json, out var failure))
        {
            refusal = Malformed(failure);
            return false;
        }

        using (json)
        {
            var root = json.RootElement;
            if (Array.Find(ForeignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            {
                refusal = new TrustListRefusal(TrustListFailure.AnotherKind, $"the document holds {foreign}: it is of another kind");
                return false;
            }

            if (!TryGetVersion(root, out var version))
            {
                refusal = Malformed("version is neither a number nor a number as text");
                return false;
            }

            // Before anything else of the format is taken for known.
            if (version != KnownVersion)
            {
                var detail = string.Create(CultureInfo.InvariantCulture, $"the version is {version}; only {KnownVersion} is known");
                refusal = new TrustListRefusal(TrustListFailure.UnknownVersion, detail);
                return false;
            }

            return TryReadRest(root, out document, out refusal);
        }
    }

    private static bool TryReadRest(JsonElement root, out TrustListDocument? document, [NotNullWhen(false)] out TrustListRefusal? refusal)
    {
        document = null;
        refusal = null;
        if (!TryGetInteger(root, "sequence"u8, out var sequence)) refusal = Malformed("sequence is no 64-bit integer");
        else if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) refusal = Malformed("exp is no NumericDate");
        else if (!root.TryGetProperty("trustList"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            refusal = Malformed("trustList is no array");
        else if (list.GetArrayLength() > Limits.TrustListEntries)
            refusal = Malformed($"trustList has more than {Limits.TrustListEntries} entries");
        else if (list.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.String))
            refusal = Malformed("an entry of trustList is no string");
        else if (root.TryGetProperty("extensions"u8, out var extensions) && extensions.ValueKind != JsonValueKind.String)
            refusal = Malformed("extensions is no string");
        else document = new TrustListDocument(
            KnownVersion, sequence, expiresAt, [.. list.EnumerateArray().Select(entry => entry.GetString()!)])
        {
            Extensions = root.TryGetString("extensions"u8, out var text) ? text : null,
        };
        return refusal is null;
    }

    // 1 by the standard's text, 1.0 in France, "1" for a client that knows only text: one version, however it is written.
    private static bool TryGetVersion(JsonElement root, out decimal version)
    {
        version = 0;
        if (!root.TryGetProperty("version"u8, out var member)) return false;
        return member.ValueKind switch
        {
            JsonValueKind.Number => member.TryGetDecimal(out version),
            JsonValueKind.String => member.GetString() is { Length: <= MaxVersionLetters } text
                && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out version),
            _ => false,
        };
    }

    private static bool TryGetInteger(JsonElement root, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        return root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out value);
    }

    private static TrustListRefusal Malformed(string detail) => new(TrustListFailure.Malformed, detail);
}
