using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Functions.Hosting;

/// <summary>
/// The deployment secret of a program that runs alone and was given none: made at the first start, in a file that only its owner may read.
/// It lies beside the store, so it protects copies of the store's files and not the folder: a deployment sets Shaken:DeploymentSecrets.
/// </summary>
internal static class SecretFile
{
    private const string Name = "deployment-secret";

    public static DeploymentSecrets ReadOrMake(string folder, IRandom random)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) Make(path, random);
        return DeploymentSecret.TryParse(File.ReadAllText(path).Trim(), out var secret)
            ? new DeploymentSecrets(secret, Other: null)
            : throw new StorageException($"The file {path} holds no deployment secret (id:base64 of {DeploymentSecret.Length} octets).");
    }

    private static void Make(string path, IRandom random)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using var writer = new StreamWriter(file);
        writer.Write(DeploymentSecret.New("local", random).ToText());
        writer.Flush();
        file.Flush(flushToDisk: true);
    }
}
