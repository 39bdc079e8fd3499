using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

public sealed class InventoryOverHttpWithKeyTests(Azurites azurites) : InventoryContract
{
    private static int s_stores;

    private WholeStore? _store;
    private WholeStore? _other;

    protected override WholeStore Store => _store!;

    protected override WholeStore Other => _other!;

    public override async ValueTask InitializeAsync() => (_store, _other) = (await NewAsync(), await NewAsync());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A prefix of its own is a store of its own; digits of a prefix go without zero.
    private async Task<WholeStore> NewAsync()
    {
        var store = await azurites.WithKeyAsync($"inventory{Interlocked.Increment(ref s_stores)}".Replace('0', 'o'));
        return new WholeStore(store.Records, store.Blobs, store.Inventory);
    }
}
