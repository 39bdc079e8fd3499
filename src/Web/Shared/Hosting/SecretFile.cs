using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Files;

namespace Shaken.Web.Shared.Hosting;

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

        string text;
        try
        {
            // Written whole or not at all: a crash must not leave half a secret, under which nothing that is sealed opens again.
            if (!File.Exists(path)) PrivateFile.WriteNew(path, DeploymentSecret.New("local", random).ToText());
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The deployment secret {path} cannot be made or read: {StoreFaults.InWords(exception)}", exception);
        }

        return DeploymentSecret.TryParse(text, out var secret)
            ? new DeploymentSecrets(secret, Other: null)
            : throw new StorageException($"The file {path} holds no deployment secret (id:base64 of {DeploymentSecret.Length} octets).");
    }
}
