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

    // A tag, and a length of up to four octets.
    private const int MaxHeader = 6;

    private static readonly Asn1Tag ExtensionsTag = DerTags.ContextConstructed(0);
    private static readonly Asn1Tag IndirectTag = DerTags.Context(4);

    private static readonly byte[][] ReasonExtensions = [.. Enumerable.Range(0, 11).Select(EncodeReason)];

    private readonly CrlTerms _terms;
    private readonly Dictionary<DistinguishedName, byte[]> _issuers = [];

    // A writer of the platform grows by a kibibyte at a time and moves what it has at the end of each SEQUENCE: a list in one of them costs
    // the square of its length. So one writes entry after entry, and the octets are gathered beside it.
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

            // Revoked while the list was being made, or by a CA whose clock is ahead: no list speaks of its own future. Nor of what UTCTime
            // has no year for, though the register may hold it from before it refused that: one odd date must not keep every other
            // certificate off the list.
            var revokedAt = entry.RevokedAt < _terms.ThisUpdate ? entry.RevokedAt : _terms.ThisUpdate;
            _writer.WriteTime(revokedAt > RevocationEntry.Earliest ? revokedAt : RevocationEntry.Earliest);
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
        _writer.WriteEncodedValue(AlgorithmIdentifier.EcdsaWithSha256);
        _writer.WriteEncodedValue(_terms.Signer.Subject.Der.Span);
        _writer.WriteTime(_terms.ThisUpdate);
        _writer.WriteTime(_terms.NextUpdate);
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
        var bits = DerWriting.Encode(writer => writer.WriteBitString(signature));
        return Sequence(toBeSigned, AlgorithmIdentifier.EcdsaWithSha256, bits, []);
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
        var key = _terms.Signer.Extensions.SubjectKeyIdentifier
            ?? throw new InvalidOperationException("The signer's certificate has no SubjectKeyIdentifier.");
        _writer.WriteExtension(CrlOids.AuthorityKeyIdentifier, isCritical: false, value => value.WriteAuthorityKeyIdentifier(key));
        _writer.WriteExtension(CrlOids.CrlNumber, isCritical: false, value => value.WriteInteger(_terms.Number));
        _writer.WriteExtension(CrlOids.IssuingDistributionPoint, isCritical: true, WriteDistributionPoint);
        if (_terms.SignerUrl is { } url)
            _writer.WriteExtension(CrlOids.AuthorityInformationAccess, isCritical: false, value => WriteSignerUrl(value, url));
    }

    private void WriteDistributionPoint(AsnWriter value)
    {
        using (value.PushSequence())
        {
            value.WriteDistributionPointName(_terms.Url);
            if (_terms.Scope == CrlScope.ManyIssuers) value.WriteBoolean(true, IndirectTag);
        }
    }

    private static void WriteSignerUrl(AsnWriter value, string url)
    {
        using (value.PushSequence())
        using (value.PushSequence())
        {
            value.WriteObjectIdentifier(CrlOids.CaIssuers);
            value.WriteUri(url);
        }
    }

    // Encoded once for each issuer (RFC 5280 section 5.3.3).
    private byte[] CertificateIssuer(DistinguishedName issuer)
    {
        if (_issuers.TryGetValue(issuer, out var encoded)) return encoded;
        encoded = DerWriting.Encode(writer => writer.WriteExtension(CrlOids.CertificateIssuer, isCritical: true, value =>
        {
            using (value.PushSequence()) value.WriteDirectoryName(issuer);
        }));

        // Entries from the store come each with a name of its own object: bounded, so that the table cannot outgrow the list.
        if (_issuers.Count < 1024) _issuers[issuer] = encoded;
        return encoded;
    }

    private static byte[] EncodeReason(int code) => DerWriting.Encode(writer =>
        writer.WriteExtension(CrlOids.ReasonCode, isCritical: false, value => value.WriteEncodedValue([0x0A, 0x01, (byte)code])));
}
