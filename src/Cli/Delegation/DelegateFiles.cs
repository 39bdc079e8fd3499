using Shaken.Cli.Output;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Files;

namespace Shaken.Cli.Delegation;

/// <summary>
/// A customer's key and chain in a folder, <c>NAME.key</c> and <c>NAME.pem</c>, and <c>NAME.order</c> while an order is under way.
/// </summary>
internal sealed class DelegateFiles
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;

    private DelegateFiles(string path) => _path = path;

    public string KeyPath => $"{_path}.key";

    public string ChainPath => $"{_path}.pem";

    private string OrderPath => $"{_path}.order";

    /// <summary>Opens the files of a name; the folder is made, readable by its owner only.</summary>
    public static DelegateFiles Open(string folder, string name)
    {
        var full = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(full);
        else Directory.CreateDirectory(full, Owners);
        return new DelegateFiles(Path.Combine(full, name));
    }

    /// <summary>The chain that is there and good still; null: one is to be ordered.</summary>
    public IReadOnlyList<StiCertificate>? FindChain() =>
        File.Exists(ChainPath) && Inputs.Certificates(ChainPath) is var chain && chain[0].NotAfter > Clock.System.GetUtcNow()
            ? chain
            : null;

    /// <summary>The URL of the order under way; null: there is none.</summary>
    public string? FindOrder() => File.Exists(OrderPath) ? File.ReadAllText(OrderPath).Trim() : null;

    public void SaveOrder(string url) => PrivateFile.Replace(OrderPath, url);

    public void ForgetOrder() => File.Delete(OrderPath);

    /// <summary>The key, made where none is there.</summary>
    public SoftwareKey KeyOrNew()
    {
        if (!File.Exists(KeyPath))
        {
            using var made = SoftwareKey.New();
            PrivateFile.WriteNew(KeyPath, made.ToPem());
        }

        return Inputs.Key(KeyPath);
    }

    /// <summary>Writes the chain, and forgets the order.</summary>
    public void SaveChain(IReadOnlyList<StiCertificate> chain)
    {
        PrivateFile.Replace(ChainPath, string.Concat(chain.Select(certificate => certificate.ToPem() + "\n")));
        ForgetOrder();
    }
}
