using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>Takes the DER of a CRL apart (RFC 5280 section 5.1), all but its entries.</summary>
internal static class CrlReader
{
    private const int MaxNames = 32;

    public static bool TryRead(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure) =>
        TryRead(() => Read(der), out crl, out failure);

    public static bool TryReadToBeSigned(ReadOnlyMemory<byte> toBeSigned, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure) =>
        TryRead(() => ReadBody(toBeSigned, toBeSigned, algorithm: null, ReadOnlyMemory<byte>.Empty), out crl, out failure);

    private static bool TryRead(Func<UntrustedCrl> read, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure)
    {
        try
        {
            crl = read();
            failure = null;
            return true;
        }
        catch (AsnContentException exception)
        {
            crl = null;
            failure = $"not a CRL in DER: {exception.Message}";
            return false;
        }
    }

    private static UntrustedCrl Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var toBeSigned = list.ReadEncodedValue();
        var algorithm = AlgorithmIdentifier.Read(list);
        var signature = list.ReadBitString(out var unused);
        list.ThrowIfNotEmpty();
        if (unused != 0) throw new AsnContentException("The signature is not whole octets.");
        return ReadBody(der, toBeSigned, algorithm, signature);
    }

    private static UntrustedCrl ReadBody(
        ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> toBeSigned, AlgorithmIdentifier? algorithm, ReadOnlyMemory<byte> signature)
    {
        var body = new AsnReader(toBeSigned, AsnEncodingRules.DER).ReadSequence();
        var version = 1;
        if (body.PeekTag() == Asn1Tag.Integer)
        {
            if (!body.TryReadInt32(out var encoded) || encoded != 1) throw new AsnContentException("The version is none of 1 and 2.");
            version = 2;
        }

        // Octet for octet: the outer one is not signed, and a change to it would make another list of the same signature.
        var signedAlgorithm = AlgorithmIdentifier.Read(body);
        if (algorithm?.IsSameAs(signedAlgorithm) == false)
            throw new AsnContentException("The signature algorithm differs within the signed part.");
        var issuer = DistinguishedName.Read(body.ReadEncodedValue());
        var thisUpdate = ReadTime(body);
        DateTimeOffset? nextUpdate = body.HasData && IsTime(body.PeekTag()) ? ReadTime(body) : null;
        var hasEntries = body.HasData && body.PeekTag() == Asn1Tag.Sequence;
        var entries = hasEntries ? Content(body.ReadEncodedValue()) : ReadOnlyMemory<byte>.Empty;
        var extensions = ReadExtensions(body);
        body.ThrowIfNotEmpty();
        if (version == 1 && extensions.Count > 0) throw new AsnContentException("A CRL of version 1 has no extensions.");
        return new UntrustedCrl
        {
            Der = der,
            ToBeSigned = toBeSigned,
            SignatureAlgorithm = signedAlgorithm.Oid,
            Signature = signature,
            Version = version,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Number = ReadNumber(extensions),
            AuthorityKeyIdentifier = ReadKeyIdentifier(extensions),
            DistributionPoint = Find(extensions, CrlOids.IssuingDistributionPoint) is { } point ? ReadDistributionPoint(point.Value) : null,
            SignerUrls = ReadSignerUrls(extensions),
            Extensions = extensions,
            Entries = entries,
            HasEntries = hasEntries,
        };
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> encoded)
    {
        AsnDecoder.ReadSequence(encoded.Span, AsnEncodingRules.DER, out var offset, out var length, out _);
        return encoded.Slice(offset, length);
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader parent) =>
        parent.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? parent.ReadUtcTime(2049) : parent.ReadGeneralizedTime();

    private static List<CertificateExtension> ReadExtensions(AsnReader body)
    {
        var list = new List<CertificateExtension>();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!body.HasData || body.PeekTag() != tag) return list;
        var wrapper = body.ReadSequence(tag);
        var sequence = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        while (sequence.HasData)
        {
            if (list.Count == Limits.ExtensionsPerCertificate) throw new AsnContentException("The CRL has too many extensions.");
            var extension = sequence.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (list.Exists(other => other.Oid == oid)) throw new AsnContentException("An extension stands twice.");
            list.Add(new CertificateExtension(oid, isCritical, value));
        }

        return list;
    }

    private static CertificateExtension? Find(List<CertificateExtension> extensions, string oid) => extensions.Find(extension => extension.Oid == oid);

    private static BigInteger? ReadNumber(List<CertificateExtension> extensions)
    {
        if (Find(extensions, CrlOids.CrlNumber) is not { } found) return null;
        var reader = new AsnReader(found.Value, AsnEncodingRules.DER);
        if (found.Value.Length > CertificateSerial.MaxOctets + 2) throw new AsnContentException("The CRL number is longer than 20 octets.");
        var number = reader.ReadInteger();
        reader.ThrowIfNotEmpty();
        return number;
    }

    private static ReadOnlyMemory<byte>? ReadKeyIdentifier(List<CertificateExtension> extensions)
    {
        if (Find(extensions, CrlOids.AuthorityKeyIdentifier) is not { } found) return null;
        var sequence = ReadWhole(found.Value);
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        return sequence.HasData && sequence.PeekTag() == tag ? sequence.ReadOctetString(tag) : default(ReadOnlyMemory<byte>?);
    }

    private static IssuingDistributionPoint ReadDistributionPoint(ReadOnlyMemory<byte> value)
    {
        var point = ReadWhole(value);
        var (urls, directories) = (new List<string>(), new List<DistinguishedName>());
        var name = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var hasName = point.HasData && point.PeekTag() == name;
        if (hasName)
        {
            var choice = point.ReadSequence(name);
            if (choice.PeekTag() == name) ReadFullName(choice.ReadSequence(name), urls, directories);
            else choice.ReadEncodedValue();
            choice.ThrowIfNotEmpty();
        }

        var onlyUsers = ReadFlag(point, 1);
        var onlyCas = ReadFlag(point, 2);
        var reasons = point.HasData && point.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 3));
        if (reasons) point.ReadEncodedValue();
        var isIndirect = ReadFlag(point, 4);
        var onlyAttributes = ReadFlag(point, 5);
        point.ThrowIfNotEmpty();
        return new IssuingDistributionPoint(urls, directories, hasName, onlyUsers, onlyCas, reasons, isIndirect, onlyAttributes);
    }

    private static bool ReadFlag(AsnReader point, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number);
        return point.HasData && point.PeekTag() == tag && point.ReadBoolean(tag);
    }

    private static void ReadFullName(AsnReader names, List<string> urls, List<DistinguishedName> directories)
    {
        var (uri, directory) = (new Asn1Tag(TagClass.ContextSpecific, 6), new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true));
        for (var count = 0; names.HasData; count++)
        {
            if (count == MaxNames) throw new AsnContentException("Too many names.");
            if (names.PeekTag() == uri) urls.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, uri));
            else if (names.PeekTag() == directory) directories.Add(DistinguishedName.Read(names.ReadSequence(directory).ReadEncodedValue()));
            else names.ReadEncodedValue();
        }
    }

    private static List<string> ReadSignerUrls(List<CertificateExtension> extensions)
    {
        var urls = new List<string>();
        if (Find(extensions, CrlOids.AuthorityInformationAccess) is not { } found) return urls;
        var accesses = ReadWhole(found.Value);
        var uri = new Asn1Tag(TagClass.ContextSpecific, 6);
        for (var count = 0; accesses.HasData; count++)
        {
            if (count == MaxNames) throw new AsnContentException("Too many access descriptions.");
            var access = accesses.ReadSequence();
            var method = access.ReadObjectIdentifier();
            if (method == CrlOids.CaIssuers && access.PeekTag() == uri) urls.Add(access.ReadCharacterString(UniversalTagNumber.IA5String, uri));
            else access.ReadEncodedValue();
            access.ThrowIfNotEmpty();
        }

        return urls;
    }

    private static AsnReader ReadWhole(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return sequence;
    }
}
