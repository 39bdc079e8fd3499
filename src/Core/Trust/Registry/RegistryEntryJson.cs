using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Core.Trust.Registry;

/// <summary>
/// An entry of the registry as JSON: <c>{country, name, listUrl, paRoots, prefixes, unrestricted, state}</c>. The same form stands in the
/// signed list, in the requests of countries and in the store.
/// </summary>
public static class RegistryEntryJson
{
    private static readonly string[] Members = ["country", "name", "listUrl", "paRoots", "prefixes", "unrestricted", "state"];

    /// <summary>Reads an entry that keeps the rules of the registry.</summary>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryRead(
        JsonElement json, [NotNullWhen(true)] out RegistryEntry? entry, [NotNullWhen(false)] out string? failure)
    {
        entry = null;
        failure = FaultOf(json);
        if (failure is not null || !TryReadCountry(json, out var country, out failure)
            || !TryReadRoots(json, out var roots, out failure) || !TryReadPrefixes(json, out var prefixes, out failure)
            || !TryReadState(json, out var state, out failure))
            return false;
        var name = json.TryGetString("name"u8, out var given) ? given : "";
        var listUrl = json.TryGetString("listUrl"u8, out var url) ? url : null;

        // Said twice, so that an entry whose URL was forgotten is not taken for one without a limited list.
        var isUnrestricted = json.TryGetProperty("unrestricted"u8, out var member) && member.ValueKind == JsonValueKind.True;
        if (isUnrestricted != (listUrl is null))
        {
            failure = "either listUrl is given, or unrestricted is true";
            return false;
        }

        if (!RegistryEntry.TryCreate(country, name, listUrl, roots, prefixes, out var made, out failure)) return false;
        entry = made with { State = state };
        return true;
    }

    /// <summary>Writes an entry, members in the order of the format; those that say nothing are left out.</summary>
    public static void Write(Utf8JsonWriter writer, RegistryEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("country", entry.Country.Value);
        writer.WriteString("name", entry.Name);
        if (entry.ListUrl is { } url) writer.WriteString("listUrl", url);
        writer.WriteStartArray("paRoots");
        foreach (var root in entry.PaRoots) writer.WriteBase64StringValue(root.Certificate.Der.Span);
        writer.WriteEndArray();
        if (entry.Prefixes is { } prefixes)
        {
            writer.WriteStartArray("prefixes");
            foreach (var prefix in prefixes.All) writer.WriteStringValue(prefix);
            writer.WriteEndArray();
        }

        if (entry.IsUnrestricted) writer.WriteBoolean("unrestricted", true);
        if (entry.State != RegistryEntryState.Registered) writer.WriteString("state", KebabCase.Of(entry.State));
        writer.WriteEndObject();
    }

    /// <summary>The entry as one text, the same for the same entry.</summary>
    public static string TextOf(RegistryEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output)) Write(writer, entry);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // A misspelt member would leave something out.
    private static string? FaultOf(JsonElement json) =>
        json.ValueKind != JsonValueKind.Object ? "the entry is no object"
        : json.EnumerateObject().Any(member => !Members.Contains(member.Name, StringComparer.Ordinal))
            ? $"a member of the entry is none of {string.Join(", ", Members)}"
        : null;

    private static bool TryReadCountry(
        JsonElement json, [NotNullWhen(true)] out CountryCode? country, [NotNullWhen(false)] out string? failure)
    {
        failure = CountryCode.TryParse(json.TryGetString("country"u8, out var text) ? text : null, out country)
            ? null
            : "country must be an ISO 3166-1 alpha-2 code, or one that ISO leaves to its users (AA, QM to QZ, XA to XZ, ZZ)";
        return country is not null;
    }

    private static bool TryReadRoots(
        JsonElement json, out IReadOnlyList<TrustedRoot> roots, [NotNullWhen(false)] out string? failure)
    {
        var read = new List<TrustedRoot>();
        (roots, failure) = (read, null);
        if (!json.TryGetProperty("paRoots"u8, out _)) return true;
        if (!json.TryGetTexts("paRoots"u8, out var encoded, RegistryEntry.MaxRoots))
        {
            failure = $"paRoots must be an array of at most {RegistryEntry.MaxRoots} certificates, each base64 of DER";
            return false;
        }

        foreach (var text in encoded.Distinct(StringComparer.Ordinal))
        {
            var octets = new byte[Math.Min(text.Length, Limits.CertificateOctets)];
            if (!Convert.TryFromBase64String(text, octets, out var written))
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

    private static bool TryReadPrefixes(JsonElement json, out CallingPrefixes? prefixes, [NotNullWhen(false)] out string? failure)
    {
        (prefixes, failure) = (null, null);
        if (!json.TryGetProperty("prefixes"u8, out _)) return true;
        if (json.TryGetTexts("prefixes"u8, out var texts, CallingPrefixes.Most))
            return CallingPrefixes.TryParse(texts, out prefixes, out failure);
        failure = $"prefixes must be an array of at most {CallingPrefixes.Most} texts of digits";
        return false;
    }

    private static bool TryReadState(JsonElement json, out RegistryEntryState state, [NotNullWhen(false)] out string? failure)
    {
        (state, failure) = (RegistryEntryState.Registered, null);
        if (!json.TryGetProperty("state"u8, out _)) return true;
        if (KebabCase.TryParse(json.TryGetString("state"u8, out var text) ? text : null, out state)) return true;
        failure = $"state must be one of {KebabCase.NamesOf<RegistryEntryState>()}";
        return false;
    }
}
