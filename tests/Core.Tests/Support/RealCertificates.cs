using System.IO.Compression;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Tests.Support;

/// <summary>A certificate seen on the public telephone network, with the verdict a published report gave on it.</summary>
public sealed record RealCertificate(StiCertificate Certificate, string? Url, string Issuer, IReadOnlyList<string> Findings);

/// <summary>
/// Real STI certificates: a picked set in the repository (its README states its source), and the whole published set where a
/// checkout has it in the folder beside it.
/// </summary>
public static class RealCertificates
{
    private static readonly Lazy<IReadOnlyList<RealCertificate>> Picked = new(ReadPickedSet);

    public static string? WholeSetPath { get; } = Find("shared/real-certificates/certificates.jsonl.gz");

    /// <summary>Chains of the picked set, each with the verdict expected of it.</summary>
    public static string ChainsPath { get; } = Find("src/Demo/RealCertificates/chains.jsonl")!;

    public static IReadOnlyList<RealCertificate> PickedSet => Picked.Value;

    public static IReadOnlyList<RealCertificate> ReadWholeSet()
    {
        using var file = File.OpenRead(WholeSetPath!);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        return Read(unzipped);
    }

    private static List<RealCertificate> ReadPickedSet()
    {
        var path = Find("src/Demo/RealCertificates/certificates.jsonl");
        Assert.NotNull(path);
        using var file = File.OpenRead(path);
        return Read(file);
    }

    private static List<RealCertificate> Read(Stream lines)
    {
        using var reader = new StreamReader(lines);
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

    // Test assemblies run somewhere below the repository's root.
    private static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, path);
            if (File.Exists(found)) return found;
        }

        return null;
    }
}
