using System.Buffers;
using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.Tokens.Bypass;

/// <summary>Signs bypass tokens.</summary>
/// <param name="key">The key of the STI-PA's signer of bypass tokens, which signs no other kind of document.</param>
/// <param name="x5u">Where that signer's certificate is.</param>
public sealed class BypassTokenSigner(ISigningKey key, string x5u)
{
    /// <returns>The JWT in compact form.</returns>
    public ValueTask<string> SignAsync(BypassTokenClaims claims, CancellationToken cancellationToken)
    {
        var header = new ArrayBufferWriter<byte>();
        Write(header, """{"alg":"ES256","typ":"JWT","x5u":""");
        CanonicalJson.WriteString(header, x5u);
        Write(header, "}");

        var payload = new ArrayBufferWriter<byte>();
        var (iat, exp) = (claims.IssuedAt.ToUnixTimeSeconds(), claims.ExpiresAt.ToUnixTimeSeconds());
        Write(payload, """{"iss":""");
        CanonicalJson.WriteString(payload, claims.Issuer);
        Write(payload, string.Create(
            CultureInfo.InvariantCulture,
            $$""","sub":"{{claims.Provider}}","iat":{{iat}},"exp":{{exp}},"jti":"{{claims.Id}}"}"""));
        return JwsSigner.SignAsync(header.WrittenSpan, payload.WrittenSpan, key, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
