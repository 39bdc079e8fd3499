using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>
/// The payload of a cpsMapping (out-of-band SHAKEN, "Format of OCN and CPS URL List"). Parsed but not verified.
/// </summary>
/// <param name="Sequence">A 64-bit number.</param>
/// <param name="ExpiresAt">exp.</param>
/// <param name="Urls">The URL that a PASSporT for a code's provider is posted to, exactly as written.</param>
public sealed record CpsMappingDocument(
    long Sequence, DateTimeOffset ExpiresAt, IReadOnlyDictionary<ServiceProviderCode, string> Urls)
{
    /// <summary>The version that is known; the draft writes it as text.</summary>
    public const string KnownVersion = "1.0";

    private const int MaxVersionLetters = 16;

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["atc", "trustList", "registry", "countries", "sub"];

    /// <summary>Whether both map the same codes to the same URLs.</summary>
    public bool HasContentOf(CpsMappingDocument other) =>
        Urls.Count == other.Urls.Count && Urls.All(pair => other.Urls.TryGetValue(pair.Key, out var url) && url == pair.Value);

    public static bool TryRead(
        ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out CpsMappingDocument? document,
        [NotNullWhen(false)] out CpsMappingRefusal? refusal)
    {
        document = null;
        if (!StrictJson.TryParseObject(payload, Limits.TrustListOctets, out var json, out var failure))
        {
            refusal = Malformed(failure);
            return false;
        }

        using (json)
        {
            refusal = Read(json.RootElement, out document);
            return refusal is null && document is not null;
        }
    }

    private static CpsMappingRefusal? Read(JsonElement root, out CpsMappingDocument? document)
    {
        document = null;
        if (Array.Find(ForeignClaims, claim => root.TryGetProperty(claim, out _)) is { } foreign)
            return new CpsMappingRefusal(CpsMappingFailure.AnotherKind, $"the document holds {foreign}: it is of another kind");
        if (!TryGetVersion(root, out var version)) return Malformed("version is neither a number nor a number as text");
        if (version != 1)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"the version is {version}; only {KnownVersion} is known");
            return new CpsMappingRefusal(CpsMappingFailure.UnknownVersion, detail);
        }

        if (!root.TryGetProperty("sequence"u8, out var member) || member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt64(out var sequence))
            return Malformed("sequence is no 64-bit integer");
        if (!root.TryGetNumericDate("exp"u8, out var expiresAt)) return Malformed("exp is no NumericDate");
        if (!root.TryGetProperty("cpsMapping"u8, out var mapping) || mapping.ValueKind != JsonValueKind.Object)
            return Malformed("cpsMapping is no object");
        if (ReadUrls(mapping, out var urls) is { } refusal) return refusal;
        document = new CpsMappingDocument(sequence, expiresAt, urls);
        return null;
    }

    // The draft writes "1.0"; an administrator that writes its lists with a number writes this one so too.
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

    private static CpsMappingRefusal? ReadUrls(JsonElement mapping, out Dictionary<ServiceProviderCode, string> urls)
    {
        urls = [];
        if (mapping.GetPropertyCount() > Limits.CpsMappingEntries)
            return Malformed($"cpsMapping has more than {Limits.CpsMappingEntries} entries");
        foreach (var entry in mapping.EnumerateObject())
        {
            if (!ServiceProviderCode.TryParse(entry.Name, out var code)) return Malformed("a name in cpsMapping is no OCN");
            if (entry.Value.ValueKind != JsonValueKind.String || entry.Value.GetString() is not { Length: > 0 and <= Limits.UriLength } url
                || !url.StartsWith("https://", StringComparison.Ordinal))
                return Malformed($"the CPS URL of {code} is no https URL of at most {Limits.UriLength} characters");
            urls[code] = url;
        }

        return null;
    }

    private static CpsMappingRefusal Malformed(string detail) => new(CpsMappingFailure.Malformed, detail);
}
