using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The body of an ACME POST: a JWS in flattened JSON (RFC 8555 section 6.2), taken apart and not believed.
/// </summary>
public sealed class AcmeMessage
{
    private readonly string _signingInput;

    private AcmeMessage(AcmeHeader header, byte[] payload, byte[] signature, string signingInput, string encodedHeader) =>
        (Header, Payload, Signature, _signingInput, EncodedHeader) = (header, payload, signature, signingInput, encodedHeader);

    public AcmeHeader Header { get; }

    /// <summary>Decoded; empty for a POST-as-GET.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Decoded, of whatever length.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>The protected header as received.</summary>
    public string EncodedHeader { get; }

    /// <summary>What is signed: <c>protected.payload</c> in ASCII.</summary>
    public byte[] SigningInput => Encoding.ASCII.GetBytes(_signingInput);

    /// <summary>Reads a body.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out AcmeMessage? message, [NotNullWhen(false)] out AcmeProblem? problem)
    {
        message = null;
        if (!StrictJson.TryParseObject(body, Limits.AcmeBodyOctets, out var json, out var failure))
        {
            problem = AcmeProblem.Malformed(failure);
            return false;
        }

        using (json) return TryRead(json.RootElement, out message, out problem);
    }

    /// <summary>Reads a JWS that stands within another document, as an inner JWS does.</summary>
    public static bool TryRead(
        JsonElement root, [NotNullWhen(true)] out AcmeMessage? message, [NotNullWhen(false)] out AcmeProblem? problem)
    {
        message = null;
        if (root.ValueKind != JsonValueKind.Object || root.TryGetOptional("signatures", out _) || root.TryGetOptional("header", out _))
        {
            problem = AcmeProblem.Malformed("the JWS is not in flattened JSON, with one signature and no unprotected header");
            return false;
        }

        if (!root.TryGetString("protected"u8, out var encodedHeader) || !root.TryGetString("payload"u8, out var encodedPayload)
            || !root.TryGetString("signature"u8, out var encodedSignature))
        {
            problem = AcmeProblem.Malformed("protected, payload and signature are strings");
            return false;
        }

        if (!StrictBase64Url.TryDecode(encodedHeader, out var header) || !StrictBase64Url.TryDecode(encodedPayload, out var payload)
            || !StrictBase64Url.TryDecode(encodedSignature, out var signature))
        {
            problem = AcmeProblem.Malformed("a part of the JWS is not base64url without padding");
            return false;
        }

        if (!AcmeHeader.TryRead(header, out var read, out problem)) return false;
        message = new AcmeMessage(read, payload, signature, $"{encodedHeader}.{encodedPayload}", encodedHeader);
        return true;
    }

    /// <summary>Whether the key signed the message with ES256.</summary>
    /// <param name="allowUndotted">Also over the protected header alone where the payload is empty, as one client does.</param>
    public bool IsSignedBy(EcdsaPublicKey key, bool allowUndotted) =>
        key.Verifies(SHA256.HashData(SigningInput), Signature.Span)
        || (allowUndotted && Payload.IsEmpty && key.Verifies(SHA256.HashData(Encoding.ASCII.GetBytes(EncodedHeader)), Signature.Span));
}
