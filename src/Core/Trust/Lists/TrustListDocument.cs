using System.Diagnostics.CodeAnalysis;
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
            if (!DocumentHead.Read(json.RootElement, ForeignClaims, $"{KnownVersion}").TryGet(out var head, out var fault))
            {
                refusal = Of(fault);
                return false;
            }

            return TryReadRest(json.RootElement, head, out document, out refusal);
        }
    }

    private static bool TryReadRest(
        JsonElement root, DocumentHead head, out TrustListDocument? document, [NotNullWhen(false)] out TrustListRefusal? refusal)
    {
        document = null;
        refusal = null;
        if (!root.TryGetProperty("trustList"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            refusal = Malformed("trustList is no array");
        else if (list.GetArrayLength() > Limits.TrustListEntries)
            refusal = Malformed($"trustList has more than {Limits.TrustListEntries} entries");
        else if (list.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.String))
            refusal = Malformed("an entry of trustList is no string");
        else if (root.TryGetProperty("extensions"u8, out var extensions) && extensions.ValueKind != JsonValueKind.String)
            refusal = Malformed("extensions is no string");
        else document = new TrustListDocument(
            KnownVersion, head.Sequence, head.ExpiresAt, [.. list.EnumerateArray().Select(entry => entry.GetString()!)])
        {
            Extensions = root.TryGetString("extensions"u8, out var text) ? text : null,
        };
        return refusal is null;
    }

    private static TrustListRefusal Of(DocumentHeadFault fault) => new(
        fault.Failure switch
        {
            DocumentHeadFailure.AnotherKind => TrustListFailure.AnotherKind,
            DocumentHeadFailure.UnknownVersion => TrustListFailure.UnknownVersion,
            DocumentHeadFailure.Malformed => TrustListFailure.Malformed,
        },
        fault.Detail);

    private static TrustListRefusal Malformed(string detail) => new(TrustListFailure.Malformed, detail);
}
