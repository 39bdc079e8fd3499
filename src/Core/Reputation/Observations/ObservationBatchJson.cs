using System.Buffers;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Reputation.Observations;

/// <summary>Writes batches in the form that <see cref="ObservationBatch.Read"/> takes.</summary>
public static class ObservationBatchJson
{
    /// <param name="id">See <see cref="ObservationBatch.IsId"/>.</param>
    public static byte[] Write(string id, IEnumerable<Observation> observations)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("batch"u8, id);
            writer.WriteStartArray("observations"u8);
            foreach (var observation in observations) Write(writer, observation);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Observation observation)
    {
        writer.WriteStartObject();
        writer.WriteString("at"u8, observation.At.UtcDateTime);
        writer.WriteString("verdict"u8, observation.Verdict.Text());
        writer.WriteString("outcome"u8, KebabCase.Of(observation.Outcome));
        WriteOptional(writer, "attest", observation.Attest?.ToString());
        WriteOptional(writer, "country", observation.Country?.Value);
        WriteOptional(writer, "signer", observation.Signer?.ToString());
        WriteOptional(writer, "origid", observation.OrigId);
        WriteOptional(writer, "calling", observation.Calling?.Value);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }
}
