using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Tests.Support;
using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

/// <summary>A disk store in a folder of its own.</summary>
internal sealed class DiskFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-store-");

    public DiskFolder() => Store = LocalStore.Open(Path, Options, NullLoggerFactory.Instance);

    public ManualTime Time { get; } = new();

    public LocalStoreOptions Options => new() { Time = Time };

    public string Path => _folder.FullName;

    public string Journal => System.IO.Path.Combine(Path, "records.journal");

    public LocalStore Store { get; private set; }

    /// <summary>Closes the store, lets something happen to its files, and opens it again.</summary>
    public async Task ReopenAsync(Action? meanwhile = null, LocalStoreOptions? options = null, ILoggerFactory? loggers = null)
    {
        await Store.DisposeAsync();
        meanwhile?.Invoke();
        Store = LocalStore.Open(Path, options ?? Options, loggers ?? NullLoggerFactory.Instance);
    }

    /// <summary>Closes the store and opens it on another disk. It is closed with the folder.</summary>
    public async Task<LocalStore> ReopenAsync(IJournalDisk disk, LocalStoreOptions? options = null, ILoggerFactory? loggers = null)
    {
        await Store.DisposeAsync();
        return Store = LocalStore.Open(Path, disk, options ?? Options, loggers ?? NullLoggerFactory.Instance);
    }

    /// <summary>The journal's octets. It is locked while it is open, so the store is opened anew.</summary>
    public async Task<byte[]> ReadJournalAsync()
    {
        byte[] octets = [];
        await ReopenAsync(() => octets = File.ReadAllBytes(Journal));
        return octets;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
