using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Signing;

/// <summary>Makes compact JWS with ES256.</summary>
public static class JwsSigner
{
    /// <summary>
    /// Signs a header and a payload, both UTF-8 JSON that the caller has serialized as the document's standard wants it.
    /// </summary>
    /// <returns><c>header.payload.signature</c>.</returns>
    public static async ValueTask<string> SignAsync(
        ReadOnlyMemory<byte> headerJson,
        ReadOnlyMemory<byte> payloadJson,
        ISigningKey key,
        CancellationToken cancellationToken)
    {
        var signingInput = $"{StrictBase64Url.Encode(headerJson.Span)}.{StrictBase64Url.Encode(payloadJson.Span)}";
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes(signingInput));
        var signature = await key.SignAsync(digest, cancellationToken);
        return $"{signingInput}.{StrictBase64Url.Encode(signature.Concatenated)}";
    }
}
