using System.Diagnostics;
using System.Text;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Local.Tests;

/// <summary>The store on a file system of 2 MiB that is really full, to its last block. Mounting one takes Linux and root.</summary>
public sealed class MountedDiskTests : IAsyncLifetime
{
    private const int Reserve = 256 * 1024;

    private static readonly byte[] Waiting = Encoding.UTF8.GetBytes($"\"{new string('x', 3000)}\"");
    private static readonly byte[] Tombstone = "\"taken\""u8.ToArray();

    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("shaken-mounted-");
    private readonly ManualTime _time = new();
    private readonly Logs _logs = new();
    private LocalStore? _store;
    private bool _isMounted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LocalStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    private IRecords Records => Store.Records;

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Filler => Path.Combine(_mount.FullName, "filler");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small file system is mounted as Linux does it.");
        var (status, words) = await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _mount.FullName);
        Assert.SkipUnless(status == 0, $"A tmpfs cannot be mounted here: {words}");
        _isMounted = true;
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_isMounted) await RunAsync("umount", _mount.FullName);
        _mount.Delete(recursive: true);
        _logs.Dispose();
    }

    [Fact]
    public async Task FullFileSystem_WhatWaits_IsTakenAndDeletedAndSurvivesACrash()
    {
        var waiting = await FillAsync();
        Assert.InRange(waiting.Count, 300, 700);
        foreach (var (key, etag) in waiting.Take(100)) Assert.NotNull(await Records.TryReplaceAsync(Taken(key), etag, Token));
        Assert.True(await Records.TryDeleteAsync(waiting[100].Key, waiting[100].ETag, Token));
        Assert.NotNull(await Records.TryInsertAsync(NewRecord("jti") with { MayUseReserve = true }, Token));
        Assert.Contains("full", await Store.Health.FindFaultAsync(Token), StringComparison.Ordinal);

        await Store.DisposeAsync();
        Open();
        foreach (var (key, _) in waiting.Take(100)) Assert.Equal(Tombstone, (await Records.FindAsync(key, Token))!.Document.ToArray());
        Assert.Null(await Records.FindAsync(waiting[100].Key, Token));
        Assert.NotNull(await Records.FindAsync(NewRecord("jti").Key, Token));
    }

    [Fact]
    public async Task FullFileSystem_WhatFilledItHasExpired_Heals()
    {
        var waiting = await FillAsync();
        await Assert.ThrowsAsync<StorageException>(async () => await Records.TryInsertAsync(NewRecord("early"), Token));
        _time.Advance(TimeSpan.FromMinutes(2));

        // The journal written anew drops what has expired, before a purge or with it.
        await Records.RemoveExpiredAsync("t", Now, 1000, Token);
        Assert.Null(await Records.FindAsync(waiting[0].Key, Token));
        Assert.NotNull(await Records.TryInsertAsync(NewRecord("late"), Token));
        Assert.Null(await Store.Health.FindFaultAsync(Token));
        Assert.Contains(8144, _logs.Ids);
        Assert.InRange(new FileInfo(Path.Combine(_mount.FullName, "store", "records.journal")).Length, 1, Reserve);
    }

    [Fact]
    public async Task FullFileSystem_AnotherProgramTookTheRest_HandsOutAndPurgesAndHealsWithSpace()
    {
        var waiting = await FillAsync();
        await TakeTheRestAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await Store.Health.FindFaultAsync(Token));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(waiting.Count, await Records.RemoveExpiredAsync("t", Now, 1000, Token));
        await Assert.ThrowsAsync<StorageException>(async () => await Records.TryInsertAsync(NewRecord("early"), Token));
        File.Delete(Filler);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await Records.TryInsertAsync(NewRecord("late"), Token));
        Assert.Null(await Store.Health.FindFaultAsync(Token));
    }

    private void Open() => _store = LocalStore.Open(
        Path.Combine(_mount.FullName, "store"), new LocalStoreOptions { Time = _time, ReserveOctets = Reserve }, _logs);

    private async Task<List<(RecordKey Key, ETag ETag)>> FillAsync()
    {
        var waiting = new List<(RecordKey, ETag)>();
        try
        {
            while (true)
            {
                var record = NewRecord($"{waiting.Count:D4}");
                waiting.Add((record.Key, (await Records.TryInsertAsync(record, Token))!.Value));
            }
        }
        catch (StorageException)
        {
            return waiting;
        }
    }

    // To the last block, with what the store has just given back.
    private async Task TakeTheRestAsync()
    {
        await using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) await file.WriteAsync(new byte[4096], Token);
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    private NewRecord NewRecord(string row) => new(new RecordKey("t", "p", row), Waiting, Now.AddSeconds(60));

    private NewRecord Taken(RecordKey key) => new(key, Tombstone, Now.AddMinutes(3));

    private static async Task<(int Status, string Words)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var words = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, words.Trim());
    }
}
