using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Trust;

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
        if (!DocumentHead.Read(root, ForeignClaims, KnownVersion).TryGet(out var head, out var fault)) return Of(fault);
        if (!root.TryGetProperty("cpsMapping"u8, out var mapping) || mapping.ValueKind != JsonValueKind.Object)
            return Malformed("cpsMapping is no object");
        if (ReadUrls(mapping, out var urls) is { } refusal) return refusal;
        document = new CpsMappingDocument(head.Sequence, head.ExpiresAt, urls);
        return null;
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

    private static CpsMappingRefusal Of(DocumentHeadFault fault) => new(
        fault.Failure switch
        {
            DocumentHeadFailure.AnotherKind => CpsMappingFailure.AnotherKind,
            DocumentHeadFailure.UnknownVersion => CpsMappingFailure.UnknownVersion,
            DocumentHeadFailure.Malformed => CpsMappingFailure.Malformed,
        },
        fault.Detail);

    private static CpsMappingRefusal Malformed(string detail) => new(CpsMappingFailure.Malformed, detail);
}
