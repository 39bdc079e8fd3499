using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Reputation.Feedback;

/// <summary>What one country's policy administrator tells the registry of another country: its score, and no more.</summary>
/// <param name="Score">0 (wanted) to 100.</param>
/// <param name="Confidence">0 to 100.</param>
/// <param name="Reporters">How many reporters stand behind it.</param>
/// <param name="LastOn">The day of the latest observation.</param>
public sealed record CountryOpinion(CountryCode Country, int Score, int Confidence, int Reporters, DateOnly LastOn);

/// <summary>
/// The report of a policy administrator to the registry: <c>{countries: [{country, score, confidence, reporters, lastOn}]}</c>, each
/// country once.
/// </summary>
public static class OpinionReport
{
    /// <summary>Octets of a report.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>Countries of a report.</summary>
    public const int MaxCountries = 700;

    private const int Most = 100;
    private const int MostReporters = 100_000;
    private const string Day = "yyyy-MM-dd";

    public static byte[] Write(IEnumerable<CountryOpinion> opinions)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("countries"u8);
            foreach (var opinion in opinions)
            {
                writer.WriteStartObject();
                writer.WriteString("country"u8, opinion.Country.Value);
                writer.WriteNumber("score"u8, opinion.Score);
                writer.WriteNumber("confidence"u8, opinion.Confidence);
                writer.WriteNumber("reporters"u8, opinion.Reporters);
                writer.WriteString("lastOn"u8, opinion.LastOn.ToString(Day, CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a report.</summary>
    /// <returns>The opinions, or which rule was broken.</returns>
    public static Outcome<CountryOpinion[], string> Read(ReadOnlyMemory<byte> body)
    {
        if (!StrictJson.TryParseObject(body, MaxOctets, out var json, out var failure)) return failure;
        using (json)
        {
            if (!json.RootElement.TryGetProperty("countries"u8, out var list) || list.ValueKind != JsonValueKind.Array
                || list.GetArrayLength() > MaxCountries)
                return $"countries must be an array of at most {MaxCountries} objects";
            var opinions = new Dictionary<CountryCode, CountryOpinion>();
            foreach (var item in list.EnumerateArray())
            {
                if (ReadOne(item) is not { } opinion)
                    return "each of countries must have country, score and confidence from 0 to 100, reporters, and lastOn, a day";
                if (!opinions.TryAdd(opinion.Country, opinion)) return $"{opinion.Country} stands twice";
            }

            return opinions.Values.OrderBy(opinion => opinion.Country.Value, StringComparer.Ordinal).ToArray();
        }
    }

    private static CountryOpinion? ReadOne(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && CountryCode.TryParse(item.TryGetString("country"u8, out var code) ? code : null, out var country)
        && TryReadNumber(item, "score", Most, out var score) && TryReadNumber(item, "confidence", Most, out var confidence)
        && TryReadNumber(item, "reporters", MostReporters, out var reporters)
        && DateOnly.TryParseExact(
            item.TryGetString("lastOn"u8, out var day) ? day : null, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var lastOn)
            ? new CountryOpinion(country, score, confidence, reporters, lastOn)
            : null;

    private static bool TryReadNumber(JsonElement item, string name, int most, out int number)
    {
        number = 0;
        return item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out number)
            && number >= 0 && number <= most;
    }
}
