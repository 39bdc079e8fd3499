using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Numbering;

public sealed class NumberTableDirectoryTests : IDisposable
{
    private readonly NumberWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("14155550100")]
    [InlineData("1")]
    [InlineData("*67#")]
    public async Task Find_WithoutATable_IsNull(string number) => Assert.Equal("-", await _world.LookUpAsync(number));

    [Fact]
    public async Task Find_NumberBeforeTheFirstRow_IsNull()
    {
        await _world.ImportAsync(NumberImportKind.Full, "2*,A\n");
        Assert.Equal("-", await _world.LookUpAsync("1"));
        Assert.Equal("-", await _world.LookUpAsync("3"));
    }

    [Fact]
    public async Task Find_Cold_ReadsTwiceAndWarmNever()
    {
        await _world.ImportAsync(NumberImportKind.Full, Numbers(1000));
        var store = new FailingStore(_world.Memory.Records, _world.Memory.Blobs);
        (_world.Records, _world.Blobs) = (store, store.Blobs);
        var directory = _world.NewDirectory();
        Assert.Equal("14155550500 US/A", await NumberWorld.LookUpAsync(directory, "14155550500"));
        Assert.Equal(2, store.Calls);
        Assert.Equal("14155550500 US/A", await NumberWorld.LookUpAsync(directory, "14155550500"));
        Assert.Equal(2, store.Calls);
        Assert.Equal("14155550900 US/A", await NumberWorld.LookUpAsync(directory, "14155550900"));
        Assert.Equal(3, store.Calls);
    }

    [Fact]
    public async Task Find_ManyAtOnceInOneSegment_ReadsItOnce()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,A\n");
        var blobs = new FailingBlobs();
        foreach (var name in await _world.BlobsAsync(NumberPlaces.Tables))
        {
            await blobs.TryPutNewAsync(name, (await _world.Memory.Blobs.FindAsync(name, Token))!.Content, Token);
        }

        var gate = new TaskCompletionSource();
        (_world.Blobs, blobs.Before) = (blobs, gate.Task);
        var directory = _world.NewDirectory();
        var lookups = Enumerable.Range(0, 16).Select(_ => NumberWorld.LookUpAsync(directory, "14")).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(lookups), found => Assert.Equal("14* US/A", found));
        Assert.Equal(1, blobs.Found);
    }

    [Fact]
    public async Task Find_AnotherTableInForce_IsNoticedWithinAMinute()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,A\n");
        var directory = _world.NewDirectory();
        Assert.Equal("14* US/A", await NumberWorld.LookUpAsync(directory, "14"));
        await _world.ImportAsync(NumberImportKind.Full, "14*,B\n");
        Assert.Equal("14* US/A", await NumberWorld.LookUpAsync(directory, "14"));
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("14* US/B", await NumberWorld.LookUpAsync(directory, "14"));
    }

    [Fact]
    public async Task Find_OldTableWithinTheGrace_IsStillWhole()
    {
        await _world.ImportAsync(NumberImportKind.Full, Numbers(1000));
        var directory = _world.NewDirectory();
        await NumberWorld.LookUpAsync(directory, "14155550001");
        await _world.ImportAsync(NumberImportKind.Full, "14*,B\n", Numbers(1000));
        await _world.Removal.RunAsync(Token);
        Assert.Equal("14155550900 US/A", await NumberWorld.LookUpAsync(directory, "14155550900"));
        Assert.Equal(2, (await _world.BlobsAsync(NumberPlaces.Tables)).Select(NumberPlaces.OwnerOf).Distinct().Count());
    }

    [Fact]
    public async Task Find_SegmentOfAnOldTableRemoved_TakesTheNewOne()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,A\n");
        using var stopped = new NumberTableDirectory(
            _world.Records, _world.Blobs, new ManualTime(), _world.Options, NullLogger<NumberTableDirectory>.Instance);
        Assert.Equal("-", await NumberWorld.LookUpAsync(stopped, "1"));
        await _world.ImportAsync(NumberImportKind.Full, "14*,B\n");
        _world.Time.Advance(_world.Options.Grace);
        Assert.True(await _world.Removal.RunAsync(Token) > 0);
        Assert.Equal("14* US/B", await NumberWorld.LookUpAsync(stopped, "14"));
    }

    [Fact]
    public async Task Find_StoreDown_GoesOnForABoundedTime()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,A\n");
        var records = new LosingStore(_world.Memory.Records);
        _world.Records = records;
        var directory = _world.NewDirectory();
        Assert.Equal("14* US/A", await NumberWorld.LookUpAsync(directory, "14"));
        records.IsDown = true;
        _world.Time.Advance(_world.Options.MostUnconfirmed - TimeSpan.FromSeconds(1));
        Assert.Equal("14* US/A", await NumberWorld.LookUpAsync(directory, "14"));
        _world.Time.Advance(_world.Options.LookAgainAfter);
        await Assert.ThrowsAsync<StorageException>(() => NumberWorld.LookUpAsync(directory, "14"));
        records.IsDown = false;
        Assert.Equal("14* US/A", await NumberWorld.LookUpAsync(directory, "14"));
    }

    [Fact]
    public async Task Find_DamagedSegment_IsAnOutageAndNoAnswer()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,A\n");
        var name = Assert.Single(await _world.BlobsAsync(NumberPlaces.Tables));
        var blob = (await _world.Memory.Blobs.FindAsync(name, Token))!;
        var octets = blob.Content.Octets.ToArray();
        octets[^20] ^= 1;
        await _world.Memory.Blobs.TryReplaceAsync(name, blob.Content with { Octets = octets }, blob.ETag, Token);
        await Assert.ThrowsAsync<StorageException>(() => _world.LookUpAsync("14"));
        await _world.Memory.Blobs.DeleteAsync(name, Token);
        await Assert.ThrowsAsync<StorageException>(() => _world.LookUpAsync("14"));
    }

    [Fact]
    public async Task Remove_ExpiredImport_LeavesNothingOfIt()
    {
        var kept = await _world.PrepareAsync(NumberImportKind.Full, "15*,A\n");
        await _world.Removal.RunAsync(Token);
        Assert.NotEmpty(await _world.BlobsAsync(NumberPlaces.Imports));
        _world.Time.Advance(_world.Options.ImportLife + TimeSpan.FromDays(1));
        await _world.Removal.RunAsync(Token);
        Assert.Empty(await _world.BlobsAsync(NumberPlaces.Imports));
        Assert.Null(await _world.Imports.FindAsync(kept, Token));
        Assert.Empty((await _world.Records.ListAsync(NumberPlaces.Table, NumberPlaces.PartPartition(kept), null, 10, Token)).Records);
    }

    [Fact]
    public async Task Remove_CommittedImport_KeepsItsReceiptAndNotItsParts()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "15*,A\n");
        var receipt = (await _world.CommitAsync(id, 1)).Value;
        await _world.Removal.RunAsync(Token);
        Assert.Empty(await _world.BlobsAsync(NumberPlaces.Imports));
        Assert.Equal(receipt.Version, (await _world.CommitAsync(id, 1)).Value.Version);
        Assert.Equal("15* US/A", await _world.LookUpAsync("15"));
    }

    private static string Numbers(int count) => string.Concat(Enumerable.Range(0, count).Select(number => $"1415555{number:D4},A\n"));

    /// <summary>Records that are out of reach at times.</summary>
    private sealed class LosingStore(IRecords inner) : IRecords
    {
        public bool IsDown { get; set; }

        private IRecords Store => IsDown ? throw new StorageException("down") : inner;

        public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) =>
            Store.FindAsync(key, cancellationToken);

        public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
            Store.TryInsertAsync(record, cancellationToken);

        public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(
            IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) => Store.TryInsertAllAsync(records, cancellationToken);

        public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
            Store.TryReplaceAsync(record, expected, cancellationToken);

        public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
            Store.TryDeleteAsync(key, expected, cancellationToken);

        public ValueTask<RecordPage> ListAsync(
            string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
            Store.ListAsync(table, partition, continuation, maxRecords, cancellationToken);

        public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
            Store.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);
    }
}
