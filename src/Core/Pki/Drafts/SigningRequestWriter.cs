using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Drafts;

/// <summary>
/// Makes CSRs (PKCS#10, RFC 2986) that ask for a TNAuthList; ours and not .NET's, since a key in a vault signs asynchronously.
/// </summary>
public static class SigningRequestWriter
{
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";

    private static readonly Asn1Tag AttributesTag = DerTags.ContextConstructed(0);

    /// <summary>Makes and signs a CSR.</summary>
    /// <param name="subject">Null: empty, and the CA fills it by its profile.</param>
    /// <param name="isCa">Asks for a certificate that is a CA itself (RFC 9060).</param>
    /// <returns>DER.</returns>
    public static async ValueTask<SigningRequest> WriteAsync(
        ISigningKey key, TnAuthList authority, DistinguishedName? subject, bool isCa, CancellationToken cancellationToken)
    {
        var toBeSigned = WriteToBeSigned(key.PublicKey, authority, subject ?? DistinguishedName.Of(), isCa);
        var signature = await key.SignAsync(SHA256.HashData(toBeSigned), cancellationToken);
        return SigningRequest.TryRead(SignedEncoding.Write(toBeSigned, signature.ToDer()), out var request, out var refusal)
            ? request
            : throw new CryptographicException($"The key's own CSR is refused: {refusal.Detail}");
    }

    private static byte[] WriteToBeSigned(ECParameters publicKey, TnAuthList authority, DistinguishedName subject, bool isCa)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            writer.WriteEncodedValue(subject.Der.Span);
            SubjectPublicKey.Write(writer, publicKey);
            using (writer.PushSetOf(AttributesTag))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(ExtensionRequest);
                using (writer.PushSetOf())
                using (writer.PushSequence()) WriteExtensions(writer, authority, isCa);
            }
        }

        return writer.Encode();
    }

    private static void WriteExtensions(AsnWriter writer, TnAuthList authority, bool isCa)
    {
        writer.WriteExtension(Oids.TnAuthList, isCritical: false, value => value.WriteEncodedValue(TnAuthListDer.Write(authority)));
        if (!isCa) return;
        writer.WriteExtension(Oids.BasicConstraints, isCritical: true, value =>
        {
            using (value.PushSequence()) value.WriteBoolean(true);
        });
    }
}
