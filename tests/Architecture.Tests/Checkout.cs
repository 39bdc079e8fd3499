namespace Shaken.Architecture.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Checkout
{
    private const string Solution = "Shaken.Serverless.sln";

    // What tools put into a checkout; nothing of it is in the repository.
    private static readonly string[] Foreign = [".git", ".vs", ".idea", ".vscode", "artifacts", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly string[] TextKinds =
        [".cs", ".csproj", ".sln", ".props", ".targets", ".md", ".txt", ".json", ".jsonl", ".yml", ".yaml", ".sh", ".bicep", ".pem", ".html", ".css", ".js", ".editorconfig", ".gitattributes", ".gitignore", ""];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file, relative to the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The files that hold text.</summary>
    public static IEnumerable<string> TextFiles => Files.Where(file => TextKinds.Contains(Path.GetExtension(file)));

    /// <summary>The files under a folder with an extension.</summary>
    public static IEnumerable<string> Under(string folder, string extension) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => !Foreign.Contains(file.Name))
            .Concat(folder.EnumerateDirectories().Where(child => !Foreign.Contains(child.Name) && child.LinkTarget is null).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution))) return folder.FullName;
        }

        throw new InvalidOperationException($"No {Solution} above {AppContext.BaseDirectory}: these tests run in a checkout.");
    }
}
