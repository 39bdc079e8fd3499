using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>Walks the entries of a CRL (RFC 5280 sections 5.1.2.6 and 5.3) without an object for any of them.</summary>
internal sealed class CrlEntriesReader
{
    private const AsnEncodingRules Der = AsnEncodingRules.DER;
    private const byte UtcTimeTag = 0x17;
    private const int UtcTimeLength = 13;

    private readonly bool _isIndirect;
    private readonly CrlIssuers _issuers;
    private readonly CrlEntry[] _slots;
    private readonly int[] _buckets;
    private ushort _issuer;
    private int _count;
    private int _withoutIssuer;
    private int _withIssuerNotCritical;
    private int _withUselessReason;
    private int _withOddSerial;
    private int _duplicates;
    private long _latest = long.MinValue;

    private CrlEntriesReader(UntrustedCrl crl, int entries)
    {
        _isIndirect = crl.IsIndirect;
        _issuers = new CrlIssuers(crl.Issuer);
        _slots = new CrlEntry[entries];
        _buckets = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries * 2, 16))];
    }

    public static bool TryRead(UntrustedCrl crl, [NotNullWhen(true)] out CrlIndex? index, [NotNullWhen(false)] out string? failure)
    {
        index = null;
        try
        {
            // Counted first, so that memory is taken once and for what is there, not for what a header claims.
            var entries = CountOf(crl.Entries.Span);
            var reader = new CrlEntriesReader(crl, entries);
            reader.ReadAll(crl.Entries.Span);
            index = reader.ToIndex();
            failure = null;
            return true;
        }
        catch (AsnContentException exception)
        {
            failure = $"the entries of the CRL cannot be read: {exception.Message}";
            return false;
        }
    }

    private static int CountOf(ReadOnlySpan<byte> entries)
    {
        var count = 0;
        while (!entries.IsEmpty)
        {
            if (count++ == Limits.CrlEntries) throw new AsnContentException($"There are more than {Limits.CrlEntries}.");
            AsnDecoder.ReadSequence(entries, Der, out _, out _, out var consumed);
            entries = entries[consumed..];
        }

        return count;
    }

    private CrlIndex ToIndex() => new(
        _count == _slots.Length ? _slots : _slots[.._count], _buckets, _issuers.ByName,
        new CrlTally(
            _withoutIssuer, _withIssuerNotCritical, _withUselessReason, _withOddSerial, _duplicates,
            _latest == long.MinValue ? null : DateTimeOffset.FromUnixTimeSeconds(_latest)));

    private void ReadAll(ReadOnlySpan<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            AsnDecoder.ReadSequence(entries, Der, out var offset, out var length, out var consumed);
            ReadEntry(entries.Slice(offset, length));
            entries = entries[consumed..];
        }
    }

    private void ReadEntry(ReadOnlySpan<byte> entry)
    {
        var serial = AsnDecoder.ReadIntegerBytes(entry, Der, out var consumed);
        entry = entry[consumed..];
        if (serial.Length > CertificateSerial.MaxOctets || (serial[0] & 0x80) != 0 || serial is [0]) _withOddSerial++;
        var revokedAt = ReadTime(ref entry);
        _latest = Math.Max(_latest, revokedAt);
        var extensions = ReadExtensions(entry);
        if (!extensions.HasIssuer) _withoutIssuer++;

        var slot = CrlEntry.Of(serial, _issuer);
        slot.RevokedAt = (uint)Math.Clamp(revokedAt, 0, uint.MaxValue);
        slot.Reason = extensions.Reason;
        Insert(slot);
    }

    private void Insert(in CrlEntry slot)
    {
        var bucket = slot.Hash() & (_buckets.Length - 1);
        for (; _buckets[bucket] != 0; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            if (!_slots[_buckets[bucket] - 1].IsSameCertificate(slot)) continue;
            _duplicates++;
            return;
        }

        _slots[_count++] = slot;
        _buckets[bucket] = _count;
    }

    private (byte Reason, bool HasIssuer) ReadExtensions(ReadOnlySpan<byte> rest)
    {
        byte reason = 0;
        var hasIssuer = false;
        if (rest.IsEmpty) return (reason, hasIssuer);
        AsnDecoder.ReadSequence(rest, Der, out var offset, out var length, out var consumed);
        if (consumed != rest.Length) throw new AsnContentException("Something stands behind an entry's extensions.");
        var extensions = rest.Slice(offset, length);
        while (!extensions.IsEmpty)
        {
            AsnDecoder.ReadSequence(extensions, Der, out offset, out length, out consumed);
            var extension = extensions.Slice(offset, length);
            extensions = extensions[consumed..];
            var isCritical = ReadHeader(extension, out var oid, out var value);
            if (oid.SequenceEqual((ReadOnlySpan<byte>)[0x06, 0x03, 0x55, 0x1D, 0x15])) reason = ReadReason(value);
            else if (oid.SequenceEqual((ReadOnlySpan<byte>)[0x06, 0x03, 0x55, 0x1D, 0x1D]))
            {
                ReadIssuer(value, isCritical);
                hasIssuer = true;
            }
            else if (isCritical)
            {
                // RFC 5280 section 5.3: a list with a critical entry extension that is not known says nothing of any certificate.
                throw new AsnContentException("An entry has a critical extension that is not known.");
            }
        }

        return (reason, hasIssuer);
    }

    private static bool ReadHeader(ReadOnlySpan<byte> extension, out ReadOnlySpan<byte> oid, out ReadOnlySpan<byte> value)
    {
        AsnDecoder.ReadEncodedValue(extension, Der, out _, out _, out var consumed);
        oid = extension[..consumed];
        if (oid[0] != 0x06) throw new AsnContentException("An extension does not begin with an object identifier.");
        extension = extension[consumed..];
        var isCritical = false;
        if (extension is [0x01, ..])
        {
            isCritical = AsnDecoder.ReadBoolean(extension, Der, out consumed);
            extension = extension[consumed..];
        }

        if (!AsnDecoder.TryReadPrimitiveOctetString(extension, Der, out value, out consumed) || consumed != extension.Length)
            throw new AsnContentException("An extension of an entry is malformed.");
        return isCritical;
    }

    // A reason that is not defined is kept as unspecified: the certificate is revoked all the same.
    private byte ReadReason(ReadOnlySpan<byte> value)
    {
        var octets = AsnDecoder.ReadEnumeratedBytes(value, Der, out var consumed);
        if (consumed != value.Length) throw new AsnContentException("Something stands behind a reason code.");
        var isDefined = octets.Length == 1 && RevocationReasons.TryFrom(octets[0], out _);
        if (!isDefined || octets is [0] or [8]) _withUselessReason++;
        return isDefined ? octets[0] : (byte)0;
    }

    private void ReadIssuer(ReadOnlySpan<byte> value, bool isCritical)
    {
        // On a list that is not indirect the extension contradicts the list itself.
        if (!_isIndirect) throw new AsnContentException("An entry names an issuer, but the CRL is not indirect.");
        if (!isCritical) _withIssuerNotCritical++;
        _issuer = _issuers.NumberOf(value);
    }

    private static long ReadTime(ref ReadOnlySpan<byte> entry)
    {
        if (entry is [UtcTimeTag, UtcTimeLength, ..] && entry.Length >= UtcTimeLength + 2
            && TryReadUtcTime(entry.Slice(2, UtcTimeLength), out var seconds))
        {
            entry = entry[(UtcTimeLength + 2)..];
            return seconds;
        }

        var isUtc = entry is [UtcTimeTag, ..];
        var moment = isUtc
            ? AsnDecoder.ReadUtcTime(entry, Der, out var consumed, DerTime.LastYearOfUtcTime)
            : AsnDecoder.ReadGeneralizedTime(entry, Der, out consumed);
        entry = entry[consumed..];
        return moment.ToUnixTimeSeconds();
    }

    // YYMMDDhhmmssZ, by hand: a million of them are most of the reading.
    private static bool TryReadUtcTime(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text[12] != (byte)'Z' || text[..12].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        var (year, month, day) = (Two(text, 0), Two(text, 2), Two(text, 4));
        var (hour, minute, second) = (Two(text, 6), Two(text, 8), Two(text, 10));
        year += year < 50 ? 2000 : 1900;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        seconds = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int index) => ((text[index] - '0') * 10) + (text[index + 1] - '0');
}

/// <summary>The issuers that entries name, each read once: entries repeat a few names a million times.</summary>
internal sealed class CrlIssuers
{
    private readonly Dictionary<int, List<(byte[] Encoded, ushort Number)>> _byEncoding = [];
    private byte[] _last = [];
    private ushort _lastNumber;
    private int _encodings;

    /// <summary>An entry that names no issuer has that of the one before, the first the CRL's own (RFC 5280 section 5.3.3).</summary>
    public CrlIssuers(DistinguishedName crlIssuer) =>
        ByName = new Dictionary<string, ushort>(StringComparer.Ordinal) { [crlIssuer.Comparable] = 0 };

    public Dictionary<string, ushort> ByName { get; }

    /// <param name="value">GeneralNames with one directoryName.</param>
    public ushort NumberOf(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual(_last)) return _lastNumber;
        var hash = new HashCode();
        hash.AddBytes(value);
        var key = hash.ToHashCode();
        if (!_byEncoding.TryGetValue(key, out var known)) _byEncoding[key] = known = [];
        foreach (var (encoded, number) in known)
        {
            if (value.SequenceEqual(encoded)) return Remember(encoded, number);
        }

        if (_encodings++ == Limits.CrlIssuers) throw new AsnContentException($"There are more than {Limits.CrlIssuers} issuers.");
        var own = value.ToArray();
        var name = ReadName(own).Comparable;
        if (!ByName.TryGetValue(name, out var found)) ByName[name] = found = (ushort)ByName.Count;
        known.Add((own, found));
        return Remember(own, found);
    }

    private ushort Remember(byte[] encoded, ushort number)
    {
        (_last, _lastNumber) = (encoded, number);
        return number;
    }

    private static DistinguishedName ReadName(byte[] value)
    {
        var names = DerReading.OpenSequence(value);
        while (names.HasData)
        {
            if (names.HasNext(GeneralName.DirectoryNameTag)) return names.ReadDirectoryName();
            names.ReadEncodedValue();
        }

        throw new AsnContentException("A certificateIssuer has no directoryName.");
    }
}
