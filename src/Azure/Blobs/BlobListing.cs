using System.Xml;

namespace Shaken.Azure.Blobs;

/// <summary>The XML in which the Blob service lists containers and blobs.</summary>
internal static class BlobListing
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <param name="element">What is listed: <c>Container</c> or <c>Blob</c>.</param>
    public static BlobNamePage Read(Stream xml, string element)
    {
        using var reader = XmlReader.Create(xml, Settings);
        var names = new List<string>();
        string? marker = null;
        var isWithin = false;
        reader.MoveToContent();
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == element) isWithin = true;
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Name" } && isWithin)
            {
                // The first name within an item is its own; metadata may hold others.
                names.Add(reader.ReadElementContentAsString());
                isWithin = false;
            }
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "NextMarker" })
            {
                marker = reader.ReadElementContentAsString();
            }
            else
            {
                reader.Read();
            }
        }

        return new BlobNamePage(names, marker is { Length: > 0 } ? marker : null);
    }
}
