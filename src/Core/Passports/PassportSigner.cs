using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Core.Passports;

/// <summary>Makes PASSporTs in the canonical serialization of RFC 8225 section 9.</summary>
public sealed class PassportSigner
{
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

    /// <summary>Signs the claims: the shaken form where they hold attest and origid, else the base form.</summary>
    /// <returns>The full form, <c>header.payload.signature</c>.</returns>
    public ValueTask<string> SignAsync(PassportClaims claims, CancellationToken cancellationToken) =>
        JwsSigner.SignAsync(claims.Shaken is null ? _baseHeader : _shakenHeader, Payload(claims), _key, cancellationToken);

    /// <summary>Signs the claims and wraps the token as the value of an Identity header (RFC 8224 section 4).</summary>
    public async ValueTask<string> SignIdentityAsync(PassportClaims claims, CancellationToken cancellationToken)
    {
        var token = await SignAsync(claims, cancellationToken);
        var ppt = claims.Shaken is null ? "" : ";ppt=\"shaken\"";
        return $"{token};info=<{X5u}>;alg=ES256{ppt}";
    }

    private static byte[] Header(string x5u, string? ppt)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(output, """{"alg":"ES256",""");
        if (ppt is not null) Write(output, $"\"ppt\":\"{ppt}\",");
        Write(output, "\"typ\":\"passport\",\"x5u\":");
        CanonicalJson.WriteString(output, x5u);
        Write(output, "}");
        return output.WrittenSpan.ToArray();
    }

    // Members in the order of their code points: attest, dest, iat, orig, origid; within dest tn before uri.
    private static ReadOnlyMemory<byte> Payload(PassportClaims claims)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(output, claims.Shaken is { } shaken ? $$"""{"attest":"{{Letter(shaken.Attest)}}","dest":{""" : """{"dest":{""");
        var numbers = claims.Dest.OfType<NumberParty>().Select(party => party.Number.Value).ToArray();
        var uris = claims.Dest.OfType<UriParty>().Select(party => party.Uri).ToArray();
        if (numbers.Length > 0) WriteList(output, "\"tn\":[", numbers);
        if (numbers.Length > 0 && uris.Length > 0) Write(output, ",");
        if (uris.Length > 0) WriteList(output, "\"uri\":[", uris);
        Write(output, string.Create(CultureInfo.InvariantCulture, $$"""},"iat":{{claims.IssuedAt.ToUnixTimeSeconds()}},"orig":{"""));
        WriteParty(output, claims.Orig);
        Write(output, "}");
        if (claims.Shaken is not null)
        {
            Write(output, ",\"origid\":");
            CanonicalJson.WriteString(output, claims.Shaken.OrigId);
        }

        Write(output, "}");
        return output.WrittenMemory;
    }

    private static void WriteList(ArrayBufferWriter<byte> output, string opening, string[] texts)
    {
        Array.Sort(texts, StringComparer.Ordinal);
        Write(output, opening);
        for (var index = 0; index < texts.Length; index++)
        {
            if (index > 0) Write(output, ",");
            CanonicalJson.WriteString(output, texts[index]);
        }

        Write(output, "]");
    }

    private static void WriteParty(ArrayBufferWriter<byte> output, PassportParty party)
    {
        var (name, text) = party switch
        {
            NumberParty number => ("\"tn\":", number.Number.Value),
            UriParty uri => ("\"uri\":", uri.Uri),
            _ => throw new InvalidOperationException("A party is a number or a URI."),
        };
        Write(output, name);
        CanonicalJson.WriteString(output, text);
    }

    private static char Letter(Attestation attestation) => attestation switch
    {
        Attestation.A => 'A',
        Attestation.B => 'B',
        Attestation.C => 'C',
    };

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
