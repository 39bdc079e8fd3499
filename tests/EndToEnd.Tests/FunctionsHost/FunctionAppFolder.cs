namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>
/// The function app's folder: the published one that SHAKEN_PUBLISHED names the program of, or else the built program beside the files that its build wrote.
/// </summary>
internal sealed class FunctionAppFolder : IDisposable
{
    private readonly TemporaryFolder _copy = new();

    /// <param name="published">A folder that was published; null: as above.</param>
    public FunctionAppFolder(string? published = null)
    {
        if (published is null && Environment.GetEnvironmentVariable("SHAKEN_PUBLISHED") is { Length: > 0 } named)
            published = Path.GetDirectoryName(Path.GetFullPath(named));
        if (published is not null)
        {
            Copy(published);
            return;
        }

        var built = Path.GetDirectoryName(Programs.Server)!;
        Copy(built);
        Directory.Delete(Path.Combine(Root, "function-app"), recursive: true);
        Copy(Path.Combine(built, "function-app"));
    }

    public string Root => _copy.Path;

    public void Dispose() => _copy.Dispose();

    private void Copy(string from)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(Root, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to, overwrite: true);
        }
    }
}
