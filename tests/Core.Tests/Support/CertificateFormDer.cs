using System.Formats.Asn1;

namespace Shaken.Core.Tests.Support;

/// <summary>The TBSCertificate of a form, written as RFC 5280 section 4.1 has it and independent of the product's own writer.</summary>
internal sealed class CertificateFormDer(CertificateForm form)
{
    public byte[] ToBeSigned()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (form.Version > 1)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true))) writer.WriteInteger(form.Version - 1);
            }

            writer.WriteInteger(form.SerialNumber);
            form.WriteAlgorithm(writer, form.SignedAlgorithm);
            writer.WriteEncodedValue(form.Issuer.Der.Span);
            WriteValidity(writer);
            writer.WriteEncodedValue(form.Subject.Der.Span);
            writer.WriteEncodedValue(form.PublicKey);
            if (form.UniqueIdentifierHex is { } identifier) writer.WriteEncodedValue(Convert.FromHexString(identifier));
            WriteExtensions(writer);
        }

        return writer.Encode();
    }

    private void WriteValidity(AsnWriter writer)
    {
        if (form.ValidityHex is { } hex)
        {
            writer.WriteEncodedValue(Convert.FromHexString(hex));
            return;
        }

        using (writer.PushSequence())
        {
            writer.WriteUtcTime(form.NotBefore);
            writer.WriteUtcTime(form.NotAfter);
        }
    }

    private void WriteExtensions(AsnWriter writer)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3, isConstructed: true)))
        using (writer.PushSequence())
        {
            foreach (var (oid, isCritical, hex) in form.Extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    if (isCritical) writer.WriteBoolean(true);
                    writer.WriteOctetString(Convert.FromHexString(hex));
                }
            }
        }
    }
}
