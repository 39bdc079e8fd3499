using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>Context-specific tags, which number the optional fields of a structure.</summary>
internal static class DerTags
{
    /// <summary>The tag of a primitive value.</summary>
    public static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);

    /// <summary>The tag of a value that holds others.</summary>
    public static Asn1Tag ContextConstructed(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    /// <summary>Whether the next value has exactly that tag.</summary>
    public static bool HasNext(this AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag() == tag;
}
