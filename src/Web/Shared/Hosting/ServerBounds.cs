using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>How the web server reads requests, under every host.</summary>
internal static class ServerBounds
{
    // What a Functions host lets through unless told otherwise. Each path keeps far less (BodyReader); the server takes the rest and throws
    // it away, for some
    // seconds, because a client whose connection is closed while it sends never reads why it was refused.
    private const int MaxRequestOctets = 100 * 1024 * 1024;

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestOctets;
        kestrel.RequestHeaderEncodingSelector = static name =>
            name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? ContentLengthDigits.Instance : null;

        // BodyArrival gives each body a deadline of its own, and the server reads a refused one away for five seconds at most. The server's
        // least
        // rate is judged once a second for all connections: it would end a thousand slow ones in one moment, and everybody's calls would
        // wait.
        kestrel.Limits.MinRequestBodyDataRate = null;
    }
}
