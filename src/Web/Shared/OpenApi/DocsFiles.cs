using System.IO.Compression;
using Scalar.AspNetCore;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// The files of <c>/docs</c>. Scalar's own endpoints need endpoint routing, which the isolated worker does not have, so its package is
/// used for its script alone: a resource of its assembly, compressed or not.
/// </summary>
internal static class DocsFiles
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly Lazy<StaticFile> PageFile = new(() => Own("text/html; charset=utf-8", "docs.html"));
    private static readonly Lazy<StaticFile> StartFile = new(() => Own(Script, "start.js"));
    private static readonly Lazy<StaticFile> ScalarFile = new(ReadScalar);

    public static StaticFile Page => PageFile.Value;

    public static StaticFile Start => StartFile.Value;

    public static StaticFile Scalar => ScalarFile.Value;

    private static StaticFile Own(string mediaType, string name) => StaticFile.Of(mediaType, typeof(DocsFiles).Assembly, name);

    // Sent as it is stored where that is compressed: every browser takes gzip, and the script is four times as long without.
    private static StaticFile ReadScalar()
    {
        var stored = StaticFile.Of(Script, typeof(ScalarOptions).Assembly, "ScalarStaticAssets.scalar.js");
        return stored.Octets.Span is [0x1f, 0x8b, ..] ? stored with { Plain = new Lazy<byte[]>(() => Inflate(stored.Octets)) } : stored;
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> compressed)
    {
        using var input = new MemoryStream(compressed.ToArray());
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        gzip.CopyTo(output);
        return output.ToArray();
    }
}
