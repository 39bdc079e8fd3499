using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Local.Tests;

/// <summary>
/// A disk that the store itself filled: what waits can be taken and removed, nothing new is stored, and it heals when what filled it has
/// expired.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const long Reserve = 100_000;

    // A waiting PASSporT and the tombstone that it leaves.
    private static readonly byte[] Waiting = Encoding.UTF8.GetBytes($"\"{new string('x', 3000)}\"");
    private static readonly byte[] Tombstone = "\"taken\""u8.ToArray();

    private readonly DiskFolder _folder = new();
    private readonly SmallDisk _disk = new();
    private readonly Logs _logs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IRecords Records => _folder.Store.Records;

    private DateTimeOffset Now => _folder.Time.GetUtcNow();

    public async ValueTask InitializeAsync() => await _folder.ReopenAsync(_disk, _folder.Options with { ReserveOctets = Reserve }, _logs);

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task Full_WhatWaits_IsTakenAndDeleted()
    {
        var waiting = await FillAsync();
        Assert.InRange(waiting.Count, 20, 60);
        await Assert.ThrowsAsync<StorageException>(async () => await Records.TryInsertAsync(NewWaiting("new"), Token));
        foreach (var (key, etag) in waiting.Take(10))
            Assert.NotNull(await Records.TryReplaceAsync(new NewRecord(key, Tombstone, Now.AddMinutes(3)), etag, Token));
        Assert.True(await Records.TryDeleteAsync(waiting[10].Key, waiting[10].ETag, Token));
        var larger = new NewRecord(waiting[11].Key, new byte[4000], Now.AddMinutes(1));
        await Assert.ThrowsAsync<StorageException>(async () => await Records.TryReplaceAsync(larger, waiting[11].ETag, Token));

        // What a reader needs before it can take anything.
        Assert.NotNull(await Records.TryInsertAsync(NewRecord("jti", 100) with { MayUseReserve = true }, Token));

        // What was answered is there after a crash.
        await _folder.ReopenAsync();
        foreach (var (key, _) in waiting.Take(10)) Assert.Equal(Tombstone, (await Records.FindAsync(key, Token))!.Document.ToArray());
        Assert.Null(await Records.FindAsync(waiting[10].Key, Token));
        Assert.NotNull(await Records.FindAsync(NewRecord("jti", 100).Key, Token));
    }

    [Fact]
    public async Task Full_ReserveTakenByAnother_PurgesWithoutWriting()
    {
        var waiting = await FillAsync();
        _disk.Free = 1;
        _folder.Time.Advance(TimeSpan.FromMinutes(2));
        var before = new FileInfo(_folder.Journal).Length;
        Assert.Equal(waiting.Count, await Records.RemoveExpiredAsync("t", Now, 1000, Token));
        Assert.Null(await Records.FindAsync(waiting[0].Key, Token));
        Assert.Equal(before, new FileInfo(_folder.Journal).Length);

        // After a crash they are there again, and have expired still.
        await _folder.ReopenAsync();
        Assert.Equal(waiting.Count, await Records.RemoveExpiredAsync("t", Now, 1000, Token));
    }

    [Fact]
    public async Task Full_WhatFilledItHasExpired_HealsByItself()
    {
        var waiting = await FillAsync();
        Assert.Contains(8143, _logs.Ids);
        Assert.Contains("full", await _folder.Store.Health.FindFaultAsync(Token), StringComparison.Ordinal);
        _folder.Time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<StorageException>(async () => await Records.TryInsertAsync(NewWaiting("early"), Token));
        _folder.Time.Advance(TimeSpan.FromSeconds(90));
        var before = new FileInfo(_folder.Journal).Length;
        Assert.NotNull(await Records.TryInsertAsync(NewWaiting("late"), Token));
        Assert.InRange(new FileInfo(_folder.Journal).Length, 1, before / 10);
        Assert.Contains(8144, _logs.Ids);
        Assert.Null(await _folder.Store.Health.FindFaultAsync(Token));
        Assert.Null(await Records.FindAsync(waiting[0].Key, Token));
        await _folder.ReopenAsync();
        Assert.Equal(["late"], (await Records.ListAsync("t", "p", null, 1000, Token)).Records.Select(record => record.Key.Row));
    }

    [Fact]
    public async Task Full_SpaceCameFromElsewhere_HealthCheckAloneHeals()
    {
        await FillAsync();
        _disk.Free += 10 * Reserve;

        // Not at each batch: each try allocates a file.
        Assert.NotNull(await _folder.Store.Health.FindFaultAsync(Token));
        _folder.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _folder.Store.Health.FindFaultAsync(Token));
        Assert.NotNull(await Records.TryInsertAsync(NewWaiting("new"), Token));
    }

    [Fact]
    public async Task Full_BatchOfMany_RefusesOnlyWhatGrows()
    {
        var waiting = await FillAsync();
        var takes = waiting.Take(5).Select(one => Records.TryReplaceAsync(new NewRecord(one.Key, Tombstone, Now.AddMinutes(3)), one.ETag,
            Token).AsTask()).ToList();
        var inserts = Enumerable.Range(0, 5).Select(row => Records.TryInsertAsync(NewWaiting($"new-{row}"), Token).AsTask()).ToList();
        Assert.All(await Task.WhenAll(takes), etag => Assert.NotNull(etag));
        foreach (var insert in inserts) await Assert.ThrowsAsync<StorageException>(() => insert);
    }

    [Fact]
    public async Task Full_AtTheStart_OpensAndHandsOut()
    {
        var waiting = await FillAsync();
        await _folder.ReopenAsync(_disk, _folder.Options with { ReserveOctets = 10 * Reserve }, _logs);
        Assert.NotNull(await _folder.Store.Health.FindFaultAsync(Token));
        Assert.NotNull(await Records.TryReplaceAsync(new NewRecord(waiting[0].Key, Tombstone, Now.AddMinutes(3)), waiting[0].ETag, Token));
    }

    [Fact]
    public async Task Full_WithoutReserve_HealthTellsAndHeals()
    {
        await _folder.ReopenAsync(_disk, _folder.Options, _logs);
        _disk.Free = 5;
        await Assert.ThrowsAsync<StorageException>(async () => await Records.TryInsertAsync(NewWaiting("new"), Token));
        Assert.Contains("cannot be written", await _folder.Store.Health.FindFaultAsync(Token), StringComparison.Ordinal);
        _disk.Free = 1_000_000;
        Assert.Null(await _folder.Store.Health.FindFaultAsync(Token));
    }

    [Fact]
    public async Task Expired_WithoutAPurge_CountAsHistory()
    {
        for (var row = 0; row < 60; row++) await Records.TryInsertAsync(NewRecord($"{row}", 100_000), Token);
        Assert.InRange(new FileInfo(_folder.Journal).Length, 6_000_000, 7_000_000);
        _folder.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await Records.TryInsertAsync(NewRecord("last", 100_000), Token));
        await _folder.ReopenAsync();
        Assert.InRange(new FileInfo(_folder.Journal).Length, 100_000, 200_000);
        Assert.Equal(["last"], (await Records.ListAsync("t", "p", null, 1000, Token)).Records.Select(record => record.Key.Row));
    }

    /// <summary>Stores until the disk is full: its last octets are the reserve.</summary>
    private async Task<List<(RecordKey Key, ETag ETag)>> FillAsync()
    {
        _disk.Free = 100_000;
        var waiting = new List<(RecordKey, ETag)>();
        try
        {
            while (true)
            {
                var record = NewWaiting($"{waiting.Count:D4}");
                waiting.Add((record.Key, (await Records.TryInsertAsync(record, Token))!.Value));
            }
        }
        catch (StorageException)
        {
            return waiting;
        }
    }

    private NewRecord NewWaiting(string row) => new(new RecordKey("t", "p", row), Waiting, Now.AddSeconds(60));

    private NewRecord NewRecord(string row, int octets) => new(new RecordKey("t", "p", row), new byte[octets], Now.AddSeconds(60));
}
