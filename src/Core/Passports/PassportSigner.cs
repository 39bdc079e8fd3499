using System.Buffers;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Passports;

/// <summary>Makes PASSporTs in the canonical serialization of RFC 8225 section 9.</summary>
public sealed class PassportSigner
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly ISigningKey _key;
    private readonly byte[] _shakenHeader;
    private readonly byte[] _baseHeader;

    /// <param name="key">The key of the STI certificate.</param>
    /// <param name="x5u">The URL at which the STI-CR publishes that certificate.</param>
    public PassportSigner(ISigningKey key, string x5u)
    {
        _key = key;
        X5u = x5u;
        _shakenHeader = Header(x5u, "shaken");
        _baseHeader = Header(x5u, null);
    }

    public string X5u { get; }

    /// <summary>
    /// Writes <c>ppt="shaken"</c> for readers that expect quotes. RFC 8224 section 4 and most implementations write the token without them.
    /// </summary>
    public bool QuotesPpt { get; init; }

    /// <summary>Signs the claims: the shaken form where they hold attest and origid, else the base form.</summary>
    /// <returns>The full form, <c>header.payload.signature</c>.</returns>
    public ValueTask<string> SignAsync(PassportClaims claims, CancellationToken cancellationToken)
    {
        // Filled and read before anything is awaited, so one per thread serves.
        var payload = _scratch ??= new ArrayBufferWriter<byte>(512);
        payload.ResetWrittenCount();
        WritePayload(payload, claims);
        return JwsSigner.SignAsync(claims.Shaken is null ? _baseHeader : _shakenHeader, payload.WrittenSpan, _key, cancellationToken);
    }

    /// <summary>Signs the claims and wraps the token as the value of an Identity header (RFC 8224 section 4).</summary>
    public async ValueTask<string> SignIdentityAsync(PassportClaims claims, CancellationToken cancellationToken)
    {
        var token = await SignAsync(claims, cancellationToken);
        var ppt = claims.Shaken is null ? "" : QuotesPpt ? ";ppt=\"shaken\"" : ";ppt=shaken";
        return $"{token};info=<{X5u}>;alg=ES256{ppt}";
    }

    private static byte[] Header(string x5u, string? ppt)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{\"alg\":\"ES256\","u8);
        if (ppt is not null)
        {
            output.Write("\"ppt\":"u8);
            CanonicalJson.WriteString(output, ppt);
            output.Write(","u8);
        }

        output.Write("\"typ\":\"passport\",\"x5u\":"u8);
        CanonicalJson.WriteString(output, x5u);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    // Members in the order of their code points: attest, dest, iat, orig, origid; within dest tn before uri.
    private static void WritePayload(ArrayBufferWriter<byte> output, PassportClaims claims)
    {
        output.Write("{"u8);
        if (claims.Shaken is { } shaken)
        {
            output.Write("\"attest\":\""u8);
            output.Write(Letter(shaken.Attest));
            output.Write("\","u8);
        }

        output.Write("\"dest\":{"u8);
        WriteDest(output, claims.Dest);
        output.Write("},\"iat\":"u8);
        claims.IssuedAt.ToUnixTimeSeconds().TryFormat(output.GetSpan(20), out var digits, default, CultureInfo.InvariantCulture);
        output.Advance(digits);
        output.Write(",\"orig\":{"u8);
        WriteParty(output, claims.Orig);
        output.Write("}"u8);
        if (claims.Shaken is not null)
        {
            output.Write(",\"origid\":"u8);
            CanonicalJson.WriteString(output, claims.Shaken.OrigId);
        }

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

    private static void WriteParty(ArrayBufferWriter<byte> output, PassportParty party)
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
