using System.Globalization;
using System.Text;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Storage;
using Shaken.Local.Files;
using Shaken.Local.Keys;

namespace Shaken.Local.Authorities;

/// <summary>
/// An authority's folder: private keys in <c>keys</c>, the certificates that others may have in <c>certificates</c>, and one document of what was settled
/// at its founding, whose presence says that the founding was finished.
/// </summary>
public abstract class AuthorityFolder
{
    private readonly string _path;

    private protected AuthorityFolder(string path, KeyPassphrase? passphrase, IKeysElsewhere? elsewhere)
    {
        _path = Path.GetFullPath(path);
        Keys = KeyFolder.Open(Path.Combine(_path, "keys"), passphrase, elsewhere);
    }

    public KeyFolder Keys { get; }

    /// <summary>Where the certificates are that others may have.</summary>
    public string Certificates => Path.Combine(_path, "certificates");

    /// <summary>The name of the founding document.</summary>
    private protected abstract string DocumentName { get; }

    private string DocumentPath => Path.Combine(_path, DocumentName);

    /// <summary>Whether the founding was finished.</summary>
    private protected bool IsFounded => File.Exists(DocumentPath);

    /// <summary>The file that holds a version's certificate for others.</summary>
    public static string FileName(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}-{version}.pem");

    /// <summary>Keeps a key, and its certificate where others may have it.</summary>
    private protected KeyEntry Keep(string name, CertifiedKey made, bool isCurrent)
    {
        var version = Keys.Save(name, made.Key, made.Chain);
        WritePublic(FileName(name, version), string.Join('\n', made.Chain.Select(certificate => certificate.ToPem())) + "\n");
        if (isCurrent) Keys.MakeCurrent(name, version);
        return new KeyEntry(name, version, made.Key, made.Chain);
    }

    /// <summary>Puts a certificate over a key that is not here where others may have it, under the next number that is free.</summary>
    /// <returns>The file.</returns>
    private protected string PublishNext(string name, StiCertificate certificate)
    {
        var version = 1;
        while (File.Exists(Path.Combine(Certificates, FileName(name, version)))) version++;
        WritePublic(FileName(name, version), certificate.ToPem() + "\n");
        return Path.Combine(Certificates, FileName(name, version));
    }

    /// <summary>Says that the founding is finished. Never overwrites.</summary>
    private protected void Finish(ReadOnlySpan<byte> document)
    {
        var temporary = DocumentPath + ".new";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(document);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, DocumentPath, overwrite: false);
            DirectorySync.Flush(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{DocumentPath} cannot be written: {exception.Message}", exception);
        }
    }

    private protected byte[]? ReadDocument()
    {
        try
        {
            return IsFounded ? File.ReadAllBytes(DocumentPath) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{DocumentPath} cannot be read: {exception.Message}", exception);
        }
    }

    private protected StorageException Damaged(string failure) => new($"{DocumentPath} is damaged: {failure}.");

    /// <summary>Null where a founding may begin; else why not. Keys without a document are of a founding that was cut off: an operator looks first.</summary>
    private protected CeremonyRefusal? Occupied() =>
        IsFounded ? new CeremonyRefusal($"{_path} holds an authority already; nothing was changed")
        : Keys.Names.Count > 0 ? new CeremonyRefusal($"{_path} holds keys of a founding that was not finished; remove the folder, or choose another. Nothing was changed")
        : null;

    private void WritePublic(string name, string text)
    {
        try
        {
            DirectorySync.Create(Certificates);
            using var file = new FileStream(Path.Combine(Certificates, name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{Certificates} cannot be written: {exception.Message}", exception);
        }
    }
}
