using System.CommandLine;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;

namespace Shaken.Cli.Output;

/// <summary>The passphrase of private keys on the command line.</summary>
internal static class KeyOptions
{
    public static readonly Option<string> PassphraseVariable = new("--passphrase-env") { Description = "Environment variable with the passphrase that seals the private keys." };
    public static readonly Option<string> PassphraseFile = new("--passphrase-file") { Description = "File whose first line is that passphrase." };

    public static KeyPassphrase? PassphraseOf(ParseResult parsed)
    {
        KeyPassphrase? passphrase = null;
        string? failure = null;
        if (parsed.GetValue(PassphraseVariable) is { } variable && !KeyPassphrase.TryFromEnvironment(variable, out passphrase, out failure))
            throw new UsageException($"--passphrase-env: {failure}.");
        if (parsed.GetValue(PassphraseFile) is { } file && !KeyPassphrase.TryFromFile(file, out passphrase, out failure))
            throw new UsageException($"--passphrase-file: {failure}.");
        return passphrase;
    }

    /// <summary>A private key in a file, opened with the passphrase that is given.</summary>
    public static SoftwareKey Key(ParseResult parsed, string path) => Inputs.Key(path, PassphraseOf(parsed));
}
