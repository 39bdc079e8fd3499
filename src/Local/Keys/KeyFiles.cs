using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Storage;

namespace Shaken.Local.Keys;

/// <summary>Reads the files of a key folder.</summary>
internal static class KeyFiles
{
    private const string PassphraseIsGiven =
        "--passphrase-env or --passphrase-file gives it to a command, Ca:PassphraseFile or Renewal:KeyPassphraseFile to the program";

    /// <exception cref="KeyFileException">It is no private key on P-256, or the passphrase does not open it.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static SoftwareKey Read(string path, KeyPassphrase? passphrase)
    {
        if (SoftwareKey.TryReadPem(Octets(path), passphrase, out var key, out var refusal)) return key;
        throw new KeyFileException(refusal.Reason == KeyFailure.Encrypted
            ? $"{path} is sealed with a passphrase, and none is given: {PassphraseIsGiven}."
            : $"{path}: {refusal.Detail}");
    }

    /// <exception cref="StorageException">The file cannot be read.</exception>
    public static byte[] Octets(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
