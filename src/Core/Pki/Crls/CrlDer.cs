using System.Buffers;
using System.Formats.Asn1;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>Writes a CRL (RFC 5280 section 5): the part to be signed entry by entry, then the whole around it.</summary>
internal sealed class CrlDer
{
    // What an entry of an indirect list takes with a reason and a name of usual length; more is made room for by doubling.
    private const int OctetsPerEntry = 125;
    private const int LastYearOfUtcTime = 2049;

    // A tag, and a length of up to four octets.
    private const int MaxHeader = 6;

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag FirstConstructed = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag IndirectTag = new(TagClass.ContextSpecific, 4);
    private static readonly Asn1Tag DirectoryNameTag = new(TagClass.ContextSpecific, 4, isConstructed: true);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    // RFC 5758 section 3.2: ecdsa-with-SHA256 without parameters.
    private static readonly byte[] SignatureAlgorithm = Encode(writer =>
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(Oids.EcdsaWithSha256);
    });

    private static readonly byte[][] ReasonExtensions = [.. Enumerable.Range(0, 11).Select(EncodeReason)];

    private readonly CrlTerms _terms;
    private readonly Dictionary<DistinguishedName, byte[]> _issuers = [];

    // A writer of the platform grows by a kibibyte at a time and moves what it has at the end of each SEQUENCE: a list in one of them costs the square
    // of its length. So one writes entry after entry, and the octets are gathered beside it.
    private readonly AsnWriter _writer = new(AsnEncodingRules.DER, 1024);
    private readonly ArrayBufferWriter<byte> _entries;

    public CrlDer(CrlTerms terms, int expectedEntries)
    {
        _terms = terms;
        _entries = new ArrayBufferWriter<byte>(OctetsPerEntry * Math.Clamp(expectedEntries, 1, Limits.CrlEntries));
    }

    public void WriteEntry(RevocationEntry entry)
    {
        _writer.Reset();
        using (_writer.PushSequence())
        {
            _writer.WriteInteger(entry.Serial.Span);

            // Revoked while the list was being made, or by a CA whose clock is ahead: no list speaks of its own future. Nor of what UTCTime has no year for,
            // though the register may hold it from before it refused that: one odd date must not keep every other certificate off the list.
            var revokedAt = entry.RevokedAt < _terms.ThisUpdate ? entry.RevokedAt : _terms.ThisUpdate;
            WriteTime(revokedAt > RevocationEntry.Earliest ? revokedAt : RevocationEntry.Earliest);
            var isIndirect = _terms.Scope == CrlScope.ManyIssuers;
            if (entry.Reason != RevocationReason.Unspecified || isIndirect)
            {
                using (_writer.PushSequence())
                {
                    if (entry.Reason != RevocationReason.Unspecified) _writer.WriteEncodedValue(ReasonExtensions[(int)entry.Reason]);
                    if (isIndirect) _writer.WriteEncodedValue(CertificateIssuer(entry.Issuer));
                }
            }
        }

        var length = _writer.GetEncodedLength();
        _entries.Advance(_writer.Encode(_entries.GetSpan(length)));
    }

    /// <summary>The TBSCertList.</summary>
    public byte[] EndToBeSigned()
    {
        _writer.Reset();
        _writer.WriteInteger(1);
        _writer.WriteEncodedValue(SignatureAlgorithm);
        _writer.WriteEncodedValue(_terms.Signer.Subject.Der.Span);
        WriteTime(_terms.ThisUpdate);
        WriteTime(_terms.NextUpdate);
        var head = _writer.Encode();
        _writer.Reset();
        using (_writer.PushSequence(ExtensionsTag))
        using (_writer.PushSequence()) WriteExtensions();
        var tail = _writer.Encode();

        // revokedCertificates is absent where there are none (RFC 5280 section 5.1.2.6).
        Span<byte> header = stackalloc byte[MaxHeader];
        header = _entries.WrittenCount == 0 ? [] : header[..WriteHeader(header, _entries.WrittenCount)];
        return Sequence(head, header, _entries.WrittenSpan, tail);
    }

    /// <summary>The CertificateList around what was signed.</summary>
    public static byte[] WriteSigned(ReadOnlySpan<byte> toBeSigned, byte[] signature)
    {
        var bits = Encode(writer => writer.WriteBitString(signature));
        return Sequence(toBeSigned, SignatureAlgorithm, bits, []);
    }

    private static byte[] Sequence(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ReadOnlySpan<byte> fourth)
    {
        var length = first.Length + second.Length + third.Length + fourth.Length;
        Span<byte> header = stackalloc byte[MaxHeader];
        header = header[..WriteHeader(header, length)];
        var der = new byte[header.Length + length];
        var rest = der.AsSpan();
        header.CopyTo(rest);
        first.CopyTo(rest = rest[header.Length..]);
        second.CopyTo(rest = rest[first.Length..]);
        third.CopyTo(rest = rest[second.Length..]);
        fourth.CopyTo(rest[third.Length..]);
        return der;
    }

    // X.690 section 8.1.3: the definite form in as few octets as will do.
    private static int WriteHeader(Span<byte> header, int length)
    {
        header[0] = 0x30;
        if (length < 0x80)
        {
            header[1] = (byte)length;
            return 2;
        }

        var octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
        header[1] = (byte)(0x80 | octets);
        for (var index = 0; index < octets; index++) header[2 + index] = (byte)((length >> (8 * (octets - 1 - index))) & 0xFF);
        return 2 + octets;
    }

    private void WriteExtensions()
    {
        var key = _terms.Signer.Extensions.SubjectKeyIdentifier ?? throw new InvalidOperationException("The signer's certificate has no SubjectKeyIdentifier.");
        Add(CrlOids.AuthorityKeyIdentifier, isCritical: false, value =>
        {
            using (value.PushSequence()) value.WriteOctetString(key.Span, First);
        });
        Add(CrlOids.CrlNumber, isCritical: false, value => value.WriteInteger(_terms.Number));
        Add(CrlOids.IssuingDistributionPoint, isCritical: true, WriteDistributionPoint);
        if (_terms.SignerUrl is { } url) Add(CrlOids.AuthorityInformationAccess, isCritical: false, value => WriteSignerUrl(value, url));
    }

    private void WriteDistributionPoint(AsnWriter value)
    {
        using (value.PushSequence())
        {
            using (value.PushSequence(FirstConstructed))
            using (value.PushSequence(FirstConstructed)) value.WriteCharacterString(UniversalTagNumber.IA5String, _terms.Url, UriTag);
            if (_terms.Scope == CrlScope.ManyIssuers) value.WriteBoolean(true, IndirectTag);
        }
    }

    private static void WriteSignerUrl(AsnWriter value, string url)
    {
        using (value.PushSequence())
        using (value.PushSequence())
        {
            value.WriteObjectIdentifier(CrlOids.CaIssuers);
            value.WriteCharacterString(UniversalTagNumber.IA5String, url, UriTag);
        }
    }

    private void Add(string oid, bool isCritical, Action<AsnWriter> writeValue) => AddTo(_writer, oid, isCritical, writeValue);

    private static void AddTo(AsnWriter writer, string oid, bool isCritical, Action<AsnWriter> writeValue)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (isCritical) writer.WriteBoolean(true);
            using (writer.PushOctetString()) writeValue(writer);
        }
    }

    private void WriteTime(DateTimeOffset time)
    {
        if (time.UtcDateTime.Year <= LastYearOfUtcTime) _writer.WriteUtcTime(time, LastYearOfUtcTime);
        else _writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }

    // Encoded once for each issuer; its name is copied octet for octet (RFC 5280 section 5.3.3).
    private byte[] CertificateIssuer(DistinguishedName issuer)
    {
        if (_issuers.TryGetValue(issuer, out var encoded)) return encoded;
        encoded = Encode(writer => AddTo(writer, CrlOids.CertificateIssuer, isCritical: true, value =>
        {
            using (value.PushSequence())
            using (value.PushSequence(DirectoryNameTag)) value.WriteEncodedValue(issuer.Der.Span);
        }));

        // Entries from the store come each with a name of its own object: bounded, so that the table cannot outgrow the list.
        if (_issuers.Count < 1024) _issuers[issuer] = encoded;
        return encoded;
    }

    private static byte[] EncodeReason(int code) => Encode(writer => AddTo(writer, CrlOids.ReasonCode, isCritical: false, value =>
        value.WriteEncodedValue([0x0A, 0x01, (byte)code])));

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}

/// <summary>Object identifiers of CRLs (RFC 5280 sections 4.2.2.1, 5.2 and 5.3).</summary>
internal static class CrlOids
{
    public const string CrlNumber = "2.5.29.20";
    public const string ReasonCode = "2.5.29.21";
    public const string InvalidityDate = "2.5.29.24";
    public const string DeltaCrlIndicator = "2.5.29.27";
    public const string IssuingDistributionPoint = "2.5.29.28";
    public const string CertificateIssuer = "2.5.29.29";
    public const string AuthorityKeyIdentifier = Oids.AuthorityKeyIdentifier;
    public const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";
    public const string CaIssuers = "1.3.6.1.5.5.7.48.2";
}
