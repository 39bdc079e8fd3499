using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// What a country policy says of one country, as JSON: <c>{mechanism, ceiling, excluded, roots, paRoots, crls, prefixes}</c>. The same form
/// stands in the signed document, in the requests of operators and in the store.
/// </summary>
public static class CountryTermsJson
{
    /// <summary>Roots of one country on the list.</summary>
    public const int MaxRoots = 256;

    /// <summary>Roots of one STI-PA.</summary>
    public const int MaxAdministratorRoots = 8;

    /// <summary>CRLs of one country.</summary>
    public const int MaxCrls = 8;

    private const int FingerprintDigits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly string[] Members = ["mechanism", "ceiling", "excluded", "roots", "paRoots", "crls", "prefixes"];

    /// <summary>Reads the terms of a country. Only <c>mechanism</c> must be there.</summary>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryRead(
        JsonElement json, [NotNullWhen(true)] out CountryTerms? terms, [NotNullWhen(false)] out string? failure)
    {
        terms = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            failure = "the terms are no object";
            return false;
        }

        // A misspelt member would leave a restriction out.
        foreach (var member in json.EnumerateObject())
        {
            if (Members.Contains(member.Name, StringComparer.Ordinal)) continue;
            failure = $"a member is none of {string.Join(", ", Members)}";
            return false;
        }

        if (!TryReadTrust(json, out var trust, out failure)
            || !TryReadTexts(json, "roots", MaxRoots, IsFingerprint, "SHA-256 in lower-case hexadecimal", out var roots, out failure)
            || !TryReadTexts(json, "paRoots", MaxAdministratorRoots, _ => true, "base64 of DER", out var encoded, out failure)
            || !TryReadAdministrators(encoded, out var administrators, out failure)
            || !TryReadTexts(json, "crls", MaxCrls, IsUrl, "an http or https URL", out var crls, out failure))
            return false;
        terms = new CountryTerms(trust, roots, administrators, crls);
        failure = null;
        return true;
    }

    /// <summary>Writes the terms, members in the order of the format; those that say nothing are left out.</summary>
    public static void Write(Utf8JsonWriter writer, CountryTerms terms)
    {
        writer.WriteStartObject();
        writer.WriteString("mechanism", KebabCase.Of(terms.Trust.Mechanism));
        writer.WriteString("ceiling", TextOf(terms.Trust.Ceiling));
        writer.WriteBoolean("excluded", terms.Trust.IsExcluded);
        WriteTexts(writer, "roots", terms.Roots);
        WriteTexts(writer, "paRoots", [.. terms.AdministratorRoots.Select(root => Convert.ToBase64String(root.Certificate.Der.Span))]);
        WriteTexts(writer, "crls", terms.CrlUrls);
        WriteTexts(writer, "prefixes", terms.Trust.Prefixes?.All ?? []);
        writer.WriteEndObject();
    }

    /// <summary>The terms as one text, the same for the same terms.</summary>
    public static string TextOf(CountryTerms terms)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output)) Write(writer, terms);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Whether two say the same.</summary>
    public static bool AreSame(CountryTerms one, CountryTerms other) => string.Equals(TextOf(one), TextOf(other), StringComparison.Ordinal);

    private static string TextOf(AttestationCeiling ceiling) => ceiling switch
    {
        AttestationCeiling.A => "A",
        AttestationCeiling.B => "B",
        AttestationCeiling.C => "C",
        AttestationCeiling.None => "none",
    };

    private static bool TryReadTrust(
        JsonElement json, [NotNullWhen(true)] out CountryTrust? trust, [NotNullWhen(false)] out string? failure)
    {
        trust = null;
        if (!json.TryGetString("mechanism"u8, out var name) || !KebabCase.TryParse(name, out TrustMechanism mechanism))
        {
            failure = "mechanism must be own, merge, registry or none";
            return false;
        }

        var ceiling = AttestationCeiling.A;
        if (json.TryGetProperty("ceiling"u8, out var given) && !TryReadCeiling(given, out ceiling))
        {
            failure = "ceiling must be A, B, C or none";
            return false;
        }

        if (json.TryGetProperty("excluded"u8, out var excluded) && excluded.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            failure = "excluded must be true or false";
            return false;
        }

        if (!TryReadTexts(json, "prefixes", CallingPrefixes.Most, _ => true, "digits", out var texts, out failure)) return false;
        CallingPrefixes? prefixes = null;
        if (texts.Count > 0 && !CallingPrefixes.TryParse(texts, out prefixes, out failure)) return false;
        trust = new CountryTrust(mechanism, ceiling, excluded.ValueKind == JsonValueKind.True) { Prefixes = prefixes };
        failure = null;
        return true;
    }

    private static bool TryReadCeiling(JsonElement given, out AttestationCeiling ceiling)
    {
        ceiling = AttestationCeiling.None;
        if (given.ValueKind != JsonValueKind.String) return false;
        foreach (var known in Enum.GetValues<AttestationCeiling>())
        {
            ceiling = known;
            if (given.ValueEquals(TextOf(known))) return true;
        }

        return false;
    }

    private static bool TryReadTexts(
        JsonElement json, string name, int most, Func<string, bool> isGood, string rule, out IReadOnlyList<string> texts,
        [NotNullWhen(false)] out string? failure)
    {
        texts = [];
        failure = null;
        if (!json.TryGetProperty(name, out var list)) return true;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most
            || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || !isGood(item.GetString()!)))
        {
            failure = $"{name} must be an array of at most {most} texts, each {rule}";
            return false;
        }

        texts = [.. list.EnumerateArray().Select(item => item.GetString()!).Distinct(StringComparer.Ordinal)];
        return true;
    }

    private static bool TryReadAdministrators(
        IReadOnlyList<string> encoded, out IReadOnlyList<TrustedRoot> administrators, [NotNullWhen(false)] out string? failure)
    {
        var read = new List<TrustedRoot>(encoded.Count);
        administrators = read;
        failure = null;
        foreach (var text in encoded)
        {
            var octets = new byte[text.Length];
            if (text.Length > Limits.CertificateOctets * 2 || !Convert.TryFromBase64String(text, octets, out var written))
            {
                failure = "an entry of paRoots is no base64 of a certificate";
                return false;
            }

            if (!StiCertificate.TryRead(octets.AsMemory(0, written), out var certificate, out failure)
                || !TrustedRoot.TryCreate(certificate, out var root, out failure))
                return false;
            read.Add(root);
        }

        return true;
    }

    private static bool IsFingerprint(string text) => text.Length == FingerprintDigits && !text.AsSpan().ContainsAnyExcept(HexDigits);

    private static bool IsUrl(string text) =>
        text.Length <= Limits.UriLength && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
