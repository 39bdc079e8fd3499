using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Countries;

namespace Shaken.Core.Trust.Registry;

/// <summary>The payload of a registry list. Parsed but not verified.</summary>
/// <param name="Sequence">A 64-bit number, one more with each issue.</param>
/// <param name="ExpiresAt">exp.</param>
/// <param name="Entries">One of each country, in the order of the list.</param>
/// <param name="Skipped">Entries that were left out, and why: one that breaks a rule must not keep the others from their readers.</param>
public sealed record RegistryListDocument(
    long Sequence, DateTimeOffset ExpiresAt, IReadOnlyList<RegistryEntry> Entries, IReadOnlyList<string> Skipped)
{
    /// <summary>The version that is known.</summary>
    public const long KnownVersion = 1;

    /// <summary>Entries of one list: every code of ISO 3166-1, assigned or left to users, has one at most.</summary>
    public const int MaxEntries = 512;

    // What other documents of administrators carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["atc", "trustList", "cpsMapping", "countries", "certList", "sub"];

    /// <summary>Whether both have the same entries, in whatever order.</summary>
    public bool HasContentOf(RegistryListDocument other) => Texts(this).SetEquals(Texts(other)) && Skipped.Count == other.Skipped.Count;

    public static bool TryRead(
        ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out RegistryListDocument? document,
        [NotNullWhen(false)] out DocumentRefusal? refusal)
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

    private static DocumentRefusal? Read(JsonElement root, out RegistryListDocument? document)
    {
        document = null;
        if (!DocumentHead.Read(root, ForeignClaims, $"{KnownVersion}").TryGet(out var head, out var fault))
            return DocumentRefusal.Of(fault);
        if (!root.TryGetProperty("registry"u8, out var listed) || listed.ValueKind != JsonValueKind.Array)
            return Malformed("registry is no array");
        if (listed.GetArrayLength() > MaxEntries) return Malformed($"registry has more than {MaxEntries} entries");
        var entries = new List<RegistryEntry>(listed.GetArrayLength());
        var skipped = new List<string>();
        var seen = new HashSet<CountryCode>();
        foreach (var item in listed.EnumerateArray())
        {
            var index = entries.Count + skipped.Count;
            if (!RegistryEntryJson.TryRead(item, out var entry, out var failure))
                skipped.Add(string.Create(CultureInfo.InvariantCulture, $"entry {index}: {failure}"));
            else if (seen.Add(entry.Country)) entries.Add(entry);
            else return new DocumentRefusal(DocumentFailure.Contradictory, $"{entry.Country} has two entries");
        }

        document = new RegistryListDocument(head.Sequence, head.ExpiresAt, entries, skipped);
        return null;
    }

    private static HashSet<string> Texts(RegistryListDocument document) =>
        document.Entries.Select(RegistryEntryJson.TextOf).ToHashSet(StringComparer.Ordinal);

    private static DocumentRefusal Malformed(string detail) => new(DocumentFailure.Malformed, detail);
}
