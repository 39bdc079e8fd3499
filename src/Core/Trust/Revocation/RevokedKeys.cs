using System.Buffers.Binary;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// Names certificates in 24 octets each, to remember a million of them; two encodings of one issuer's name are one (RFC 5280 section 7.1).
/// </summary>
internal sealed class RevokedKeys
{
    private readonly Dictionary<string, int> _issuers = new(StringComparer.Ordinal);

    public RevokedKey Of(RevocationEntry entry)
    {
        if (!_issuers.TryGetValue(entry.Issuer.Comparable, out var issuer)) _issuers[entry.Issuer.Comparable] = issuer = _issuers.Count;
        return new RevokedKey(entry.Serial.Span, issuer);
    }

    /// <summary>Null: no certificate of that issuer was named before.</summary>
    public RevokedKey? Find(RevocationEntry entry) =>
        _issuers.TryGetValue(entry.Issuer.Comparable, out var issuer) ? new RevokedKey(entry.Serial.Span, issuer) : null;
}

/// <summary>A certificate, as one <see cref="RevokedKeys"/> names it.</summary>
internal readonly record struct RevokedKey
{
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;
    private readonly int _issuer;

    /// <param name="serial">Positive and of at most 20 octets, as all are in the register.</param>
    public RevokedKey(ReadOnlySpan<byte> serial, int issuer)
    {
        Span<byte> octets = stackalloc byte[CertificateSerial.MaxOctets];
        octets.Clear();
        serial.CopyTo(octets[(octets.Length - serial.Length)..]);
        (_high, _middle, _low) = (
            BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(octets[16..]));
        _issuer = issuer;
    }
}
