using Shaken.Contracts;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Local.Tests;

public sealed class MemoryRecordsTests : RecordsContract
{
    protected override IRecords Records { get; } = new MemoryRecords();

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Tables with a prefix keep the same promises.</summary>
public sealed class PrefixedRecordsTests : RecordsContract
{
    protected override IRecords Records { get; } = new PrefixedRecords(new MemoryRecords(), "Second");

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryBlobsTests : BlobsContract
{
    protected override IBlobs Blobs { get; } = new MemoryBlobs();

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class DiskRecordsTests : RecordsContract
{
    private readonly DiskFolder _folder = new();

    protected override IRecords Records => _folder.Store.Records;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();
}

public sealed class DiskBlobsTests : BlobsContract
{
    private readonly DiskFolder _folder = new();

    protected override IBlobs Blobs => _folder.Store.Blobs;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();
}

public sealed class DiskInventoryTests : InventoryContract
{
    private readonly DiskFolder _folder = new();
    private readonly DiskFolder _other = new();

    protected override WholeStore Store => _folder.Store.Whole;

    protected override WholeStore Other => _other.Store.Whole;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Containers_WithLongNames_AreNamedWhole()
    {
        var name = new string('c', 450);
        await Store.Blobs.TryPutNewAsync(new BlobName(name, "document"), new BlobContent("x"u8.ToArray(), "text/plain"), Token);
        var names = new List<string>();
        await foreach (var container in Store.Inventory.ContainersAsync(Token)) names.Add(container);
        Assert.Equal([name], names);
    }
}
