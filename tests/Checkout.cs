namespace Shaken.Tests;

/// <summary>The source files of this checkout.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder whose names end so, generated ones left out; paths from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files(string folder, string ending) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), $"*{ending}", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "artifacts" or "bin" or "obj" or "node_modules" or ".git"))
            .Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Shaken.Serverless.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("Shaken.Serverless.sln is not above the folder of the tests.");
    }
}
