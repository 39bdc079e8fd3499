using System.Buffers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Trust.Registry;

/// <summary>Makes registry lists, entries in the order of their countries.</summary>
public static class RegistryListSigner
{
    /// <summary>Signs a list.</summary>
    /// <param name="sequence">One more than that of the list before.</param>
    /// <param name="key">The key of the registry's signer of lists.</param>
    /// <param name="x5u">Where that signer's certificate is.</param>
    /// <returns>The JWT in compact form.</returns>
    public static ValueTask<string> SignAsync(
        IReadOnlyList<RegistryEntry> entries, long sequence, DateTimeOffset expiresAt, ISigningKey key, string x5u,
        CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Encoding.UTF8.GetBytes("""{"alg":"ES256","typ":"JWT","x5u":""", header);
        CanonicalJson.WriteString(header, x5u);
        Encoding.UTF8.GetBytes("}", header);

        var payload = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(payload))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", RegistryListDocument.KnownVersion);
            writer.WriteNumber("sequence", sequence);
            writer.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            writer.WriteStartArray("registry");
            foreach (var entry in entries.OrderBy(entry => entry.Country.Value, StringComparer.Ordinal))
                RegistryEntryJson.Write(writer, entry);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }
}
