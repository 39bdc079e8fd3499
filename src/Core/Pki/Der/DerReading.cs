using System.Formats.Asn1;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Der;

/// <summary>
/// Reads what certificates, CSRs and CRLs have in common. Every method throws <see cref="AsnContentException"/> for octets of another
/// form.
/// </summary>
internal static class DerReading
{
    private const int MaxNames = 32;

    /// <summary>Opens octets that are one SEQUENCE and nothing else.</summary>
    public static AsnReader OpenSequence(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return sequence;
    }

    /// <summary>Reads a BIT STRING of whole octets.</summary>
    /// <param name="what">What it holds, for the message.</param>
    public static byte[] ReadOctetsOfBitString(this AsnReader reader, string what)
    {
        var octets = reader.ReadBitString(out var unused);
        return unused == 0 ? octets : throw new AsnContentException($"The {what} is not whole octets.");
    }

    /// <summary>Reads the optional Extensions field of a certificate or a CRL; empty where it is absent.</summary>
    /// <param name="tag">The tag of the field.</param>
    public static List<CertificateExtension> ReadExtensions(this AsnReader body, Asn1Tag tag)
    {
        var list = new List<CertificateExtension>();
        if (!body.HasNext(tag)) return list;
        var wrapper = body.ReadSequence(tag);
        var extensions = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        extensions.ReadExtensionsInto(list);
        return list;
    }

    /// <summary>Reads what is within a SEQUENCE OF Extension. No extension may occur twice.</summary>
    public static void ReadExtensionsInto(this AsnReader extensions, List<CertificateExtension> list)
    {
        while (extensions.HasData)
        {
            if (list.Count == Limits.ExtensionsPerCertificate) throw new AsnContentException("There are too many extensions.");
            var extension = extensions.ReadExtension();
            if (list.Exists(other => other.Oid == extension.Oid)) throw new AsnContentException("An extension stands twice.");
            list.Add(extension);
        }
    }

    public static CertificateExtension ReadExtension(this AsnReader extensions)
    {
        var extension = extensions.ReadSequence();
        var oid = extension.ReadObjectIdentifier();
        var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
        var value = extension.ReadOctetString();
        extension.ThrowIfNotEmpty();
        return new CertificateExtension(oid, isCritical, value);
    }

    /// <summary>The keyIdentifier of an AuthorityKeyIdentifier (RFC 5280 section 4.2.1.1); null where it has none.</summary>
    public static ReadOnlyMemory<byte>? ReadKeyIdentifier(ReadOnlyMemory<byte> authorityKeyIdentifier)
    {
        var fields = OpenSequence(authorityKeyIdentifier);
        var tag = DerTags.Context(0);

        // Not plain null in the other branch: that would be a null array, which converts to a value of no octets.
        var identifier = fields.HasNext(tag) ? fields.ReadOctetString(tag) : default(ReadOnlyMemory<byte>?);
        while (fields.HasData) fields.ReadEncodedValue();
        return identifier;
    }

    /// <summary>Adds the URIs and the directoryNames of GeneralNames; names of other forms are passed over.</summary>
    public static void ReadGeneralNames(this AsnReader names, List<string> urls, List<DistinguishedName> directoryNames)
    {
        for (var count = 0; names.HasData; count++)
        {
            if (count == MaxNames) throw new AsnContentException("Too many names.");
            if (names.HasNext(GeneralName.UriTag)) urls.Add(names.ReadUri());
            else if (names.HasNext(GeneralName.DirectoryNameTag)) directoryNames.Add(names.ReadDirectoryName());
            else names.ReadEncodedValue();
        }
    }

    public static string ReadUri(this AsnReader names) =>
        names.ReadCharacterString(UniversalTagNumber.IA5String, GeneralName.UriTag);

    /// <summary>Reads a directoryName. A CHOICE keeps its own tag within the tag of the form.</summary>
    public static DistinguishedName ReadDirectoryName(this AsnReader names) =>
        DistinguishedName.Read(names.ReadSequence(GeneralName.DirectoryNameTag).ReadEncodedValue());
}
