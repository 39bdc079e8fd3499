using System.Formats.Asn1;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// Reads the extensions of the SHAKEN profile; names the ones that cannot be read, so that a verifier can refuse the certificate.
/// </summary>
internal sealed class ExtensionsReader
{
    private const int MaxEntries = 32;

    // Of distributionPoint, and of the full name within.
    private static readonly Asn1Tag NameTag = DerTags.ContextConstructed(0);
    private static readonly Asn1Tag ReasonsTag = DerTags.Context(1);
    private static readonly Asn1Tag CrlIssuerTag = DerTags.ContextConstructed(2);

    private readonly IReadOnlyList<CertificateExtension> _all;
    private readonly List<string> _malformed = [];

    private ExtensionsReader(IReadOnlyList<CertificateExtension> all) => _all = all;

    public static CertificateExtensions Read(IReadOnlyList<CertificateExtension> all) => new ExtensionsReader(all).Read();

    private CertificateExtensions Read() => new()
    {
        All = _all,
        BasicConstraints = Read(Oids.BasicConstraints, ReadBasicConstraints),
        KeyUsage = Read(Oids.KeyUsage, ReadKeyUsage),
        SubjectKeyIdentifier = ReadValue(Oids.SubjectKeyIdentifier, ReadKeyIdentifier),
        AuthorityKeyIdentifier =
            Read(Oids.AuthorityKeyIdentifier, value => new AuthorityKeyIdentifier(DerReading.ReadKeyIdentifier(value))),
        CertificatePolicies = Read(Oids.CertificatePolicies, ReadPolicies),
        CrlDistributionPoints = Read(Oids.CrlDistributionPoints, ReadDistributionPoints),
        NameConstraints = Read(Oids.NameConstraints, NameConstraints.Read),
        TnAuthList = Read(
            Oids.TnAuthList, value => TnAuthListDer.TryRead(value, out var list) ? list : throw new AsnContentException("No TNAuthList.")),
        TnAuthListUrl = ReadTnAuthListUrl(),
        ClaimConstraints = ReadClaimConstraints(),
        Malformed = _malformed,
    };

    private T? Read<T>(string oid, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        if (_all.FirstOrDefault(extension => extension.Oid == oid) is not { } found) return null;
        try
        {
            return read(found.Value);
        }
        catch (AsnContentException)
        {
            _malformed.Add(oid);
            return null;
        }
    }

    // Not plain null in the other branch: that would be a null array, which converts to a value of no octets.
    private ReadOnlyMemory<byte>? ReadValue(string oid, Func<ReadOnlyMemory<byte>, byte[]> read) =>
        Read<byte[]>(oid, value => read(value)) is { } octets ? new ReadOnlyMemory<byte>(octets) : default(ReadOnlyMemory<byte>?);

    private ClaimConstraints? ReadClaimConstraints()
    {
        var plain = Read(Oids.JwtClaimConstraints, value => ClaimConstraintsDer.Read(value, isEnhanced: false));
        var enhanced = Read(Oids.EnhancedJwtClaimConstraints, value => ClaimConstraintsDer.Read(value, isEnhanced: true));
        if (_all.Count(extension => extension.Oid is Oids.JwtClaimConstraints or Oids.EnhancedJwtClaimConstraints) == 2)
            _malformed.Add(Oids.EnhancedJwtClaimConstraints);
        return enhanced ?? plain;
    }

    // Certificates of the field have this extension for other things, so one of another form names no list and refuses nothing.
    private string? ReadTnAuthListUrl()
    {
        if (_all.FirstOrDefault(extension => extension.Oid == Oids.AuthorityInformationAccess) is not { } found) return null;
        try
        {
            var descriptions = DerReading.OpenSequence(found.Value);
            for (var count = 0; descriptions.HasData && count < MaxEntries; count++)
            {
                var description = descriptions.ReadSequence();
                var method = description.ReadObjectIdentifier();
                if (method == Oids.TnAuthListAccess && description.HasNext(GeneralName.UriTag)) return description.ReadUri();
            }
        }
        catch (AsnContentException)
        {
            // See above.
        }

        return null;
    }

    private static BasicConstraints ReadBasicConstraints(ReadOnlyMemory<byte> value)
    {
        var sequence = DerReading.OpenSequence(value);
        var isCa = sequence.HasNext(Asn1Tag.Boolean) && sequence.ReadBoolean();
        int? pathLength = null;
        if (sequence.HasData)
        {
            if (!sequence.TryReadInt32(out var length) || length < 0) throw new AsnContentException("The path length is no small number.");
            pathLength = length;
        }

        sequence.ThrowIfNotEmpty();
        return new BasicConstraints(isCa, pathLength);
    }

    private static KeyUsage ReadKeyUsage(ReadOnlyMemory<byte> value)
    {
        // BER, so that a BIT STRING whose unused bits are set (seen in the field) is read and reported instead of refused.
        var reader = new AsnReader(value, AsnEncodingRules.BER);
        var octets = reader.ReadBitString(out var unused);
        reader.ThrowIfNotEmpty();
        if (octets.Length is 0 or > 2) throw new AsnContentException("KeyUsage has one or two octets.");
        var bits = KeyUsages.None;
        for (var bit = 0; bit < (octets.Length * 8) - unused && bit < 9; bit++)
        {
            if ((octets[bit / 8] & (0x80 >> (bit % 8))) != 0) bits |= (KeyUsages)(1 << bit);
        }

        return new KeyUsage(bits, IsDerNamedBitList(value.Span));
    }

    // X.690 section 11.2.2: no trailing zero bits, so the last used bit is one; the unused ones are zero (11.2.1).
    private static bool IsDerNamedBitList(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < 4 || encoded[1] != encoded.Length - 2) return false;
        var unused = encoded[2];
        var last = encoded[^1];
        return unused <= 7 && (last & (1 << unused)) != 0 && (last & ((1 << unused) - 1)) == 0;
    }

    private static byte[] ReadKeyIdentifier(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var octets = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return octets;
    }

    private static List<string> ReadPolicies(ReadOnlyMemory<byte> value)
    {
        var policies = new List<string>();
        var sequence = DerReading.OpenSequence(value);
        while (sequence.HasData)
        {
            if (policies.Count == MaxEntries) throw new AsnContentException("Too many policies.");
            policies.Add(sequence.ReadSequence().ReadObjectIdentifier());
        }

        return policies;
    }

    private static List<CrlDistributionPoint> ReadDistributionPoints(ReadOnlyMemory<byte> value)
    {
        var points = new List<CrlDistributionPoint>();
        var sequence = DerReading.OpenSequence(value);
        while (sequence.HasData)
        {
            if (points.Count == MaxEntries) throw new AsnContentException("Too many distribution points.");
            points.Add(ReadDistributionPoint(sequence.ReadSequence()));
        }

        return points;
    }

    private static CrlDistributionPoint ReadDistributionPoint(AsnReader point)
    {
        var hasFullName = false;
        var urls = new List<string>();
        var issuers = new List<DistinguishedName>();
        if (point.HasNext(NameTag))
        {
            var inner = point.ReadSequence(NameTag);
            hasFullName = inner.PeekTag() == NameTag;
            if (hasFullName) inner.ReadSequence(NameTag).ReadGeneralNames(urls, []);
        }

        if (point.HasData && point.PeekTag().HasSameClassAndValue(ReasonsTag)) point.ReadEncodedValue();
        if (point.HasNext(CrlIssuerTag)) point.ReadSequence(CrlIssuerTag).ReadGeneralNames([], issuers);
        point.ThrowIfNotEmpty();
        return new CrlDistributionPoint(hasFullName, urls, issuers);
    }
}
