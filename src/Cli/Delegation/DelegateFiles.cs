using Shaken.Cli.Output;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Files;

namespace Shaken.Cli.Delegation;

/// <summary>
/// A customer's key and chain in a folder, <c>NAME.key</c> and <c>NAME.pem</c>; and <c>NAME.order</c> and <c>NAME.next.key</c> while an
/// order is under way.
/// </summary>
internal sealed class DelegateFiles
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;

    private DelegateFiles(string path) => _path = path;

    public string KeyPath => $"{_path}.key";

    public string ChainPath => $"{_path}.pem";

    private string OrderPath => $"{_path}.order";

    // The key of the certificate that is being ordered. The one in force keeps its own until the new chain is there.
    private string NextKeyPath => $"{_path}.next.key";

    /// <summary>Opens the files of a name; the folder is made, readable by its owner only.</summary>
    public static DelegateFiles Open(string folder, string name)
    {
        var full = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
        else Directory.CreateDirectory(full, Owners);
        var files = new DelegateFiles(Path.Combine(full, name));
        files.EndSaving();
        return files;
    }

    /// <summary>The chain that is there, whatever its age; null: there is none.</summary>
    public IReadOnlyList<StiCertificate>? FindChain() => File.Exists(ChainPath) ? Inputs.Certificates(ChainPath) : null;

    /// <summary>The URL of the order under way; null: there is none.</summary>
    public string? FindOrder() => File.Exists(OrderPath) ? File.ReadAllText(OrderPath).Trim() : null;

    public void SaveOrder(string url) => PrivateFile.Replace(OrderPath, url);

    public void ForgetOrder() => File.Delete(OrderPath);

    /// <summary>The key of the certificate to come, made where none is there.</summary>
    public SoftwareKey NextKeyOrNew()
    {
        if (!File.Exists(NextKeyPath))
        {
            using var made = SoftwareKey.New();
            PrivateFile.WriteNew(NextKeyPath, made.ToPem());
        }

        return Inputs.Key(NextKeyPath);
    }

    /// <summary>Puts chain and key in the place of those before, and forgets the order.</summary>
    public void SaveChain(IReadOnlyList<StiCertificate> chain)
    {
        PrivateFile.Replace(ChainPath, string.Concat(chain.Select(certificate => certificate.ToPem() + "\n")));
        EndSaving();
        ForgetOrder();
    }

    // A run that was cut off between the chain and its key is ended by the next.
    private void EndSaving()
    {
        if (!File.Exists(NextKeyPath) || FindChain() is not [var leaf, ..]) return;
        using (var next = Inputs.Key(NextKeyPath))
        {
            if (!leaf.PublicKey.TryToP256(out var key) || JsonWebKey.From(key.Parameters) != JsonWebKey.From(next.PublicKey)) return;
        }

        File.Move(NextKeyPath, KeyPath, overwrite: true);
    }
}
