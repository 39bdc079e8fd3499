namespace Shaken.Infra.Tests.Bicep;

/// <summary>Files that refer to each other, each read once.</summary>
/// <param name="read">The text of a file, or null where there is none.</param>
public sealed class Workspace(Func<string, string?> read)
{
    private readonly Dictionary<string, BicepFile?> _files = [];

    /// <summary>Of this checkout.</summary>
    public static Workspace Checkout { get; } = new(path => File.Exists(Path.Combine(Shaken.Tests.Checkout.Root, path)) ? Shaken.Tests.Checkout.Read(path) : null);

    public static Workspace Of(params (string Path, string Source)[] files) => new(path => files.FirstOrDefault(file => file.Path == path).Source);

    public BicepFile Get(string path) => Find(path) ?? throw new BicepException(new Position(path, 1, 1), "there is no such file");

    public BicepFile? Find(string path)
    {
        if (!_files.TryGetValue(path, out var file)) _files[path] = file = read(path) is { } source ? Parser.Parse(path, source) : null;
        return file;
    }

    /// <summary>A path as a file names it, from the root.</summary>
    public static string Beside(BicepFile file, string path) => Path.Combine(Path.GetDirectoryName(file.Path) ?? "", path).Replace('\\', '/');
}
