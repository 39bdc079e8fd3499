using System.Formats.Asn1;

namespace Shaken.Fuzz.Tests.Engine;

/// <summary>
/// A DER value taken apart as far as it goes, the insides of OCTET STRINGs and BIT STRINGs too, so that an edit deep
/// within can be written with every length around it made right again.
/// </summary>
internal sealed class DerNode
{
    private const byte BitString = 0x03;
    private const byte OctetString = 0x04;
    private const byte Constructed = 0x20;

    private DerNode(byte tag, byte[] prefix, byte[] content, IReadOnlyList<DerNode> children) =>
        (Tag, Prefix, Content, Children) = (tag, prefix, content, children);

    /// <summary>The identifier octet; tags of several octets do not occur in certificates.</summary>
    public byte Tag { get; }

    /// <summary>What stands before the children: the count of unused bits of a BIT STRING.</summary>
    public byte[] Prefix { get; }

    /// <summary>The content where there are no children.</summary>
    public byte[] Content { get; }

    public IReadOnlyList<DerNode> Children { get; }

    public static DerNode Read(ReadOnlyMemory<byte> der) => TryReadAll(der) is [var only] ? only : throw new ArgumentException("Not one DER value.", nameof(der));

    /// <summary>The node and everything below it.</summary>
    public IEnumerable<DerNode> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>Writes the value, with other octets in place of one node.</summary>
    public byte[] Write(DerNode? replaced = null, byte[]? replacement = null)
    {
        if (ReferenceEquals(this, replaced)) return replacement!;
        return Wrap(Tag, Inside(replaced, replacement));
    }

    /// <summary>The content octets, tag and length left out.</summary>
    public byte[] Inside(DerNode? replaced = null, byte[]? replacement = null) =>
        Children.Count == 0 ? [.. Prefix, .. Content] : [.. Prefix, .. Children.SelectMany(child => child.Write(replaced, replacement))];

    /// <summary>Tag, shortest length, content.</summary>
    public static byte[] Wrap(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        < 0x10000 => [tag, 0x82, (byte)(content.Length >> 8), (byte)(content.Length & 0xFF), .. content],
        _ => [tag, 0x83, (byte)(content.Length >> 16), (byte)((content.Length >> 8) & 0xFF), (byte)(content.Length & 0xFF), .. content],
    };

    private static List<DerNode>? TryReadAll(ReadOnlyMemory<byte> der)
    {
        var nodes = new List<DerNode>();
        while (der.Length > 0)
        {
            if (!AsnDecoder.TryReadEncodedValue(der.Span, AsnEncodingRules.DER, out var tag, out var start, out var length, out var consumed) || tag.TagValue > 30) return null;
            nodes.Add(Of(der.Span[0], der.Slice(start, length)));
            der = der[consumed..];
        }

        return nodes;
    }

    private static DerNode Of(byte tag, ReadOnlyMemory<byte> content)
    {
        var prefix = tag == BitString ? Math.Min(1, content.Length) : 0;
        var children = (tag & Constructed) != 0 || (tag is OctetString or BitString && content.Length > prefix + 1) ? TryReadAll(content[prefix..]) : null;
        return new DerNode(tag, content[..prefix].ToArray(), content[prefix..].ToArray(), children ?? []);
    }
}
