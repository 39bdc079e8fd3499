using System.Formats.Asn1;
using System.Numerics;

namespace Shaken.Core.Tests.Support;

/// <summary>
/// Writes what is not signed in a certificate, a CRL or a CSR another way: the three have one form around what is signed.
/// </summary>
public static class SignedDer
{
    private static readonly BigInteger P256Order =
        new(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    /// <summary>One signature with another spelling each; null where the numbers do not let it be spelled so.</summary>
    public static readonly IReadOnlyDictionary<string, Func<byte[], byte[]?>> FalseSpellings =
        new Dictionary<string, Func<byte[], byte[]?>>
        {
            ["an INTEGER without its leading zero"] = signature =>
                Spell(signature, (r, s) => IsLong(r) ? (r[1..], s) : IsLong(s) ? (r, s[1..]) : null),
            ["a negative r"] = signature => Spell(signature, (r, s) => (Negative(r), s)),
            ["a negative s"] = signature => Spell(signature, (r, s) => (r, Negative(s))),
            ["a zero too many before r"] = signature => Spell(signature, (r, s) => ([0, .. r], s)),
            ["a zero too many before s"] = signature => Spell(signature, (r, s) => (r, [0, .. s])),
            ["r plus the order of P-256"] = signature => Spell(signature, (r, s) => (Plus(r, P256Order), s)),
            ["s plus the order of P-256"] = signature => Spell(signature, (r, s) => (r, Plus(s, P256Order))),
            ["an octet behind"] = signature => [.. signature, 0],
            ["a third INTEGER"] = signature => Wrapped([.. Content(signature), 2, 1, 0]),
            ["a length in two octets"] = signature => Content(signature) is { Length: < 128 } content
                ? [0x30, 0x81, (byte)content.Length, .. content]
                : null,
            ["an indefinite length"] = signature => [0x30, 0x80, .. Content(signature), 0, 0],
            ["a SET"] = signature => [0x31, .. signature[1..]],
            ["r alone"] = signature => Wrapped(Content(signature)[..(2 + Content(signature)[1])]),
            ["nothing"] = _ => [],
        };

    /// <summary>The document with its signature changed; null where the change is.</summary>
    public static byte[]? Respell(ReadOnlyMemory<byte> document, Func<byte[], byte[]?> change) =>
        Rewrite(document, change, algorithm => algorithm);

    /// <summary>The document with NULL as parameters in the AlgorithmIdentifier that is not signed.</summary>
    public static byte[] WithParameters(ReadOnlyMemory<byte> document) =>
        Rewrite(document, signature => signature, algorithm => [0x30, (byte)(algorithm[1] + 2), .. algorithm[2..], 5, 0])!;

    private static byte[]? Rewrite(ReadOnlyMemory<byte> document, Func<byte[], byte[]?> signature, Func<byte[], byte[]> algorithm)
    {
        var parts = new AsnReader(document, AsnEncodingRules.DER).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(parts.ReadEncodedValue().Span);
            writer.WriteEncodedValue(algorithm(parts.ReadEncodedValue().ToArray()));
            if (signature(parts.ReadBitString(out _)) is not { } changed) return null;
            writer.WriteBitString(changed);
        }

        return writer.Encode();
    }

    private static byte[]? Spell(byte[] signature, Func<byte[], byte[], (byte[] R, byte[] S)?> change)
    {
        var sequence = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        if (change(sequence.ReadIntegerBytes().ToArray(), sequence.ReadIntegerBytes().ToArray()) is not var (r, s)) return null;
        return Wrapped([2, (byte)r.Length, .. r, 2, (byte)s.Length, .. s]);
    }

    private static byte[] Wrapped(byte[] content) =>
        content.Length < 128 ? [0x30, (byte)content.Length, .. content] : [0x30, 0x81, (byte)content.Length, .. content];

    private static byte[] Content(byte[] signature)
    {
        AsnDecoder.ReadSequence(signature, AsnEncodingRules.DER, out var offset, out var length, out _);
        return signature[offset..(offset + length)];
    }

    private static bool IsLong(byte[] integer) => integer[0] == 0;

    private static byte[] Negative(byte[] integer) => (-new BigInteger(integer, isBigEndian: true)).ToByteArray(isBigEndian: true);

    private static byte[] Plus(byte[] integer, BigInteger order) =>
        (new BigInteger(integer, isBigEndian: true) + order).ToByteArray(isBigEndian: true);
}
