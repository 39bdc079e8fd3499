using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Drafts;

/// <summary>
/// Writes the TBSCertificate of a draft (RFC 5280 section 4.1). Ours and not .NET's, since its signature generators are synchronous
/// and a key in a vault is not.
/// </summary>
internal static class DraftDer
{
    // RFC 5280 section 4.1.2.5: UTCTime through the year 2049, GeneralizedTime from 2050 on.
    private const int LastYearOfUtcTime = 2049;

    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    // SEQUENCE of two INTEGERs, both 1: the form of a signature, that nobody takes for one.
    private static readonly byte[] Placeholder = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];

    public static byte[] WriteToBeSigned(CertificateDraft draft)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(VersionTag)) writer.WriteInteger(2);
            writer.WriteInteger(draft.Terms.SerialNumber.Value);
            WriteSignatureAlgorithm(writer);
            writer.WriteEncodedValue(draft.Issuer.Der.Span);
            using (writer.PushSequence())
            {
                WriteTime(writer, draft.Terms.NotBefore);
                WriteTime(writer, draft.Terms.NotAfter);
            }

            writer.WriteEncodedValue(draft.Subject.Der.Span);
            WritePublicKey(writer, draft.PublicKey);
            DraftExtensionsDer.Write(writer, draft);
        }

        return writer.Encode();
    }

    public static byte[] WriteUnsigned(ReadOnlySpan<byte> toBeSigned) => WriteSigned(toBeSigned, Placeholder);

    public static byte[] WriteSigned(ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            WriteSignatureAlgorithm(writer);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    /// <summary>The uncompressed point (SEC 1 section 2.3.3): what the key's BIT STRING holds.</summary>
    public static byte[] Point(ECParameters key) => [4, .. key.Q.X!, .. key.Q.Y!];

    // RFC 5758 section 3.2: no parameters.
    private static void WriteSignatureAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year <= LastYearOfUtcTime) writer.WriteUtcTime(time, LastYearOfUtcTime);
        else writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }

    internal static void WritePublicKey(AsnWriter writer, ECParameters key)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.EcPublicKey);
                writer.WriteObjectIdentifier(key.Curve.Oid.Value!);
            }

            writer.WriteBitString(Point(key));
        }
    }
}
