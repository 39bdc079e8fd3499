using System.Security.Cryptography;

namespace Shaken.ConsolePages;

/// <summary>A file of the console's pages, within the program itself: nothing is loaded from elsewhere.</summary>
public sealed class ConsoleAsset
{
    private ConsoleAsset(string route, string mediaType, byte[] octets)
    {
        (Route, MediaType, Octets) = (route, mediaType, octets);
        EntityTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 16))}\"";
    }

    /// <summary>Every asset, each with a route of its own.</summary>
    public static IReadOnlyList<ConsoleAsset> All { get; } =
    [
        Read("console/certificates", "text/html; charset=utf-8", "certificates.html"),
        Read("console/certificates.js", "text/javascript; charset=utf-8", "certificates.js"),
        Read("console/console.css", "text/css; charset=utf-8", "console.css"),
    ];

    /// <summary>Without a leading slash.</summary>
    public string Route { get; }

    public string MediaType { get; }

    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>A strong entity tag, quotes included.</summary>
    public string EntityTag { get; }

    private static ConsoleAsset Read(string route, string mediaType, string name)
    {
        using var stream = typeof(ConsoleAsset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The asset {name} is not in the program.");
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return new ConsoleAsset(route, mediaType, octets);
    }
}
