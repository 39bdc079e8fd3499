using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Keys;

/// <summary>
/// The passphrase that private keys in a folder are sealed with. It comes from where no list of processes shows it: an environment variable
/// or a file.
/// </summary>
public sealed class KeyPassphrase
{
    private const int MinLength = 12;
    private const int MaxFileOctets = 4096;

    private KeyPassphrase(string text) => Text = text;

    internal string Text { get; }

    /// <summary>Reads an environment variable.</summary>
    public static bool TryFromEnvironment(
        string variable, [NotNullWhen(true)] out KeyPassphrase? passphrase, [NotNullWhen(false)] out string? failure) =>
        TryTake(Environment.GetEnvironmentVariable(variable), $"the environment variable {variable}", out passphrase, out failure);

    /// <summary>Reads the first line of a file.</summary>
    public static bool TryFromFile(string path, [NotNullWhen(true)] out KeyPassphrase? passphrase, [NotNullWhen(false)] out string? failure)
    {
        try
        {
            var file = new FileInfo(path);
            var text = file.Exists && file.Length <= MaxFileOctets ? File.ReadAllText(path).Split('\n')[0].TrimEnd('\r') : null;
            return TryTake(text, $"the first line of {path}", out passphrase, out failure);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            passphrase = null;
            failure = $"{path} cannot be read: {exception.Message}";
            return false;
        }
    }

    /// <summary>Nothing of it: a passphrase gets into no log.</summary>
    public override string ToString() => "(passphrase)";

    private static bool TryTake(
        string? text, string place, [NotNullWhen(true)] out KeyPassphrase? passphrase, [NotNullWhen(false)] out string? failure)
    {
        failure = text is { Length: >= MinLength } ? null : $"{place} holds no passphrase of {MinLength} characters or more";
        passphrase = failure is null ? new KeyPassphrase(text!) : null;
        return passphrase is not null;
    }
}
