namespace Shaken.Fuzz.Tests.Engine;

/// <summary>Edits that know nothing of what the octets mean.</summary>
internal static class OctetEdits
{
    private const int MaxLength = 64 * 1024;

    private static readonly byte[] Edges = [0x00, 0x01, 0x7F, 0x80, 0x81, 0x84, 0xC0, 0xED, 0xFE, 0xFF, (byte)'.', (byte)'"', (byte)'\\', (byte)'{', (byte)'['];

    /// <summary>One edit.</summary>
    /// <param name="other">Another valid input, for splices.</param>
    public static byte[] Apply(byte[] octets, byte[] other, Xorshift random) => random.Below(10) switch
    {
        0 or 1 => FlipBit(octets, random),
        2 => Replace(octets, random),
        3 => Insert(octets, random),
        4 => Delete(octets, random),
        5 => Repeat(octets, 1, random),
        6 => Swap(octets, random),
        7 => octets[..random.Below(octets.Length + 1)],
        8 => Splice(octets, other, random),
        _ => Repeat(octets, 1 + random.Below(64), random),
    };

    /// <summary>The beginning of one and the end of the other.</summary>
    public static byte[] Splice(byte[] octets, byte[] other, Xorshift random) =>
        [.. octets.AsSpan(0, random.Below(octets.Length + 1)), .. other.AsSpan(random.Below(other.Length + 1))];

    private static byte[] FlipBit(byte[] octets, Xorshift random)
    {
        if (octets.Length == 0) return [random.Octet()];
        var copy = octets.ToArray();
        copy[random.Below(copy.Length)] ^= (byte)(1 << random.Below(8));
        return copy;
    }

    private static byte[] Replace(byte[] octets, Xorshift random)
    {
        if (octets.Length == 0) return [random.Pick(Edges)];
        var copy = octets.ToArray();
        copy[random.Below(copy.Length)] = random.OneIn(2) ? random.Pick(Edges) : random.Octet();
        return copy;
    }

    private static byte[] Insert(byte[] octets, Xorshift random)
    {
        var fresh = new byte[1 + random.Below(8)];
        random.Fill(fresh);
        if (random.OneIn(2)) Array.Fill(fresh, random.Pick(Edges));
        var at = random.Below(octets.Length + 1);
        return [.. octets.AsSpan(0, at), .. fresh, .. octets.AsSpan(at)];
    }

    private static byte[] Delete(byte[] octets, Xorshift random)
    {
        var (start, length) = Part(octets, random);
        return [.. octets.AsSpan(0, start), .. octets.AsSpan(start + length)];
    }

    private static byte[] Swap(byte[] octets, Xorshift random)
    {
        if (octets.Length < 2) return octets;
        var copy = octets.ToArray();
        var (first, second) = (random.Below(copy.Length), random.Below(copy.Length));
        (copy[first], copy[second]) = (copy[second], copy[first]);
        return copy;
    }

    private static byte[] Repeat(byte[] octets, int times, Xorshift random)
    {
        var (start, length) = Part(octets, random);
        var output = new List<byte>(octets.Length + (length * times));
        output.AddRange(octets.AsSpan(0, start + length));
        for (var time = 0; time < times && output.Count + length < MaxLength; time++) output.AddRange(octets.AsSpan(start, length));
        output.AddRange(octets.AsSpan(start + length));
        return [.. output];
    }

    // Mostly short: a long one leaves nothing to be read.
    private static (int Start, int Length) Part(byte[] octets, Xorshift random)
    {
        var start = random.Below(octets.Length + 1);
        var room = octets.Length - start;
        return (start, random.OneIn(4) ? random.Below(room + 1) : Math.Min(room, 1 + random.Below(4)));
    }
}
