using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>Writes what certificates, CSRs and CRLs have in common.</summary>
internal static class DerWriting
{
    private static readonly Asn1Tag KeyIdentifierTag = DerTags.Context(0);
    private static readonly Asn1Tag DistributionPointTag = DerTags.ContextConstructed(0);
    private static readonly Asn1Tag FullNameTag = DerTags.ContextConstructed(0);

    public static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Writes an Extension. DER leaves out what has its default: critical FALSE.</summary>
    public static void WriteExtension(this AsnWriter writer, string oid, bool isCritical, Action<AsnWriter> writeValue)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (isCritical) writer.WriteBoolean(true);
            using (writer.PushOctetString()) writeValue(writer);
        }
    }

    /// <summary>Writes an AuthorityKeyIdentifier with a keyIdentifier alone (RFC 5280 section 4.2.1.1).</summary>
    public static void WriteAuthorityKeyIdentifier(this AsnWriter value, ReadOnlyMemory<byte> keyIdentifier)
    {
        using (value.PushSequence()) value.WriteOctetString(keyIdentifier.Span, KeyIdentifierTag);
    }

    /// <summary>Writes the field distributionPoint with one URL as its full name (RFC 5280 sections 4.2.1.13 and 5.2.5).</summary>
    public static void WriteDistributionPointName(this AsnWriter value, string url)
    {
        using (value.PushSequence(DistributionPointTag))
        using (value.PushSequence(FullNameTag)) value.WriteUri(url);
    }

    public static void WriteUri(this AsnWriter names, string url) =>
        names.WriteCharacterString(UniversalTagNumber.IA5String, url, GeneralName.UriTag);

    /// <summary>Writes a directoryName: the name is copied octet for octet (RFC 5280 sections 4.2.1.13 and 5.3.3).</summary>
    public static void WriteDirectoryName(this AsnWriter names, DistinguishedName name)
    {
        using (names.PushSequence(GeneralName.DirectoryNameTag)) names.WriteEncodedValue(name.Der.Span);
    }
}
