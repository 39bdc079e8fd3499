using System.Text.Json;

namespace Shaken.Core.Tests.Support;

/// <summary>
/// Vectors of the public project Wycheproof, where a checkout has them in the folder beside it. None is in the repository; tests that
/// need them are skipped by name elsewhere.
/// </summary>
public static class Wycheproof
{
    public static void SkipIfAbsent() => Assert.SkipWhen(Folder is null, "the vectors of Wycheproof are not beside this checkout");

    private static string? Folder { get; } = Find();

    /// <summary>Hands each vector of a file to a test, with the group that has its key.</summary>
    /// <returns>How many there were.</returns>
    public static int ForEach(string file, Action<JsonElement, JsonElement, string> test)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, file)));
        var count = 0;
        foreach (var group in json.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var vector in group.GetProperty("tests").EnumerateArray())
            {
                test(group, vector, $"{file} {vector.GetProperty("tcId").GetInt32()}: {vector.GetProperty("comment").GetString()}");
                count++;
            }
        }

        return count;
    }

    public static bool IsValid(JsonElement vector) => vector.GetProperty("result").GetString() == "valid";

    public static byte[] Octets(JsonElement element, string member) => Convert.FromHexString(element.GetProperty(member).GetString()!);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "vectors", "wycheproof");
            if (Directory.Exists(found)) return found;
        }

        return null;
    }
}
