using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shaken.Core.Keys;

/// <summary>Makes compact JWS with ES256.</summary>
public static class JwsSigner
{
    private const int EncodedSignatureLength = 86;

    /// <summary>
    /// Signs a header and a payload, both UTF-8 JSON that the caller has serialized as the document's standard wants it. They are read
    /// before this returns.
    /// </summary>
    /// <returns><c>header.payload.signature</c>.</returns>
    public static ValueTask<string> SignAsync(
        ReadOnlySpan<byte> headerJson, ReadOnlySpan<byte> payloadJson, ISigningKey key, CancellationToken cancellationToken)
    {
        // The token grows in one rented buffer: what is signed is hashed where it lies, and the only string made is the result.
        var maxLength =
            Base64Url.GetEncodedLength(headerJson.Length) + Base64Url.GetEncodedLength(payloadJson.Length) + EncodedSignatureLength + 2;
        var buffer = ArrayPool<byte>.Shared.Rent(maxLength);
        var length = Base64Url.EncodeToUtf8(headerJson, buffer);
        buffer[length++] = (byte)'.';
        length += Base64Url.EncodeToUtf8(payloadJson, buffer.AsSpan(length));
        return CompleteAsync(buffer, length, key, cancellationToken);
    }

    private static async ValueTask<string> CompleteAsync(byte[] buffer, int length, ISigningKey key, CancellationToken cancellationToken)
    {
        try
        {
            var signature = await key.SignAsync(SHA256.HashData(buffer.AsSpan(0, length)), cancellationToken);
            buffer[length++] = (byte)'.';
            length += Base64Url.EncodeToUtf8(signature.Concatenated, buffer.AsSpan(length));
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
