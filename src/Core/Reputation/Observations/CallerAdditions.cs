using System.Buffers.Binary;

namespace Shaken.Core.Reputation.Observations;

/// <summary>What a batch adds to one calling number or origid.</summary>
/// <param name="Hash">Under the monthly key.</param>
internal readonly record struct CallerAddition(UInt128 Hash, float Good, float Bad, int Day);

/// <summary>Additions as octets, 28 each: hash, good, bad, day, all big-endian.</summary>
internal static class CallerAdditions
{
    private const int Size = 28;

    public static byte[] Write(IReadOnlyCollection<CallerAddition> additions)
    {
        var octets = new byte[additions.Count * Size];
        var rest = octets.AsSpan();
        foreach (var addition in additions)
        {
            BinaryPrimitives.WriteUInt128BigEndian(rest, addition.Hash);
            BinaryPrimitives.WriteSingleBigEndian(rest[16..], addition.Good);
            BinaryPrimitives.WriteSingleBigEndian(rest[20..], addition.Bad);
            BinaryPrimitives.WriteInt32BigEndian(rest[24..], addition.Day);
            rest = rest[Size..];
        }

        return octets;
    }

    public static IEnumerable<CallerAddition> Read(ReadOnlyMemory<byte> octets)
    {
        for (var start = 0; start + Size <= octets.Length; start += Size) yield return ReadOne(octets.Span[start..]);
    }

    private static CallerAddition ReadOne(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt128BigEndian(octets), BinaryPrimitives.ReadSingleBigEndian(octets[16..]),
        BinaryPrimitives.ReadSingleBigEndian(octets[20..]), BinaryPrimitives.ReadInt32BigEndian(octets[24..]));
}
