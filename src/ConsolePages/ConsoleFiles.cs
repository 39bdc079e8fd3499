using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Shaken.ConsolePages;

/// <summary>The files of the console's application, as its publish made them: read from the program when they are first asked for.</summary>
public static class ConsoleFiles
{
    /// <summary>The page that every screen's URL answers with.</summary>
    public const string Page = "index.html";

    private const string Prefix = "console/";
    private const string Brotli = ".br";
    private const string MapBegin = "<script type=\"importmap\">";
    private const string MapEnd = "</script>";

    private static readonly Assembly Program = typeof(ConsoleFiles).Assembly;
    private static readonly HashSet<string> Names =
        [.. Program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];

    private static readonly ConcurrentDictionary<string, ConsoleFile> Read = new(StringComparer.Ordinal);

    /// <summary>The paths of all files.</summary>
    public static IEnumerable<string> Paths => Names.Select(name => PathOf(name)).Order(StringComparer.Ordinal);

    /// <summary>
    /// The hash of the import map within the page, for its Content-Security-Policy: base64 of SHA-256. The publish writes the map, so its
    /// hash is not known before.
    /// </summary>
    public static Lazy<string> ImportMapHash { get; } = new(() =>
    {
        var page = Encoding.UTF8.GetString(Find(Page)!.Plain.Span);
        var begin = page.IndexOf(MapBegin, StringComparison.Ordinal) + MapBegin.Length;
        var map = page[begin..page.IndexOf(MapEnd, begin, StringComparison.Ordinal)];
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)));
    });

    /// <summary>The file at a path below <c>/console/</c>; null: there is none.</summary>
    public static ConsoleFile? Find(string path) =>
        Read.TryGetValue(path, out var known) ? known
        : Names.Contains($"{Prefix}{path}{Brotli}") ? Keep(path, $"{Prefix}{path}{Brotli}", isBrotli: true)
        : Names.Contains($"{Prefix}{path}") ? Keep(path, $"{Prefix}{path}", isBrotli: false)
        : null;

    private static ConsoleFile Keep(string path, string resource, bool isBrotli)
    {
        using var stream = Program.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The file {resource} is not in the program.");
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return Read.GetOrAdd(path, new ConsoleFile(path, octets, isBrotli));
    }

    private static string PathOf(string name)
    {
        var path = name[Prefix.Length..];
        return path.EndsWith(Brotli, StringComparison.Ordinal) ? path[..^Brotli.Length] : path;
    }
}
