using System.Buffers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Passports;

/// <summary>
/// Makes PASSporTs in the canonical serialization of RFC 8225 section 9, each of the type that its claims make.
/// </summary>
public sealed class PassportSigner
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly ISigningKey _key;
    private readonly byte[] _shakenHeader;
    private readonly byte[]?[] _otherHeaders = new byte[Enum.GetValues<PassportType>().Length][];

    /// <param name="key">The key of the STI certificate.</param>
    /// <param name="x5u">The URL at which the STI-CR publishes that certificate.</param>
    public PassportSigner(ISigningKey key, string x5u)
    {
        _key = key;
        X5u = x5u;
        _shakenHeader = Header(x5u, "shaken");
    }

    public string X5u { get; }

    /// <summary>
    /// Writes the ppt in quotes, as <c>ppt="shaken"</c>, for readers that expect quotes. RFC 8224 section 4 and most implementations write
    /// the token without them.
    /// </summary>
    public bool QuotesPpt { get; init; }

    /// <summary>Signs the claims: the type that they make. A div-o or rsp PASSporT, and sph, are read and never made.</summary>
    /// <returns>The full form, <c>header.payload.signature</c>.</returns>
    /// <exception cref="ArgumentException">The claims are of a type that is never made.</exception>
    public ValueTask<string> SignAsync(PassportClaims claims, CancellationToken cancellationToken)
    {
        // Filled and read before anything is awaited, so one per thread serves.
        var payload = _scratch ??= new ArrayBufferWriter<byte>(512);
        payload.ResetWrittenCount();
        PassportWriter.Write(payload, claims);
        return JwsSigner.SignAsync(HeaderOf(claims.Type), payload.WrittenSpan, _key, cancellationToken);
    }

    /// <summary>Signs the claims and wraps the token as the value of an Identity header (RFC 8224 section 4).</summary>
    /// <exception cref="ArgumentException">The claims are of a type that is never made.</exception>
    public async ValueTask<string> SignIdentityAsync(PassportClaims claims, CancellationToken cancellationToken)
    {
        var token = await SignAsync(claims, cancellationToken);
        var ppt = claims.Type.Ppt() is not { } type ? "" : QuotesPpt ? $";ppt=\"{type}\"" : $";ppt={type}";
        return $"{token};info=<{X5u}>;alg=ES256{ppt}";
    }

    // Two threads may make the same header twice; either serves.
    private byte[] HeaderOf(PassportType type) =>
        type == PassportType.Shaken ? _shakenHeader : _otherHeaders[(int)type] ??= Header(X5u, type.Ppt());

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
}
