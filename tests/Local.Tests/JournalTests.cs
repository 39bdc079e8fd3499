using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Storage;
using Shaken.Local.Records;

namespace Shaken.Local.Tests;

public sealed class JournalTests : IAsyncLifetime
{
    private readonly DiskFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IRecords Records => _folder.Store.Records;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Reopened_HoldsEverything_AndGivesNoETagTwice()
    {
        var kept = (await Records.TryInsertAsync(New("kept"), Token))!.Value;
        var gone = (await Records.TryInsertAsync(New("gone"), Token))!.Value;
        await Records.TryDeleteAsync(Key("gone"), gone, Token);
        await _folder.ReopenAsync();
        Assert.Equal(kept, (await Records.FindAsync(Key("kept"), Token))!.ETag);
        Assert.Null(await Records.FindAsync(Key("gone"), Token));
        Assert.DoesNotContain((await Records.TryInsertAsync(New("gone"), Token))!.Value, new[] { kept, gone });
    }

    [Fact]
    public async Task SecondProcess_IsRefused()
    {
        var exception = Assert.Throws<StorageException>(() => LocalStore.Open(_folder.Path, _folder.Options, NullLoggerFactory.Instance));
        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
        await _folder.ReopenAsync();
    }

    [Fact]
    public async Task TornAtEveryOctetOfItsLastFrame_ItOpensWithAllBefore()
    {
        await Records.TryInsertAsync(New("first"), Token);
        await _folder.ReopenAsync();
        var sound = new FileInfo(_folder.Journal).Length;
        await Records.TryInsertAllAsync([New("second"), New("third")], Token);
        var whole = await _folder.ReadJournalAsync();
        for (var length = sound; length < whole.Length; length++)
        {
            var torn = whole[..(int)length];
            await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, torn));
            Assert.NotNull(await Records.FindAsync(Key("first"), Token));
            Assert.Null(await Records.FindAsync(Key("second"), Token));
            Assert.Null(await Records.FindAsync(Key("third"), Token));
            Assert.NotNull(await Records.TryInsertAsync(New("after"), Token));
        }
    }

    [Fact]
    public async Task DamageInTheMiddle_IsRefused_NotCutOff()
    {
        for (var row = 0; row < 5; row++) await Records.TryInsertAsync(New($"{row}"), Token);
        var whole = await _folder.ReadJournalAsync();
        foreach (var offset in (int[])[0, 4, 8, 12, 40, whole.Length / 2])
        {
            var damaged = whole.ToArray();
            damaged[offset] ^= 1;
            await Assert.ThrowsAsync<StorageException>(() => _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, damaged)));
            Assert.Equal(damaged, await File.ReadAllBytesAsync(_folder.Journal, Token));
        }

        await _folder.ReopenAsync(() => File.WriteAllBytes(_folder.Journal, whole));
    }

    [Fact]
    public async Task MostlyHistory_IsWrittenAnew_WithExactlyWhatLives()
    {
        await Records.TryInsertAsync(New("quiet"), Token);
        var etag = await MakeHistoryAsync(() => false);
        Assert.InRange(new FileInfo(_folder.Journal).Length, 1, 5 * 1024 * 1024);
        await _folder.ReopenAsync();
        Assert.Equal(etag, (await Records.FindAsync(Key("busy"), Token))!.ETag);
        Assert.NotNull(await Records.FindAsync(Key("quiet"), Token));
        Assert.False(File.Exists(_folder.Journal + ".new"));
    }

    [Fact]
    public async Task LeftoverOfACompaction_IsRemoved()
    {
        await Records.TryInsertAsync(New("kept"), Token);
        await _folder.ReopenAsync(() => File.WriteAllText(_folder.Journal + ".new", "half"));
        Assert.NotNull(await Records.FindAsync(Key("kept"), Token));
        Assert.False(File.Exists(_folder.Journal + ".new"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LeftoverThatCouldNotBeRemoved_IsNoPartOfTheNextCompaction(bool isTorn)
    {
        var deleted = (await Records.TryInsertAsync(New("deleted"), Token))!.Value;
        var older = await _folder.ReadJournalAsync();
        Assert.True(await Records.TryDeleteAsync(Key("deleted"), deleted, Token));
        await File.WriteAllBytesAsync(_folder.Journal + ".new", isTorn ? older[..(older.Length / 2)] : older, Token);

        // One compaction and no more: a second one would start with a new file.
        var etag = await MakeHistoryAsync(() => !File.Exists(_folder.Journal + ".new"));
        Assert.False(File.Exists(_folder.Journal + ".new"));
        await _folder.ReopenAsync();
        Assert.Equal(etag, (await Records.FindAsync(Key("busy"), Token))!.ETag);
        Assert.Null(await Records.FindAsync(Key("deleted"), Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomChanges_AgreeWithMemory_ThroughEveryReopening(int seed)
    {
        var random = new Xorshift((uint)seed);
        var model = new MemoryRecords();
        for (var round = 0; round < 6; round++)
        {
            for (var step = 0; step < 150; step++)
            {
                var record = New($"{random.Next(20)}") with { ExpiresAt = DateTimeOffset.UnixEpoch.AddSeconds(random.Next(100)) };
                var kind = random.Next(4);
                var expected = await Records.FindAsync(record.Key, Token);
                var modelled = await model.FindAsync(record.Key, Token);
                Assert.Equal(modelled is null, expected is null);
                object? ours = kind switch
                {
                    0 => await Records.TryInsertAsync(record, Token) is not null,
                    1 => expected is null ? null : await Records.TryReplaceAsync(record, expected.ETag, Token) is not null,
                    2 => expected is null ? null : await Records.TryDeleteAsync(record.Key, expected.ETag, Token),
                    _ => await Records.RemoveExpiredAsync("t", DateTimeOffset.UnixEpoch.AddSeconds(step % 20), 3, Token),
                };
                object? theirs = kind switch
                {
                    0 => await model.TryInsertAsync(record, Token) is not null,
                    1 => modelled is null ? null : await model.TryReplaceAsync(record, modelled.ETag, Token) is not null,
                    2 => modelled is null ? null : await model.TryDeleteAsync(record.Key, modelled.ETag, Token),
                    _ => await model.RemoveExpiredAsync("t", DateTimeOffset.UnixEpoch.AddSeconds(step % 20), 3, Token),
                };
                Assert.Equal(theirs, ours);
            }

            await _folder.ReopenAsync();
            var ourRows = (await Records.ListAsync("t", "p", null, 1000, Token)).Records.Select(found => (found.Key.Row, found.ExpiresAt));
            Assert.Equal((await model.ListAsync("t", "p", null, 1000, Token)).Records.Select(found => (found.Key.Row, found.ExpiresAt)), ourRows);
        }
    }

    [Fact]
    public async Task FullDisk_AcknowledgesNothingItDidNotKeep_AndWorksAgainAfterwards()
    {
        var disk = new SmallDisk();
        var kept = new List<string>();
        await using (var store = await _folder.ReopenAsync(disk))
        {
            disk.Free = 2000;
            for (var row = 0; row < 60; row++)
            {
                if (row == 40) disk.Free = 10_000;
                try
                {
                    Assert.NotNull(await store.Records.TryInsertAsync(New($"{row:D2}"), Token));
                    kept.Add($"{row:D2}");
                }
                catch (StorageException)
                {
                    Assert.Null(await store.Records.FindAsync(Key($"{row:D2}"), Token));
                }
            }
        }

        Assert.InRange(kept.Count, 21, 59);
        await _folder.ReopenAsync();
        Assert.Equal(kept, (await Records.ListAsync("t", "p", null, 1000, Token)).Records.Select(record => record.Key.Row));
    }

    [Fact]
    public async Task DiskThatCannotBeCutBack_IsWrittenNoMore()
    {
        var disk = new SmallDisk { CannotCut = true, Free = 20 };
        var store = await _folder.ReopenAsync(disk);
        await Assert.ThrowsAsync<StorageException>(async () => await store.Records.TryInsertAsync(New("a"), Token));
        disk.Free = 10_000;
        var exception = await Assert.ThrowsAsync<StorageException>(async () => await store.Records.TryInsertAsync(New("b"), Token));
        Assert.Contains("no more", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyWriters_ShareFlushes_AndNoneIsLost()
    {
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(row => Records.TryInsertAsync(New($"{row:D4}"), Token).AsTask()));
        await _folder.ReopenAsync();
        var found = 0;
        string? continuation = null;
        do
        {
            var page = await Records.ListAsync("t", "p", continuation, 1000, Token);
            found += page.Records.Count;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(2000, found);
    }

    // As much as makes a compaction due twice, unless less is enough.
    private async Task<ETag> MakeHistoryAsync(Func<bool> isEnough)
    {
        var document = Encoding.UTF8.GetBytes($"\"{new string('x', 20_000)}\"");
        var etag = (await Records.TryInsertAsync(New("busy") with { Document = document }, Token))!.Value;
        for (var round = 0; round < 500 && !isEnough(); round++) etag = (await Records.TryReplaceAsync(New("busy") with { Document = document }, etag, Token))!.Value;
        return etag;
    }

    private static RecordKey Key(string row) => new("t", "p", row);

    private static NewRecord New(string row) => new(Key(row), "{\"a\":1}"u8.ToArray());

    /// <summary>Pseudo-random numbers that a seed repeats.</summary>
    private sealed class Xorshift(uint seed)
    {
        private uint _state = unchecked(seed * 2654435761);

        public int Next(int bound)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)bound);
        }
    }
}
