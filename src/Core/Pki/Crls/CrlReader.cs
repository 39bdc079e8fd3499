using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>Takes the DER of a CRL apart (RFC 5280 section 5.1), all but its entries.</summary>
internal static class CrlReader
{
    private const int MaxAccessDescriptions = 32;

    private static readonly Asn1Tag ExtensionsTag = DerTags.ContextConstructed(0);

    // Of distributionPoint, and of the full name within.
    private static readonly Asn1Tag NameTag = DerTags.ContextConstructed(0);

    public static bool TryRead(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure) =>
        TryRead(() => Read(der), out crl, out failure);

    public static bool TryReadToBeSigned(
        ReadOnlyMemory<byte> toBeSigned, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure) =>
        TryRead(() => ReadBody(toBeSigned, toBeSigned, algorithm: null, ReadOnlyMemory<byte>.Empty), out crl, out failure);

    private static bool TryRead(
        Func<UntrustedCrl> read, [NotNullWhen(true)] out UntrustedCrl? crl, [NotNullWhen(false)] out string? failure)
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
        var (toBeSigned, algorithm, signature) = SignedEncoding.Read(der);
        return ReadBody(der, toBeSigned, algorithm, signature);
    }

    private static UntrustedCrl ReadBody(
        ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> toBeSigned, AlgorithmIdentifier? algorithm, ReadOnlyMemory<byte> signature)
    {
        var body = DerReading.OpenSequence(toBeSigned);
        var version = 1;
        if (body.HasNext(Asn1Tag.Integer))
        {
            if (!body.TryReadInt32(out var encoded) || encoded != 1) throw new AsnContentException("The version is none of 1 and 2.");
            version = 2;
        }

        // Octet for octet: the outer one is not signed, and a change to it would make another list of the same signature.
        var signedAlgorithm = AlgorithmIdentifier.Read(body);
        if (algorithm?.IsSameAs(signedAlgorithm) == false)
            throw new AsnContentException("The signature algorithm differs within the signed part.");
        var issuer = DistinguishedName.Read(body.ReadEncodedValue());
        var thisUpdate = body.ReadTime();
        DateTimeOffset? nextUpdate = body.HasNextTime() ? body.ReadTime() : null;
        var hasEntries = body.HasNext(Asn1Tag.Sequence);
        var entries = hasEntries ? Content(body.ReadEncodedValue()) : ReadOnlyMemory<byte>.Empty;
        var extensions = body.ReadExtensions(ExtensionsTag);
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
            AuthorityKeyIdentifier = Find(extensions, CrlOids.AuthorityKeyIdentifier) is { } key
                ? DerReading.ReadKeyIdentifier(key.Value)
                : null,
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

    private static CertificateExtension? Find(List<CertificateExtension> extensions, string oid) =>
        extensions.Find(extension => extension.Oid == oid);

    private static BigInteger? ReadNumber(List<CertificateExtension> extensions)
    {
        if (Find(extensions, CrlOids.CrlNumber) is not { } found) return null;
        var reader = new AsnReader(found.Value, AsnEncodingRules.DER);
        if (found.Value.Length > CertificateSerial.MaxOctets + 2) throw new AsnContentException("The CRL number is longer than 20 octets.");
        var number = reader.ReadInteger();
        reader.ThrowIfNotEmpty();
        return number;
    }

    private static IssuingDistributionPoint ReadDistributionPoint(ReadOnlyMemory<byte> value)
    {
        var point = DerReading.OpenSequence(value);
        var (urls, directories) = (new List<string>(), new List<DistinguishedName>());
        var hasName = point.HasNext(NameTag);
        if (hasName)
        {
            var choice = point.ReadSequence(NameTag);
            if (choice.HasNext(NameTag)) choice.ReadSequence(NameTag).ReadGeneralNames(urls, directories);
            else choice.ReadEncodedValue();
            choice.ThrowIfNotEmpty();
        }

        var onlyUsers = ReadFlag(point, 1);
        var onlyCas = ReadFlag(point, 2);
        var reasons = point.HasData && point.PeekTag().HasSameClassAndValue(DerTags.Context(3));
        if (reasons) point.ReadEncodedValue();
        var isIndirect = ReadFlag(point, 4);
        var onlyAttributes = ReadFlag(point, 5);
        point.ThrowIfNotEmpty();
        return new IssuingDistributionPoint(urls, directories, hasName, onlyUsers, onlyCas, reasons, isIndirect, onlyAttributes);
    }

    private static bool ReadFlag(AsnReader point, int number)
    {
        var tag = DerTags.Context(number);
        return point.HasNext(tag) && point.ReadBoolean(tag);
    }

    private static List<string> ReadSignerUrls(List<CertificateExtension> extensions)
    {
        var urls = new List<string>();
        if (Find(extensions, CrlOids.AuthorityInformationAccess) is not { } found) return urls;
        var accesses = DerReading.OpenSequence(found.Value);
        for (var count = 0; accesses.HasData; count++)
        {
            if (count == MaxAccessDescriptions) throw new AsnContentException("Too many access descriptions.");
            var access = accesses.ReadSequence();
            var method = access.ReadObjectIdentifier();
            if (method == CrlOids.CaIssuers && access.HasNext(GeneralName.UriTag)) urls.Add(access.ReadUri());
            else access.ReadEncodedValue();
            access.ThrowIfNotEmpty();
        }

        return urls;
    }
}
