using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Crls;

/// <summary>That a CRL holds a certificate.</summary>
public readonly record struct RevokedCertificate(DateTimeOffset RevokedAt, RevocationReason Reason);

/// <summary>
/// The entries of a CRL for looking up: arrays of 28 octets an entry and a table of 8 to 16, no object for any of them. A look-up costs a
/// hash whatever the length of the list. Nothing refers to the CRL's own octets, so those can go.
/// </summary>
public sealed class CrlIndex
{
    private readonly CrlEntry[] _slots;
    private readonly int[] _buckets;
    private readonly Dictionary<string, ushort> _issuers;

    internal CrlIndex(CrlEntry[] slots, int[] buckets, Dictionary<string, ushort> issuers, CrlTally tally) =>
        (_slots, _buckets, _issuers, Tally) = (slots, buckets, issuers, tally);

    /// <summary>How many entries.</summary>
    public int Count => _slots.Length;

    /// <summary>How many names of issuers.</summary>
    public int IssuerCount => _issuers.Count;

    /// <summary>Octets in memory, names of issuers not counted.</summary>
    public long Octets => ((long)_slots.Length * Marshal.SizeOf<CrlEntry>()) + ((long)_buckets.Length * sizeof(int));

    internal CrlTally Tally { get; }

    /// <summary>Reads and indexes the entries of a CRL.</summary>
    /// <param name="failure">What is wrong, in words.</param>
    public static bool TryRead(UntrustedCrl crl, [NotNullWhen(true)] out CrlIndex? index, [NotNullWhen(false)] out string? failure) =>
        CrlEntriesReader.TryRead(crl, out index, out failure);

    /// <summary>The entry of a certificate, or null.</summary>
    public RevokedCertificate? Find(StiCertificate certificate) => Find(certificate.Issuer, certificate.SerialNumber.Span);

    /// <summary>The entry of a certificate, or null.</summary>
    /// <param name="issuer">Compared by RFC 5280 section 7.1.</param>
    /// <param name="serial">The content octets of the serialNumber.</param>
    public RevokedCertificate? Find(DistinguishedName issuer, ReadOnlySpan<byte> serial)
    {
        if (!_issuers.TryGetValue(issuer.Comparable, out var number)) return null;
        var wanted = CrlEntry.Of(serial, number);
        for (var bucket = wanted.Hash() & (_buckets.Length - 1); _buckets[bucket] != 0; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            ref readonly var slot = ref _slots[_buckets[bucket] - 1];
            if (slot.IsSameCertificate(wanted))
                return new RevokedCertificate(DateTimeOffset.FromUnixTimeSeconds(slot.RevokedAt), (RevocationReason)slot.Reason);
        }

        return null;
    }
}

/// <summary>What stood in the entries beside the certificates, for the rules and for findings.</summary>
/// <param name="WithoutIssuer">Entries that name no issuer.</param>
/// <param name="WithIssuerNotCritical">certificateIssuer is not critical (RFC 5280 section 5.3.3).</param>
/// <param name="WithUselessReason">A reason code of 0, which is to be left out, or of 7 or 8, which no complete CRL has.</param>
/// <param name="WithOddSerial">A serial number that is not positive, or longer than 20 octets.</param>
/// <param name="Duplicates">The same certificate again.</param>
/// <param name="Latest">The last moment of a revocation.</param>
internal sealed record CrlTally(
    int WithoutIssuer, int WithIssuerNotCritical, int WithUselessReason, int WithOddSerial, int Duplicates, DateTimeOffset? Latest);

/// <summary>One entry: the serial number's octets right-aligned in 20, which issuer, when and why.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct CrlEntry
{
    private const byte Hashed = 255;

    private ulong _high;
    private ulong _middle;
    private uint _low;

    /// <summary>Seconds since 1970; a moment before counts as 1970, one after 2106 as 2106.</summary>
    public uint RevokedAt;

    private ushort _issuer;
    private byte _length;

    public byte Reason;

    /// <summary>Takes a serial number of any length: one of more than 20 octets by its hash.</summary>
    public static CrlEntry Of(ReadOnlySpan<byte> serial, ushort issuer)
    {
        Span<byte> octets = stackalloc byte[CertificateSerial.MaxOctets];
        octets.Clear();
        byte length;
        if (serial.Length > octets.Length)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(serial, hash);
            hash[..octets.Length].CopyTo(octets);
            length = Hashed;
        }
        else
        {
            serial.CopyTo(octets[(octets.Length - serial.Length)..]);
            length = (byte)serial.Length;
        }

        return new CrlEntry
        {
            _high = BinaryPrimitives.ReadUInt64BigEndian(octets),
            _middle = BinaryPrimitives.ReadUInt64BigEndian(octets[8..]),
            _low = BinaryPrimitives.ReadUInt32BigEndian(octets[16..]),
            _issuer = issuer,
            _length = length,
        };
    }

    // The platform's hash is seeded for each process: nobody can choose serial numbers that fall together.
    public readonly int Hash() => HashCode.Combine(_high, _middle, _low, _issuer);

    public readonly bool IsSameCertificate(in CrlEntry other) =>
        _low == other._low && _middle == other._middle && _high == other._high && _issuer == other._issuer && _length == other._length;
}
