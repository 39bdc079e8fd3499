using System.Buffers;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Passports;

/// <summary>The payload of a PASSporT in the canonical serialization of RFC 8225 section 9.</summary>
internal static class PassportWriter
{
    /// <summary>
    /// Writes the payload: members in the order of their code points (attest, dest, iat, orig, origid, and between them those of an
    /// extension), within dest tn before uri.
    /// </summary>
    public static void Write(ArrayBufferWriter<byte> output, PassportClaims claims)
    {
        var more = claims is ExtendedClaims extended ? ExtensionMembers.Of(extended) : null;
        output.Write("{"u8);
        if (claims.Shaken is { } shaken)
        {
            output.Write("\"attest\":\""u8);
            output.Write(Letter(shaken.Attest));
            output.Write("\","u8);
        }

        more?.WriteBeforeDest(output);
        output.Write("\"dest\":{"u8);
        WriteDest(output, claims.Dest);
        output.Write("},"u8);
        more?.WriteBeforeIat(output);
        output.Write("\"iat\":"u8);
        claims.IssuedAt.ToUnixTimeSeconds().TryFormat(output.GetSpan(20), out var digits, default, CultureInfo.InvariantCulture);
        output.Advance(digits);
        output.Write(","u8);
        more?.WriteBeforeOrig(output);
        output.Write("\"orig\":{"u8);
        WriteParty(output, claims.Orig);
        output.Write("}"u8);
        if (claims.Shaken is not null)
        {
            output.Write(",\"origid\":"u8);
            CanonicalJson.WriteString(output, claims.Shaken.OrigId);
        }

        more?.WriteLast(output);
        output.Write("}"u8);
    }

    private static void WriteDest(ArrayBufferWriter<byte> output, IReadOnlyList<PassportParty> dest)
    {
        // A call has one called number; several, and URIs, are sorted.
        if (dest is [NumberParty only])
        {
            WriteList(output, "\"tn\":["u8, [only.Number.Value]);
            return;
        }

        var numbers = dest.OfType<NumberParty>().Select(party => party.Number.Value).Order(StringComparer.Ordinal).ToArray();
        var uris = dest.OfType<UriParty>().Select(party => party.Uri).Order(StringComparer.Ordinal).ToArray();
        if (numbers.Length > 0) WriteList(output, "\"tn\":["u8, numbers);
        if (numbers.Length > 0 && uris.Length > 0) output.Write(","u8);
        if (uris.Length > 0) WriteList(output, "\"uri\":["u8, uris);
    }

    private static void WriteList(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> opening, ReadOnlySpan<string> texts)
    {
        output.Write(opening);
        for (var index = 0; index < texts.Length; index++)
        {
            if (index > 0) output.Write(","u8);
            CanonicalJson.WriteString(output, texts[index]);
        }

        output.Write("]"u8);
    }

    /// <summary>The member tn or uri.</summary>
    internal static void WriteParty(ArrayBufferWriter<byte> output, PassportParty party)
    {
        switch (party)
        {
            case NumberParty number:
                output.Write("\"tn\":"u8);
                CanonicalJson.WriteString(output, number.Number.Value);
                break;
            case UriParty uri:
                output.Write("\"uri\":"u8);
                CanonicalJson.WriteString(output, uri.Uri);
                break;
            default:
                throw new InvalidOperationException("A party is a number or a URI.");
        }
    }

    private static ReadOnlySpan<byte> Letter(Attestation attestation) => attestation switch
    {
        Attestation.A => "A"u8,
        Attestation.B => "B"u8,
        Attestation.C => "C"u8,
    };
}
