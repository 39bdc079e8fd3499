using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

public sealed class InventoryOverHttpWithKeyTests(Azurites azurites) : InventoryContract
{
    private static int s_stores;

    private OpenStore? _store;
    private OpenStore? _other;

    protected override OpenStore Store => _store!;

    protected override OpenStore Other => _other!;

    public override async ValueTask InitializeAsync() => (_store, _other) = (await NewAsync(), await NewAsync());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A prefix of its own is a store of its own; digits of a prefix go without zero.
    private async Task<OpenStore> NewAsync()
    {
        var store = await azurites.WithKeyAsync($"inventory{Interlocked.Increment(ref s_stores)}".Replace('0', 'o'));
        return new OpenStore(store.Records, store.Blobs, store.Inventory);
    }
}
