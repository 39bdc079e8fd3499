using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>
/// The form that certificates, CRLs and CSRs share (RFC 5280 sections 4.1.1 and 5.1.1, RFC 2986 section 4.2): what is signed, the
/// algorithm, the signature. Read, it is not verified.
/// </summary>
internal readonly record struct SignedEncoding(
    ReadOnlyMemory<byte> ToBeSigned, AlgorithmIdentifier Algorithm, ReadOnlyMemory<byte> Signature)
{
    /// <exception cref="AsnContentException">The octets are not exactly one such structure.</exception>
    public static SignedEncoding Read(ReadOnlyMemory<byte> der)
    {
        var fields = DerReading.OpenSequence(der);
        var toBeSigned = fields.ReadEncodedValue();
        var algorithm = AlgorithmIdentifier.Read(fields);
        var signature = fields.ReadOctetsOfBitString("signature");
        fields.ThrowIfNotEmpty();
        return new SignedEncoding(toBeSigned, algorithm, signature);
    }

    /// <summary>Puts an ecdsa-with-SHA256 signature beside what it is over.</summary>
    public static byte[] Write(ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            writer.WriteEncodedValue(AlgorithmIdentifier.EcdsaWithSha256);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }
}
