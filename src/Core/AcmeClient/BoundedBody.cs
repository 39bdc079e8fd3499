namespace Shaken.Core.AcmeClient;

/// <summary>Reads an answer's body within bounds: also a CA that the operator chose may send too much.</summary>
internal static class BoundedBody
{
    /// <summary>The longest answer that is read: a chain of ten certificates has less than a tenth of it.</summary>
    public const int MaxOctets = 1024 * 1024;

    private const int ReadOctets = 16 * 1024;

    /// <summary>The body, or null when it is longer.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[ReadOctets];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read && read > 0)
        {
            if (body.Length + read > MaxOctets) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
