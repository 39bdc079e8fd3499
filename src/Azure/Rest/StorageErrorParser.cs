using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Core;

namespace Shaken.Azure.Rest;

/// <summary>The error code and the words of a storage service: its header, else the JSON of Tables or the XML of Blobs.</summary>
internal sealed class StorageErrorParser : RequestFailedDetailsParser
{
    public static readonly StorageErrorParser Instance = new();

    private const int MaxOctets = 64 * 1024;

    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        var (code, message) = response.ContentStream is MemoryStream { Length: > 0 and <= MaxOctets } content ? ReadBody(content.ToArray()) : default;
        if (response.Headers.TryGetValue("x-ms-error-code", out var header)) code = header;

        // Of several lines the first is the service's sentence; the others hold its request id and time.
        error = code is null ? null : new ResponseError(code, message?.Split('\n')[0]);
        return error is not null;
    }

    /// <summary>The code of an error within an answer to several operations, or null.</summary>
    public static string? FindCode(ReadOnlyMemory<byte> body) => ReadBody(body.ToArray()).Code;

    private static (string? Code, string? Message) ReadBody(byte[] body)
    {
        try
        {
            return body[0] == (byte)'{' ? ReadJson(body) : ReadXml(body);
        }
        catch (Exception exception) when (exception is JsonException or XmlException or InvalidOperationException or IndexOutOfRangeException)
        {
            // What cannot be read has no code: the status says what happened.
            return default;
        }
    }

    private static (string? Code, string? Message) ReadJson(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("odata.error", out var error)) return default;
        var message = error.TryGetProperty("message", out var words) && words.ValueKind == JsonValueKind.Object && words.TryGetProperty("value", out var value) ? value.GetString() : null;
        return (error.GetProperty("code").GetString(), message);
    }

    private static (string? Code, string? Message) ReadXml(byte[] body)
    {
        using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        string? code = null, message = null;
        reader.MoveToContent();
        reader.Read();
        while (!reader.EOF)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Code" or "code" }) code = reader.ReadElementContentAsString();
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "Message" or "message" }) message = reader.ReadElementContentAsString();
            else reader.Read();
        }

        return (code, message);
    }
}
