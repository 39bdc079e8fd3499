using System.Buffers;

namespace Shaken.Web.Shared.Problems;

/// <summary>Reads request bodies within a bound; the server itself ends those that come too slowly.</summary>
internal static class BodyReader
{
    /// <summary>The whole body, or null where it is longer than <paramref name="maxOctets"/>.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxOctets)
    {
        if (request.ContentLength > maxOctets) return null;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (result.Buffer.Length > maxOctets)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
