using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Trust.Lists;

/// <summary>
/// A signed list of an administrator as it lies in storage: with the signer's certificates and the moment it was taken, so that a restart
/// can verify it again although the STI-PA does not answer, and knows its sequence although it has expired.
/// </summary>
/// <param name="Compact">The JWT.</param>
/// <param name="SignerCertificates">What stood at x5u.</param>
/// <param name="TakenAt">When it was verified.</param>
public sealed record KeptList(string Compact, IReadOnlyList<StiCertificate> SignerCertificates, DateTimeOffset TakenAt)
{
    /// <summary>
    /// After a restart of the sequence: signers certified before that moment sign no list any more. Null: the sequence was never
    /// restarted.
    /// </summary>
    public DateTimeOffset? SignersFrom { get; init; }

    public byte[] Write()
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("list", Compact);
            writer.WriteString("takenAt", TakenAt.ToString("O", CultureInfo.InvariantCulture));
            if (SignersFrom is { } from) writer.WriteString("signersFrom", from.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteStartArray("certificates");
            foreach (var certificate in SignerCertificates) writer.WriteBase64StringValue(certificate.Der.Span);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.ToArray();
    }

    public static bool TryRead(ReadOnlyMemory<byte> octets, [NotNullWhen(true)] out KeptList? kept)
    {
        kept = null;
        if (!StrictJson.TryParseObject(octets, Limits.TrustListOctets * 2, out var document, out _)) return false;
        using (document)
        {
            var root = document.RootElement;
            if (!root.TryGetString("list"u8, out var list)
                || !root.TryGetProperty("takenAt"u8, out var takenAt) || takenAt.ValueKind != JsonValueKind.String
                || !takenAt.TryGetDateTimeOffset(out var moment)
                || !root.TryGetProperty("certificates"u8, out var certificates)
                || certificates.ValueKind != JsonValueKind.Array) return false;
            var read = new List<StiCertificate>();
            foreach (var item in certificates.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String || !item.TryGetBytesFromBase64(out var der)
                    || !StiCertificate.TryRead(der, out var certificate, out _))
                    return false;
                read.Add(certificate);
            }

            if (!TryReadSignersFrom(root, out var signersFrom)) return false;
            kept = new KeptList(list, read, moment) { SignersFrom = signersFrom };
            return true;
        }
    }

    private static bool TryReadSignersFrom(JsonElement root, out DateTimeOffset? signersFrom)
    {
        signersFrom = null;
        if (!root.TryGetProperty("signersFrom"u8, out var member)) return true;
        if (member.ValueKind != JsonValueKind.String || !member.TryGetDateTimeOffset(out var moment)) return false;
        signersFrom = moment;
        return true;
    }
}
