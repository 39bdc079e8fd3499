using Shaken.Core.Storage;

namespace Shaken.Local.Blobs;

/// <summary>
/// Where a document's file lies below the store's folder. Marks with <c>~</c>, which no name has, keep names apart that file systems do not: a file ends in
/// one, so that <c>a</c> and <c>a/b</c> can both be documents, and a segment longer than a file name may be is cut into folders.
/// </summary>
internal static class BlobPath
{
    /// <summary>Of a file being written; removed at start if a crash left it.</summary>
    public const string TemporaryExtension = ".~new";

    private const string Extension = ".~doc";
    private const string Cut = "~/";

    // File systems hold 255 octets in one name; the longest ending comes on top.
    private const int SegmentLength = 200;

    public static string Of(BlobName name) => Path.Combine([.. Segments(name.Container), .. name.Name.Split('/').SelectMany(Segments)]) + Extension;

    /// <summary>The folder of a container.</summary>
    public static string OfContainer(string container) => Path.Combine([.. Segments(container)]);

    /// <summary>The name a file below the container's folder has, or null where it is no document's.</summary>
    public static string? FindName(string relativePath) => relativePath.EndsWith(Extension, StringComparison.Ordinal)
        ? relativePath[..^Extension.Length].Replace(Path.DirectorySeparatorChar, '/').Replace(Cut, "", StringComparison.Ordinal)
        : null;

    /// <summary>The containers that have a folder, in ordinal order.</summary>
    public static IEnumerable<string> Containers(string folder) => Below(folder).Order(StringComparer.Ordinal);

    // A piece that carries the mark is the beginning of a longer name.
    private static IEnumerable<string> Below(string folder) => Directory.EnumerateDirectories(folder).SelectMany(path => Path.GetFileName(path) is var name && name.EndsWith(Cut[..^1], StringComparison.Ordinal)
        ? Below(path).Select(rest => name[..^(Cut.Length - 1)] + rest)
        : [name]);

    // All pieces but the last carry the mark that FindName joins at.
    private static IEnumerable<string> Segments(string segment)
    {
        for (; segment.Length > SegmentLength; segment = segment[SegmentLength..]) yield return segment[..SegmentLength] + Cut[..^1];
        yield return segment;
    }
}
