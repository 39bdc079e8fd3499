using Shaken.Contracts;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Storage;

public sealed class StoreCopyTests
{
    private readonly MemoryRecords _source = new();
    private readonly MemoryRecords _target = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8, StorageLimits.DocumentOctets, 3)]
    [InlineData(250, 10, 100)]
    public async Task Run_ManyRecordsOfOnePartition_KeepsToTheInsertLimit(int count, int octets, int inOneStep)
    {
        for (var row = 0; row < count; row++) await _source.TryInsertAsync(New($"{row:D3}", octets), Token);
        var longest = 0;
        var target = new InterceptedRecords(_target)
        {
            Hook = (call, next) =>
            {
                if (call.Operation == StoreOperation.InsertAll) longest = Math.Max(longest, call.Written.Count);
                return next();
            },
        };
        Assert.Equal(count, (await CopyAsync(target)).New);
        Assert.Equal(inOneStep, longest);
    }

    [Fact]
    public async Task Run_LosingEveryRace_IsAnOutage()
    {
        await _source.TryInsertAsync(New("a", 10), Token);
        await Assert.ThrowsAsync<StorageException>(() => CopyAsync(new FaultyInserts(_target, () => false) { LosesEveryRace = true }));
    }

    private static NewRecord New(string row, int octets) => new(new RecordKey("t", "p", row), new byte[octets]);

    private async Task<CopyTally> CopyAsync(IRecords target)
    {
        var inventory = new OneTable(_source);
        var copy = new StoreCopy(new WholeStore(_source, new MemoryBlobs(), inventory), new WholeStore(target, new MemoryBlobs(), inventory),
            overwrites: false);
        return await copy.RunAsync(Token).SingleAsync(Token);
    }

    private sealed class OneTable(MemoryRecords records) : IInventory
    {
        public IAsyncEnumerable<string> TablesAsync(CancellationToken cancellationToken) => new[] { "t" }.ToAsyncEnumerable();

        public ValueTask<RecordPage> ListAllAsync(string table, string? continuation, int maxRecords,
            CancellationToken cancellationToken) =>
            records.ListAsync(table, "p", continuation, maxRecords, cancellationToken);

        public IAsyncEnumerable<string> ContainersAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();
    }
}
