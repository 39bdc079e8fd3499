using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Cli.Output;
using Shaken.Core.Storage;
using Shaken.Local;

namespace Shaken.Cli.Storage;

/// <summary>A store that is named on the command line, open.</summary>
internal sealed class StoreName : IAsyncDisposable
{
    public const string Forms = "disk:FOLDER";

    private const string Disk = "disk:";

    private readonly IAsyncDisposable? _owned;

    private StoreName(OpenStore store, IAsyncDisposable? owned) => (Store, _owned) = (store, owned);

    public OpenStore Store { get; }

    /// <param name="mayMake">Makes the folder of a disk store where there is none.</param>
    public static StoreName Open(string name, string? prefix, bool mayMake)
    {
        if (!name.StartsWith(Disk, StringComparison.Ordinal)) throw new UsageException($"\"{name}\" names no store: {Forms}.");
        if (prefix is not null) throw new UsageException("A disk store has no prefix.");
        var folder = name[Disk.Length..];
        if (!mayMake && !File.Exists(Path.Combine(folder, LocalStore.JournalName))) throw new UsageException($"There is no store in {folder}.");
        var store = LocalStore.Open(folder, NullLoggerFactory.Instance);
        return new StoreName(store.Whole, store);
    }

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
