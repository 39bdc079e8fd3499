using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local.Files;

namespace Shaken.Local.Blobs;

/// <summary>Documents as files below a folder: written beside their place, flushed, then renamed into it.</summary>
internal sealed class DiskBlobs : IBlobs, IDisposable
{
    private readonly string _folder;
    private readonly SemaphoreSlim _writing = new(1, 1);

    private DiskBlobs(string folder) => _folder = folder;

    /// <summary>Opens a folder, and removes what a crash left half-written there.</summary>
    public static DiskBlobs Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        DirectorySync.Create(folder, PrivateFolder.Rights);
        foreach (var leftover in Directory.EnumerateFiles(folder, $"*{BlobPath.TemporaryExtension}", SearchOption.AllDirectories)) File.Delete(leftover);
        return new DiskBlobs(folder);
    }

    public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name);
        return BlobFile.FindAsync(PathOf(name), name, cancellationToken);
    }

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) =>
        WriteAsync(name, content, present => present is null, cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) =>
        WriteAsync(name, content, present => present?.ETag == expected, cancellationToken);

    public async ValueTask DeleteAsync(BlobName name, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            BlobFile.Delete(PathOf(name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The document {name.Container}/{name.Name} cannot be removed: {exception.Message}", exception);
        }
        finally
        {
            _writing.Release();
        }
    }

    public ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken)
    {
        BlobNames.CheckContainer(container);
        var root = Path.Combine(_folder, BlobPath.OfContainer(container));
        IEnumerable<string> names = Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => BlobPath.FindName(Path.GetRelativePath(root, path))).OfType<string>()
            : [];
        return new(BlobNames.Page(names, container, prefix, continuation, maxNames));
    }

    /// <summary>The containers that hold a document, in ordinal order.</summary>
    public IEnumerable<string> Containers() => BlobPath.Containers(_folder).Where(container => Directory.EnumerateFiles(Path.Combine(_folder, BlobPath.OfContainer(container)), "*", SearchOption.AllDirectories)
        .Any(path => BlobPath.FindName(Path.GetFileName(path)) is not null));

    public void Dispose() => _writing.Dispose();

    private string PathOf(BlobName name) => Path.Combine(_folder, BlobPath.Of(name));

    // Documents are written seldom; one at a time keeps the check and the write together.
    private async ValueTask<ETag?> WriteAsync(BlobName name, BlobContent content, Func<Blob?, bool> mayWrite, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name, content);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var path = PathOf(name);
            if (!mayWrite(await BlobFile.FindAsync(path, name, cancellationToken))) return null;
            DirectorySync.Create(Path.GetDirectoryName(path)!, PrivateFolder.Rights);
            var etag = new ETag(SystemRandom.Instance.NewText(16));
            BlobFile.Write(path, content, etag);
            return etag;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The document {name.Container}/{name.Name} cannot be written: {exception.Message}", exception);
        }
        finally
        {
            _writing.Release();
        }
    }
}
