using System.IO.Compression;
using System.Security.Cryptography;

namespace Shaken.ConsolePages;

/// <summary>A file of the console's application, within the program itself.</summary>
public sealed class ConsoleFile
{
    private readonly Lazy<byte[]> _plain;

    internal ConsoleFile(string path, byte[] octets, bool isBrotli)
    {
        (Path, Octets, IsBrotli) = (path, octets, isBrotli);
        _plain = new Lazy<byte[]>(() => isBrotli ? Decompress(octets) : octets);
        EntityTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 16))}\"";
    }

    /// <summary>Below <c>/console/</c>.</summary>
    public string Path { get; }

    /// <summary>As it lies in the program.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Whether <see cref="Octets"/> is compressed by Brotli (RFC 7932).</summary>
    public bool IsBrotli { get; }

    /// <summary>For clients that do not take Brotli.</summary>
    public ReadOnlyMemory<byte> Plain => _plain.Value;

    /// <summary>A strong entity tag of <see cref="Octets"/>, quotes included.</summary>
    public string EntityTag { get; }

    private static byte[] Decompress(byte[] octets)
    {
        using var compressed = new BrotliStream(new MemoryStream(octets), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        compressed.CopyTo(plain);
        return plain.ToArray();
    }
}
