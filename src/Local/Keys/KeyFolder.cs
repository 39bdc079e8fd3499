using System.Globalization;
using System.Text;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Local.Files;

namespace Shaken.Local.Keys;

/// <summary>
/// Named private keys with their certificate chains in a folder that only its owner may enter. A name has versions: the old key stays for what is under
/// way while <c>current</c> names the one in use. Each change is there whole or not at all, however the machine stops.
/// </summary>
/// <remarks>
/// <c>name/1/key.pem</c> (or <c>key.id</c>, of a key that stays in a vault), <c>name/1/chain.pem</c>, <c>name/current</c>. One program writes at a time; readers need no lock, since a version never changes.
/// </remarks>
public sealed class KeyFolder
{
    private const string KeyFile = "key.pem";
    private const string IdFile = "key.id";
    private const string ChainFile = "chain.pem";
    private const string CurrentFile = "current";
    private const string Unfinished = ".new";
    private const int NameLength = 64;

    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;
    private readonly KeyPassphrase? _passphrase;
    private readonly IKeysElsewhere? _elsewhere;

    private KeyFolder(string path, KeyPassphrase? passphrase, IKeysElsewhere? elsewhere) => (_path, _passphrase, _elsewhere) = (path, passphrase, elsewhere);

    /// <summary>Every name that has a version, in order.</summary>
    public IReadOnlyList<string> Names =>
        [.. Directory.EnumerateDirectories(_path).Select(folder => Path.GetFileName(folder)!).Where(name => IsName(name) && Versions(name).Count > 0).Order(StringComparer.Ordinal)];

    /// <summary>Opens a folder, and makes it where it is not there.</summary>
    /// <param name="passphrase">Keys are sealed with it when they are saved; null leaves it to the folder's mode to protect them.</param>
    /// <param name="elsewhere">Finds keys that the folder knows by name only; null: it has none.</param>
    /// <exception cref="StorageException">Others may enter the folder, or it cannot be made.</exception>
    public static KeyFolder Open(string path, KeyPassphrase? passphrase = null, IKeysElsewhere? elsewhere = null)
    {
        var full = Path.GetFullPath(path);
        try
        {
            NewFolder(full);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(full) & ~OwnersFolder) != UnixFileMode.None)
                throw new StorageException($"Others may enter {full}, where private keys lie: chmod 700 it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The key folder {full} cannot be used: {exception.Message}", exception);
        }

        return new KeyFolder(full, passphrase, elsewhere);
    }

    /// <summary>Keeps a key as the next version of its name. It is not in use yet: see <see cref="MakeCurrent"/>.</summary>
    /// <param name="name">1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <returns>The version.</returns>
    /// <exception cref="ArgumentException">The first certificate is not the key's, or the key can be kept neither itself nor by its name elsewhere.</exception>
    public int Save(string name, ISigningKey key, IReadOnlyList<StiCertificate> chain)
    {
        if (chain.Count == 0 || !IsKeyOf(key, chain[0])) throw new ArgumentException("The chain's first certificate is not the key's.", nameof(chain));
        var (file, text) = ContentOf(key);
        return Change(name, folder =>
        {
            var unfinished = Path.Combine(folder, Unfinished);

            // Of somebody who was stopped in the middle.
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            NewFolder(unfinished);
            WriteThrough(Path.Combine(unfinished, file), text);
            WriteThrough(Path.Combine(unfinished, ChainFile), string.Join('\n', chain.Select(certificate => certificate.ToPem())) + "\n");
            DirectorySync.Flush(unfinished);

            var version = Versions(name) is [.., var last] ? last + 1 : 1;
            Directory.Move(unfinished, Path.Combine(folder, Text(version)));
            DirectorySync.Flush(folder);
            return version;
        });
    }

    /// <summary>Puts a version in use, in one step.</summary>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public void MakeCurrent(string name, int version)
    {
        if (!Versions(name).Contains(version)) throw new ArgumentException($"There is no version {version} of {name}.", nameof(version));
        Change(name, folder =>
        {
            var temporary = Path.Combine(folder, Unfinished + CurrentFile);
            WriteThrough(temporary, Text(version));
            File.Move(temporary, Path.Combine(folder, CurrentFile), overwrite: true);
            DirectorySync.Flush(folder);
            return version;
        });
    }

    /// <summary>Forgets a version for good, once nothing is signed with it nor under way.</summary>
    /// <exception cref="ArgumentException">It is in use.</exception>
    public void Remove(string name, int version)
    {
        if (FindCurrentVersion(name) == version) throw new ArgumentException($"Version {version} of {name} is in use.", nameof(version));
        Change(name, folder =>
        {
            var (kept, going) = (Path.Combine(folder, Text(version)), Path.Combine(folder, Unfinished));
            if (!Directory.Exists(kept)) return version;
            if (Directory.Exists(going)) Directory.Delete(going, recursive: true);
            Directory.Move(kept, going);
            Directory.Delete(going, recursive: true);
            DirectorySync.Flush(folder);
            return version;
        });
    }

    /// <summary>The versions of a name, oldest first; empty where there is none.</summary>
    public IReadOnlyList<int> Versions(string name)
    {
        var folder = FolderOf(name);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateDirectories(folder).Select(path => ReadNumber(Path.GetFileName(path))).OfType<int>().Order()];
    }

    /// <summary>The version in use; null where none is.</summary>
    public int? FindCurrentVersion(string name)
    {
        var path = Path.Combine(FolderOf(name), CurrentFile);
        if (!File.Exists(path)) return null;
        return ReadNumber(Read(path)) ?? throw new StorageException($"{path} names no version.");
    }

    /// <summary>The key in use; null where none is.</summary>
    /// <exception cref="StorageException">It cannot be read, the passphrase is wrong, or key and chain do not belong together.</exception>
    public KeyEntry? FindCurrent(string name) => FindCurrentVersion(name) is { } version ? Get(name, version) : null;

    /// <summary>One version.</summary>
    /// <exception cref="StorageException">As with <see cref="FindCurrent"/>, or there is no such version.</exception>
    public KeyEntry Get(string name, int version)
    {
        var folder = Path.Combine(FolderOf(name), Text(version));
        var chain = ReadChain(folder);
        var key = ReadKey(folder, chain[0]);
        return IsKeyOf(key, chain[0])
            ? new KeyEntry(name, version, key, chain)
            : throw new KeyFileException($"The key in {folder} is not that of its first certificate, {chain[0].Subject}.");
    }

    /// <summary>The certificate of a version, without its key.</summary>
    /// <exception cref="StorageException">It cannot be read, or there is no such version.</exception>
    public StiCertificate GetCertificate(string name, int version) => ReadChain(Path.Combine(FolderOf(name), Text(version)))[0];

    private static IReadOnlyList<StiCertificate> ReadChain(string folder) =>
        CertificateBundle.TryRead(KeyFiles.Octets(Path.Combine(folder, ChainFile)), out var chain, out var failure)
            ? chain
            : throw new StorageException($"The chain in {folder} cannot be read: {failure}.");

    private (string File, string Text) ContentOf(ISigningKey key) => key switch
    {
        SoftwareKey software => (KeyFile, software.ToPem(_passphrase)),
        IKeptElsewhere kept => (IdFile, kept.KeyId),
        _ => throw new ArgumentException("The key can be kept neither itself nor by its name elsewhere.", nameof(key)),
    };

    private ISigningKey ReadKey(string folder, StiCertificate certificate)
    {
        var idFile = Path.Combine(folder, IdFile);
        if (!File.Exists(idFile)) return ReadKey(Path.Combine(folder, KeyFile));
        var id = Read(idFile).Trim();
        if (!certificate.PublicKey.TryToP256(out var publicKey)) throw new StorageException($"The certificate in {folder} has no key on P-256.");
        return _elsewhere?.Find(id, publicKey.Parameters) ?? throw new StorageException($"The key of {folder} is {id}, which cannot be used from here.");
    }

    private SoftwareKey ReadKey(string path) => KeyFiles.Read(path, _passphrase);

    private static string Read(string path) => Encoding.UTF8.GetString(KeyFiles.Octets(path));

    private T Change<T>(string name, Func<string, T> change)
    {
        var folder = FolderOf(name);
        try
        {
            NewFolder(folder);
            using var held = FolderLock.Take(_path);
            return change(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The key folder {folder} cannot be written: {exception.Message}", exception);
        }
    }

    private string FolderOf(string name) => IsName(name) ? Path.Combine(_path, name) : throw new ArgumentException("A key's name has 1 to 64 of a-z 0-9 -", nameof(name));

    private static bool IsName(string name) => name.Length is > 0 and <= NameLength && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    private static bool IsKeyOf(ISigningKey key, StiCertificate certificate) =>
        certificate.PublicKey.TryToP256(out var publicKey)
        && publicKey.Parameters.Q.X.AsSpan().SequenceEqual(key.PublicKey.Q.X) && publicKey.Parameters.Q.Y.AsSpan().SequenceEqual(key.PublicKey.Q.Y);

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static int? ReadNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static void NewFolder(string path)
    {
        DirectorySync.Create(Path.GetDirectoryName(path)!);
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnersFolder);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    private static void WriteThrough(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
