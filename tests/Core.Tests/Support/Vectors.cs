namespace Shaken.Core.Tests.Support;

/// <summary>Files under tests/Vectors, found from wherever the tests run.</summary>
public static class Vectors
{
    public static string Folder { get; } = Find();

    public static string Text(string path) => File.ReadAllText(Path.Combine(Folder, path));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Vectors");
            if (Directory.Exists(path)) return path;
        }

        throw new DirectoryNotFoundException("tests/Vectors is not above the folder of the tests.");
    }
}
