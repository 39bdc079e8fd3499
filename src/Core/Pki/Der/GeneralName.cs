using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>The forms of a GeneralName (RFC 5280 section 4.2.1.6); each number is the form's tag.</summary>
internal enum NameForm
{
    OtherName = 0,
    Rfc822Name = 1,
    DnsName = 2,
    X400Address = 3,
    DirectoryName = 4,
    EdiPartyName = 5,
    Uri = 6,
    IpAddress = 7,
    RegisteredId = 8,
}

/// <summary>One name of a certificate, or the base of a subtree of names.</summary>
/// <param name="Text">Of a mailbox, a host or a URI; empty for other forms.</param>
/// <param name="Octets">Of an IP address, in a subtree with the mask behind it; empty for other forms.</param>
/// <param name="Directory">Of a directoryName; null for other forms.</param>
internal sealed record GeneralName(NameForm Form, string Text, ReadOnlyMemory<byte> Octets, DistinguishedName? Directory)
{
    public static readonly Asn1Tag DirectoryNameTag = DerTags.ContextConstructed((int)NameForm.DirectoryName);
    public static readonly Asn1Tag UriTag = DerTags.Context((int)NameForm.Uri);

    public static GeneralName Of(DistinguishedName name) => new(NameForm.DirectoryName, "", ReadOnlyMemory<byte>.Empty, name);

    public static GeneralName OfMailbox(string mailbox) => new(NameForm.Rfc822Name, mailbox, ReadOnlyMemory<byte>.Empty, null);

    /// <exception cref="AsnContentException">The next value is no GeneralName.</exception>
    public static GeneralName Read(AsnReader names)
    {
        var tag = names.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || !Enum.IsDefined((NameForm)tag.TagValue))
            throw new AsnContentException("No GeneralName.");
        return (NameForm)tag.TagValue switch
        {
            NameForm.DirectoryName => ReadDirectoryName(names),
            NameForm.Rfc822Name or NameForm.DnsName or NameForm.Uri => ReadText(names, tag.TagValue),
            NameForm.IpAddress => ReadAddress(names, tag.TagValue),
            NameForm.OtherName or NameForm.X400Address or NameForm.EdiPartyName or NameForm.RegisteredId => Skip(names, tag.TagValue),
        };
    }

    // A CHOICE keeps its own tag within the tag of the form.
    private static GeneralName ReadDirectoryName(AsnReader names)
    {
        var wrapper = names.ReadSequence(DirectoryNameTag);
        var name = DistinguishedName.Read(wrapper.ReadEncodedValue());
        wrapper.ThrowIfNotEmpty();
        return Of(name);
    }

    private static GeneralName ReadText(AsnReader names, int form) =>
        new((NameForm)form, names.ReadCharacterString(UniversalTagNumber.IA5String, DerTags.Context(form)),
            ReadOnlyMemory<byte>.Empty, null);

    private static GeneralName ReadAddress(AsnReader names, int form) =>
        new((NameForm)form, "", names.ReadOctetString(DerTags.Context(form)), null);

    private static GeneralName Skip(AsnReader names, int form)
    {
        names.ReadEncodedValue();
        return new GeneralName((NameForm)form, "", ReadOnlyMemory<byte>.Empty, null);
    }
}
