using Shaken.Contracts;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

public sealed class RecordsOverHttpWithKeyTests(Azurites azurites) : RecordsContract
{
    private AzureStore? _store;

    protected override IRecords Records => _store!.Records;

    public override async ValueTask InitializeAsync() => _store = await azurites.WithKeyAsync("contract");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class RecordsOverHttpsWithTokenTests(Azurites azurites) : RecordsContract
{
    private AzureStore? _store;

    protected override IRecords Records => _store!.Records;

    public override async ValueTask InitializeAsync() => _store = await azurites.WithTokensAsync("contract");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class BlobsOverHttpWithKeyTests(Azurites azurites) : BlobsContract
{
    private AzureStore? _store;

    protected override IBlobs Blobs => _store!.Blobs;

    public override async ValueTask InitializeAsync() => _store = await azurites.WithKeyAsync("contract");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class BlobsOverHttpsWithTokenTests(Azurites azurites) : BlobsContract
{
    private AzureStore? _store;

    protected override IBlobs Blobs => _store!.Blobs;

    public override async ValueTask InitializeAsync() => _store = await azurites.WithTokensAsync("contract");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
