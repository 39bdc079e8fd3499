using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Files;
using Shaken.Local.Journals;
using Shaken.Local.Records;

namespace Shaken.Local;

/// <summary>
/// The disk store of one process: a folder with a lock, a journal of records and a folder of documents. Survives a kill at any moment: what was answered is
/// there afterwards, and it opens by itself.
/// </summary>
public sealed class LocalStore : IAsyncDisposable
{
    /// <summary>The file that says that a folder is a store.</summary>
    public const string JournalName = RecordJournal.Name;

    private readonly FolderLock _lock;
    private readonly DiskRecords _records;
    private readonly DiskBlobs _blobs;

    private LocalStore(FolderLock folderLock, DiskRecords records, DiskBlobs blobs) => (_lock, _records, _blobs) = (folderLock, records, blobs);

    public IRecords Records => _records;

    public IBlobs Blobs => _blobs;

    public IStoreHealth Health => _records;

    /// <summary>The store with all that lies in it, for moving it.</summary>
    public WholeStore Whole => new(_records, _blobs, new LocalInventory(_records.All, _blobs));

    /// <summary>Opens a folder, making it if need be.</summary>
    /// <exception cref="StorageException">Another process has it open, or its journal is damaged, or empty beside documents.</exception>
    public static LocalStore Open(string folder, LocalStoreOptions options, ILoggerFactory loggers) =>
        Open(folder, new JournalDisk(folder), options, loggers);

    internal static LocalStore Open(string folder, IJournalDisk disk, LocalStoreOptions options, ILoggerFactory loggers)
    {
        FolderLock? folderLock = null;
        try
        {
            PrivateFolder.Open(Path.GetFullPath(folder), loggers.CreateLogger<LocalStore>());
            folderLock = FolderLock.Take(folder);

            // The records last: they start a loop, which nobody would end if something after them failed.
            var blobs = DiskBlobs.Open(Path.Combine(folder, "blobs"));
            var opening = new JournalOpening(blobs.Containers().Any(), options.AcceptsLostJournal);
            return new LocalStore(folderLock, DiskRecords.Open(folder, disk, opening, options, loggers.CreateLogger<LocalStore>()), blobs);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            folderLock?.Dispose();
            throw new StorageException($"The store in {folder} cannot be opened: {StoreFaults.InWords(exception)}", exception);
        }
        catch
        {
            folderLock?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _records.DisposeAsync();
        _blobs.Dispose();
        _lock.Dispose();
    }
}
