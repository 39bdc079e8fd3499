using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>A signature's AlgorithmIdentifier as encoded (RFC 5280 section 4.1.1.2).</summary>
internal readonly struct AlgorithmIdentifier
{
    private readonly ReadOnlyMemory<byte> _der;

    private AlgorithmIdentifier(ReadOnlyMemory<byte> der, string oid, bool hasParameters) =>
        (_der, Oid, HasParameters) = (der, oid, hasParameters);

    /// <summary>ecdsa-with-SHA256, encoded: it has no parameters (RFC 5758 section 3.2).</summary>
    public static ReadOnlySpan<byte> EcdsaWithSha256 => [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

    public string Oid { get; }

    public bool HasParameters { get; }

    /// <exception cref="AsnContentException">The next value is no AlgorithmIdentifier.</exception>
    public static AlgorithmIdentifier Read(AsnReader parent)
    {
        var der = parent.PeekEncodedValue();
        var algorithm = parent.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var hasParameters = algorithm.HasData;
        if (hasParameters) algorithm.ReadEncodedValue();
        algorithm.ThrowIfNotEmpty();
        return new AlgorithmIdentifier(der, oid, hasParameters);
    }

    /// <summary>Octet for octet: two OIDs that agree leave the parameters free.</summary>
    public bool IsSameAs(AlgorithmIdentifier other) => _der.Span.SequenceEqual(other._der.Span);
}
