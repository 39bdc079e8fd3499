using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Countries;

/// <summary>The payload of a country policy. Parsed but not verified.</summary>
/// <param name="Sequence">A 64-bit number, one more with each issue.</param>
/// <param name="ExpiresAt">exp.</param>
/// <param name="Countries">What it says of each country that it names.</param>
public sealed record CountryPolicyDocument(
    long Sequence, DateTimeOffset ExpiresAt, IReadOnlyDictionary<CountryCode, CountryTerms> Countries)
{
    /// <summary>The version that is known.</summary>
    public const long KnownVersion = 1;

    // What other documents of a policy administrator carry: one must never pass for another.
    private static readonly string[] ForeignClaims = ["atc", "trustList", "cpsMapping", "registry", "sub"];

    /// <summary>Whether both say the same of the same countries.</summary>
    public bool HasContentOf(CountryPolicyDocument other) =>
        Countries.Count == other.Countries.Count
        && Countries.All(pair => other.Countries.TryGetValue(pair.Key, out var terms) && CountryTermsJson.AreSame(pair.Value, terms));

    public static bool TryRead(
        ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out CountryPolicyDocument? document,
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

    private static DocumentRefusal? Read(JsonElement root, out CountryPolicyDocument? document)
    {
        document = null;
        if (!DocumentHead.Read(root, ForeignClaims, $"{KnownVersion}").TryGet(out var head, out var fault))
            return DocumentRefusal.Of(fault);
        if (!root.TryGetProperty("countries"u8, out var listed) || listed.ValueKind != JsonValueKind.Object)
            return Malformed("countries is no object");
        if (ReadCountries(listed, out var countries) is { } refusal) return refusal;
        document = new CountryPolicyDocument(head.Sequence, head.ExpiresAt, countries);
        return null;
    }

    // The names are ISO codes, so there are at most as many members as countries.
    private static DocumentRefusal? ReadCountries(JsonElement listed, out Dictionary<CountryCode, CountryTerms> countries)
    {
        countries = [];
        foreach (var entry in listed.EnumerateObject())
        {
            if (!CountryCode.TryParse(entry.Name, out var country))
                return Malformed($"\"{PlainText.Show(Shortened(entry.Name))}\" is no ISO 3166-1 alpha-2 code");
            if (!CountryTermsJson.TryRead(entry.Value, out var terms, out var failure)) return Malformed($"{country}: {failure}");
            countries[country] = terms;
        }

        return FindContradiction(countries) is { } contradiction
            ? new DocumentRefusal(DocumentFailure.Contradictory, contradiction)
            : null;
    }

    private static string? FindContradiction(Dictionary<CountryCode, CountryTerms> countries)
    {
        if (countries.Values.Count(terms => terms.Trust.Mechanism == TrustMechanism.Own) > 1) return "more than one country is the own one";
        var named = new Dictionary<string, CountryCode>(StringComparer.Ordinal);
        foreach (var (country, terms) in countries)
        {
            foreach (var root in terms.Roots)
            {
                if (!named.TryAdd(root, country) && named[root] != country)
                    return $"the root {root} is named for {named[root]} and {country}";
            }
        }

        return null;
    }

    private static string Shortened(string name) => name.Length <= 8 ? name : name[..8];

    private static DocumentRefusal Malformed(string detail) => new(DocumentFailure.Malformed, detail);
}
