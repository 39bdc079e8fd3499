using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Countries;

/// <summary>
/// A <see cref="TrustProposal"/> as a file: <c>{"roots":[…],"countries":{…}}</c>, roots in base64 of DER, countries as in the country
/// policy. A trusted-CA list is read too, as a proposal of its roots alone; its signature is not looked at, since nothing is trusted by it.
/// </summary>
public static class TrustProposalFile
{
    private const string Roots = "roots";
    private const string Countries = "countries";

    public static byte[] Write(TrustProposal proposal)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteStartArray(Roots);
            foreach (var root in proposal.Roots) writer.WriteBase64StringValue(root.Certificate.Der.Span);
            writer.WriteEndArray();
            if (proposal.Countries is { } countries)
            {
                writer.WriteStartObject(Countries);
                foreach (var (country, terms) in countries.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(country.Value);
                    CountryTermsJson.Write(writer, terms);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a file of at most <see cref="Limits.TrustListOctets"/>.</summary>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out TrustProposal? proposal, [NotNullWhen(false)] out string? failure)
    {
        proposal = null;
        if (octets.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            if (!StrictJson.TryParseObject(octets, Limits.TrustListOctets, out var json, out failure)) return false;
            using (json)
            {
                if (json.RootElement.TryGetProperty(Roots, out _)) return TryRead(json.RootElement, out proposal, out failure);
            }
        }

        return TryReadList(octets, out proposal, out failure);
    }

    private static bool TryRead(
        JsonElement json, [NotNullWhen(true)] out TrustProposal? proposal, [NotNullWhen(false)] out string? failure)
    {
        proposal = null;
        if (!json.TryGetTexts("roots"u8, out var entries))
        {
            failure = "roots must be an array of certificates in base64 of DER, or PEM";
            return false;
        }

        IReadOnlyDictionary<CountryCode, CountryTerms>? countries = null;
        if (!TryReadRoots(entries, out var roots, out failure)
            || (json.TryGetProperty(Countries, out var member) && !TryReadCountries(member, out countries, out failure)))
            return false;
        proposal = new TrustProposal(roots, countries);
        return true;
    }

    private static bool TryReadList(
        ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out TrustProposal? proposal, [NotNullWhen(false)] out string? failure)
    {
        proposal = null;
        if (!TrustListAnswer.Read(octets).TryGet(out var compact, out var refusal))
        {
            failure = refusal.Detail;
            return false;
        }

        if (!Jws.TryParse(compact.Trim(), Limits.TrustListOctets, out var jws, out failure)) return false;
        if (!TrustListDocument.TryRead(jws.DecodePayload(), out var document, out refusal))
        {
            failure = refusal.Detail;
            return false;
        }

        if (!TryReadRoots(document.Entries, out var roots, out failure)) return false;
        proposal = new TrustProposal(roots, Countries: null);
        return true;
    }

    private static bool TryReadRoots(
        IReadOnlyList<string> entries, out IReadOnlyList<TrustedRoot> roots, [NotNullWhen(false)] out string? failure)
    {
        var read = new List<TrustedRoot>(Math.Min(entries.Count, Limits.TrustListEntries));
        roots = read;
        failure = entries.Count > Limits.TrustListEntries ? $"roots must be at most {Limits.TrustListEntries}" : null;
        for (var index = 0; failure is null && index < entries.Count; index++)
        {
            if (TrustListReader.TryReadRoot(entries[index], out var root, out var fault)) read.Add(root);
            else failure = $"root {index}: {fault}";
        }

        return failure is null;
    }

    private static bool TryReadCountries(
        JsonElement json, out IReadOnlyDictionary<CountryCode, CountryTerms>? countries, [NotNullWhen(false)] out string? failure)
    {
        countries = null;
        failure = json.ValueKind == JsonValueKind.Object ? null : "countries must be an object";
        if (failure is not null) return false;
        var read = new Dictionary<CountryCode, CountryTerms>();
        foreach (var entry in json.EnumerateObject())
        {
            if (!CountryCode.TryParse(entry.Name, out var country)) failure = "a member of countries is no ISO 3166-1 alpha-2 code";
            else if (CountryTermsJson.TryRead(entry.Value, out var terms, out var fault)) read[country] = terms;
            else failure = $"{country}: {fault}";
            if (failure is not null) return false;
        }

        countries = read;
        return true;
    }
}
