using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Local;
using Shaken.Local.Files;

namespace Shaken.Cli.Acme;

/// <summary>An account at a CA on disk: <c>account.key</c>, <c>account.json</c> and, under <c>state</c>, orders under way.</summary>
internal sealed class AccountFolder
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MaxOctets = 64 * 1024;

    private readonly string _path;

    private AccountFolder(string path, SoftwareKey key) => (_path, Key) = (path, key);

    public SoftwareKey Key { get; }

    private string DocumentPath => Path.Combine(_path, "account.json");

    /// <summary>Opens a folder; makes it, and the account's key, where they are not there.</summary>
    public static AccountFolder OpenOrMake(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Owners);
        var key = Path.Combine(Path.GetFullPath(path), "account.key");
        if (!File.Exists(key))
        {
            using var made = SoftwareKey.New();
            PrivateFile.WriteNew(key, made.ToPem());
        }

        return new AccountFolder(Path.GetFullPath(path), Inputs.Key(key));
    }

    /// <summary>Opens the folder of an account that was registered.</summary>
    public static (AccountFolder Folder, Uri Directory, string AccountUrl) OpenRegistered(string path)
    {
        var file = Path.Combine(path, "account.json");
        if (!File.Exists(file)) throw new UsageException($"{path} holds no ACME account: run `shaken acme register` first.");
        if (!StrictJson.TryParseObject(File.ReadAllBytes(file), MaxOctets, out var json, out var failure)) throw new UsageException($"{file}: {failure}");
        using (json)
        {
            return json.RootElement.TryGetString("directory"u8, out var directory) && json.RootElement.TryGetString("account"u8, out var account)
                ? (OpenOrMake(path), Inputs.Url(directory, file), account)
                : throw new UsageException($"{file} must name the directory and the account: run `shaken acme register` again.");
        }
    }

    /// <summary>Remembers at which CA the account is.</summary>
    public void Save(Uri directory, AcmeSession session) =>
        PrivateFile.Replace(DocumentPath, new JsonObject { ["directory"] = directory.AbsoluteUri, ["account"] = session.AccountUrl }.ToJsonString());

    /// <summary>Opens the record of orders under way; one program at a time.</summary>
    public LocalStore OpenState() =>
        LocalStore.Open(Path.Combine(_path, "state"), new LocalStoreOptions { Time = Clock.System }, NullLoggerFactory.Instance);
}
