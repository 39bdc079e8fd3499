using System.Text;

namespace Shaken.Fuzz.Tests.Engine;

/// <summary>Edits that know DER: tags, lengths, and whole values, mostly with the lengths around them made right again.</summary>
internal static class DerEdits
{
    private static readonly byte[] Tags = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1E, 0x1F, 0x24, 0x30, 0x31, 0x80, 0x82, 0x86, 0xA0, 0xA1, 0xA2, 0xA3, 0xA4];

    private static readonly string[] Texts =
    [
        "", "US", "CA", "XX", "1234", "us", "123456789012345", "1234567890123456", "12155550100", "99", "0", "a", "250101000000Z", "20500101000000Z", "491231235959Z", "99991231235959Z",
        "250101000000+0100", "20250101000000.5Z", "2501010000Z", "000000000000Z", "é", "\0", "SHAKEN 1234", "https://x/", "iat", "orig",
    ];

    /// <summary>One edit.</summary>
    public static byte[] Apply(DerNode root, DerNode other, Xorshift random)
    {
        var all = root.All().ToList();
        var node = random.Pick(all);
        return random.Below(12) switch
        {
            0 => OctetEdits.Apply(root.Write(), other.Write(), random),
            1 => root.Write(node, DerNode.Wrap(random.OneIn(2) ? random.Pick(Tags) : random.Octet(), node.Inside())),
            2 => root.Write(node, WithOddLength(node, random)),
            3 => root.Write(node, []),
            4 => root.Write(node, [.. node.Write(), .. node.Write()]),
            5 => root.Write(node, random.Pick(other.All().ToList()).Write()),
            6 => root.Write(node, random.Pick(all).Write()),
            7 or 8 => root.Write(node, DerNode.Wrap(node.Tag, OctetEdits.Apply(node.Inside(), random.Pick(all).Inside(), random))),
            9 => root.Write(node, DerNode.Wrap(node.Tag, Encoding.UTF8.GetBytes(random.Pick(Texts)))),
            10 => root.Write(node, Nested(node, random)),
            _ => root.Write(node, Repeated(node, random)),
        };
    }

    // Lengths that DER forbids, that lie, or that are enormous.
    private static byte[] WithOddLength(DerNode node, Xorshift random)
    {
        var content = node.Inside();
        var low = (byte)(content.Length & 0xFF);
        byte[] length = random.Below(8) switch
        {
            0 => [0x80],
            1 => [0x81, low],
            2 => [0x82, (byte)(content.Length >> 8), low],
            3 => [0x84, 0xFF, 0xFF, 0xFF, 0xFF],
            4 => [0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            5 => [0xFF],
            6 => [(byte)((low + 1) & 0x7F)],
            _ => [(byte)((low - 1) & 0x7F)],
        };
        return [node.Tag, .. length, .. content, .. length is [0x80] ? new byte[2] : []];
    }

    private static byte[] Nested(DerNode node, Xorshift random)
    {
        var octets = node.Write();
        var tag = random.OneIn(2) ? (byte)0x30 : random.Pick(Tags);
        for (var depth = random.OneIn(8) ? random.Below(1500) : random.Below(4); depth >= 0; depth--) octets = DerNode.Wrap(tag, octets);
        return octets;
    }

    private static byte[] Repeated(DerNode node, Xorshift random)
    {
        var octets = node.Write();
        var times = Math.Min(random.OneIn(4) ? 2000 : 40, 12_000 / octets.Length);
        return [.. Enumerable.Repeat(octets, Math.Max(1, times)).SelectMany(one => one)];
    }
}
