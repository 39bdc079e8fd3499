using System.IO.Compression;
using System.Text.Json;
using Shaken.Core.Certificates;

namespace Shaken.Core.Tests.Support;

/// <summary>A certificate seen on the public telephone network, with the verdict a published report gave on it.</summary>
public sealed record RealCertificate(StiCertificate Certificate, string? Url, string Issuer, IReadOnlyList<string> Findings);

/// <summary>
/// Real STI certificates: a picked set in the repository (see NOTICE for its source), and the whole published set where a
/// checkout has it in the folder beside it.
/// </summary>
public static class RealCertificates
{
    public static string? WholeSetPath { get; } = FindWholeSet();

    public static IReadOnlyList<RealCertificate> ReadWholeSet() => Read(WholeSetPath!);

    private static List<RealCertificate> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        var list = new List<RealCertificate>();
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            Assert.True(StiCertificate.TryRead(root.GetProperty("der").GetBytesFromBase64(), out var certificate, out var failure), failure);
            Assert.Equal(root.GetProperty("sha256").GetString(), certificate.Fingerprint);
            list.Add(new RealCertificate(
                certificate,
                root.GetProperty("url").GetString(),
                root.GetProperty("issuer").GetString()!,
                [.. root.GetProperty("findings").EnumerateArray().Select(rule => rule.GetString()!)]));
        }

        return list;
    }

    private static string? FindWholeSet()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "real-certificates", "certificates.jsonl.gz");
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
