using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Drafts;

/// <summary>
/// Writes the TBSCertificate of a draft (RFC 5280 section 4.1). Ours and not .NET's, since its signature generators are synchronous
/// and a key in a vault is not.
/// </summary>
internal static class DraftDer
{
    private static readonly Asn1Tag VersionTag = DerTags.ContextConstructed(0);

    // SEQUENCE of two INTEGERs, both 1: the form of a signature that no key made.
    private static readonly byte[] Placeholder = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];

    public static byte[] WriteToBeSigned(CertificateDraft draft)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(VersionTag)) writer.WriteInteger(2);
            writer.WriteInteger(draft.Terms.SerialNumber.Value);
            writer.WriteEncodedValue(AlgorithmIdentifier.EcdsaWithSha256);
            writer.WriteEncodedValue(draft.Issuer.Der.Span);
            using (writer.PushSequence())
            {
                writer.WriteTime(draft.Terms.NotBefore);
                writer.WriteTime(draft.Terms.NotAfter);
            }

            writer.WriteEncodedValue(draft.Subject.Der.Span);
            SubjectPublicKey.Write(writer, draft.PublicKey);
            DraftExtensionsDer.Write(writer, draft);
        }

        return writer.Encode();
    }

    /// <summary>A certificate to lint before its key is used.</summary>
    public static byte[] WriteUnsigned(ReadOnlySpan<byte> toBeSigned) => SignedEncoding.Write(toBeSigned, Placeholder);
}
