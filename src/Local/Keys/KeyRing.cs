using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Local.Files;

namespace Shaken.Local.Keys;

/// <summary>
/// The key ring of renewals in a <see cref="KeyFolder"/>. Keys that have no certificate lie beside it under <c>.bare</c>; which key, certificate and x5u to
/// sign with stands in <c>NAME.json</c>, replaced whole.
/// </summary>
public sealed class KeyRing : IKeyRing
{
    private const string BareFolder = ".bare";

    private readonly string _path;
    private readonly KeyPassphrase? _passphrase;
    private readonly KeyFolder _folder;

    private KeyRing(string path, KeyPassphrase? passphrase, KeyFolder folder) => (_path, _passphrase, _folder) = (path, passphrase, folder);

    /// <summary>Opens the folder, and makes it where it is not there.</summary>
    /// <exception cref="StorageException">Others may enter the folder, or it cannot be made.</exception>
    public static KeyRing Open(string path, KeyPassphrase? passphrase = null)
    {
        var folder = KeyFolder.Open(path, passphrase);
        var full = Path.GetFullPath(path);
        return new KeyRing(full, passphrase, folder);
    }

    /// <summary>
    /// Why a key that would be used cannot be: those that are ordered for and those in force, in a folder that may not be there yet.
    /// </summary>
    /// <returns>In words; null where each can be used.</returns>
    public static string? FindFault(string path, KeyPassphrase? passphrase)
    {
        if (!Directory.Exists(path)) return null;
        try
        {
            var bare = Path.Combine(path, BareFolder);
            foreach (var file in Directory.Exists(bare) ? Directory.GetFiles(bare, "*.pem") : []) KeyFiles.Read(file, passphrase).Dispose();
            var folder = KeyFolder.Open(path, passphrase);
            foreach (var name in folder.Names) (folder.FindCurrent(name)?.Key as IDisposable)?.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is StorageException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    public ValueTask<ISigningKey> GetOrMakeAsync(string keyName, CancellationToken cancellationToken)
    {
        var file = BareFile(keyName);
        DirectorySync.Create(Path.GetDirectoryName(file)!);
        if (!File.Exists(file))
        {
            using var key = SoftwareKey.New();
            PrivateFile.WriteNew(file, key.ToPem(_passphrase));
        }

        return ValueTask.FromResult<ISigningKey>(KeyFiles.Read(file, _passphrase));
    }

    public ValueTask DropAsync(string keyName, CancellationToken cancellationToken)
    {
        var file = BareFile(keyName);
        if (File.Exists(file)) File.Delete(file);
        return ValueTask.CompletedTask;
    }

    public async ValueTask PutCurrentAsync(CertificateInForce current, CancellationToken cancellationToken)
    {
        if (FindVersion(current.Name, current.Fingerprint) is not { } version)
        {
            using var key = (SoftwareKey)await GetOrMakeAsync(current.KeyName, cancellationToken);
            version = _folder.Save(current.Name, key, current.ReadChain());
        }

        // One that was there before may be damaged.
        _folder.Get(current.Name, version);
        _folder.MakeCurrent(current.Name, version);
        var folder = Path.Combine(current.Name, version.ToString(CultureInfo.InvariantCulture));
        var pointer = new CurrentDocument(Path.Combine(folder, "key.pem"), Path.Combine(folder, "chain.pem"), current.X5u, current.NotAfter);
        PrivateFile.Replace(Path.Combine(_path, $"{current.Name}.json"), Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(pointer, KeyRingJson.Default.CurrentDocument)));
        await DropAsync(current.KeyName, cancellationToken);
    }

    public ValueTask<ISigningKey?> FindKeyAsync(string name, string fingerprint, CancellationToken cancellationToken) =>
        ValueTask.FromResult(FindVersion(name, fingerprint) is { } version ? _folder.Get(name, version).Key : null);

    public ValueTask RemoveAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        if (FindVersion(name, fingerprint) is { } version && _folder.FindCurrentVersion(name) != version) _folder.Remove(name, version);
        return ValueTask.CompletedTask;
    }

    private int? FindVersion(string name, string fingerprint)
    {
        foreach (var version in _folder.Versions(name).Reverse())
        {
            if (_folder.GetCertificate(name, version).Fingerprint == fingerprint) return version;
        }

        return null;
    }

    private string BareFile(string keyName) =>
        keyName.Length is > 0 and <= 128 && keyName.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
            ? Path.Combine(_path, BareFolder, $"{keyName}.pem")
            : throw new ArgumentException("A key's name has 1 to 128 of a-z 0-9 -", nameof(keyName));
}

/// <summary>What to sign with; paths are relative to the folder.</summary>
internal sealed record CurrentDocument(string Key, string Chain, string X5u, DateTimeOffset NotAfter);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CurrentDocument))]
internal sealed partial class KeyRingJson : JsonSerializerContext;
