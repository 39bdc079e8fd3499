using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Writes the requests of ACME: a JWS in flattened JSON (RFC 8555 section 6.2).</summary>
public static class AcmeSigning
{
    /// <summary>Signs a request with an account's key.</summary>
    /// <param name="keyId">
    /// The account's URL; null: the key itself goes along, for newAccount and for revoking by a certificate's key.
    /// </param>
    /// <param name="nonce">Null within another JWS.</param>
    /// <param name="payload">Empty for a POST-as-GET.</param>
    public static async ValueTask<byte[]> SignAsync(
        ISigningKey key, string? keyId, string url, string? nonce, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var header = new StringBuilder("""{"alg":"ES256",""");
        header.Append(keyId is null ? $"\"jwk\":{JsonWebKey.From(key.PublicKey).ToCanonicalJson()}," : $"\"kid\":{Text(keyId)},");
        if (nonce is not null) header.Append($"\"nonce\":{Text(nonce)},");
        header.Append($"\"url\":{Text(url)}}}");
        var input = InputOf(header.ToString(), payload.Span);
        var signature = await key.SignAsync(SHA256.HashData(Encoding.ASCII.GetBytes(input)), cancellationToken);
        return Flatten(input, signature.Concatenated);
    }

    /// <summary>An external account binding (section 7.3.4): the account's key, signed with a key that the CA's operator gave.</summary>
    public static string Bind(ISigningKey accountKey, ExternalAccountKey externalKey, string url)
    {
        var input = InputOf(
            $"{{\"alg\":\"{AcmeHeader.Hs256}\",\"kid\":{Text(externalKey.Id)},\"url\":{Text(url)}}}",
            Encoding.UTF8.GetBytes(JsonWebKey.From(accountKey.PublicKey).ToCanonicalJson()));
        return Encoding.ASCII.GetString(Flatten(input, HMACSHA256.HashData(externalKey.MacKey.Span, Encoding.ASCII.GetBytes(input))));
    }

    /// <summary>A JSON string.</summary>
    internal static string Text(string value)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.WriteString(output, value);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string InputOf(string header, ReadOnlySpan<byte> payload) =>
        $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header))}.{StrictBase64Url.Encode(payload)}";

    private static byte[] Flatten(string input, ReadOnlySpan<byte> signature)
    {
        var dot = input.IndexOf('.', StringComparison.Ordinal);
        var (header, payload) = (input[..dot], input[(dot + 1)..]);
        return Encoding.ASCII.GetBytes(
            $$"""{"protected":"{{header}}","payload":"{{payload}}","signature":"{{StrictBase64Url.Encode(signature)}}"}""");
    }
}
