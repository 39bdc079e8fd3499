using System.Collections.Concurrent;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Storage;

/// <summary>Which callers wait for the store, and what they get.</summary>
public sealed class KeptReadsTests
{
    private const string Key = "a";

    private static readonly ReadLife Life = new(
        RefreshAfter: TimeSpan.FromSeconds(2), Fresh: TimeSpan.FromSeconds(4), DuringOutage: TimeSpan.FromSeconds(60));

    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<Exception> _failed = [];
    private readonly KeptReads<string, string> _reads;
    private Func<string, Task<string?>> _store = _ => Task.FromResult<string?>("one");
    private int _count;

    public KeptReadsTests() =>
        _reads = new KeptReads<string, string>(Life, _time, capacity: 10, (_, exception) => _failed.Enqueue(exception));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_BusyKey_NeverWaitsForTheStore()
    {
        var held = new TaskCompletionSource<string?>();
        Assert.Equal("one", await GetAsync());
        _store = _ => held.Task;
        _time.Advance(Life.RefreshAfter);
        Assert.Equal("one", await GetAtOnceAsync());
        await CountAsync(2);
        _time.Advance(Life.Fresh - Life.RefreshAfter - TimeSpan.FromTicks(1));
        for (var call = 0; call < 3; call++) Assert.Equal("one", await GetAtOnceAsync());
        held.SetResult("two");
        await UntilAsync("two");
        Assert.Equal(2, _count);
    }

    [Fact]
    public async Task Get_ValueNoLongerFresh_WaitsForTheStore()
    {
        await GetAsync();
        _store = _ => Task.FromResult<string?>("two");
        _time.Advance(Life.Fresh);
        Assert.Equal("two", await GetAsync());
    }

    [Fact]
    public async Task Get_ManyAtOnce_ReadOnce()
    {
        var held = new TaskCompletionSource<string?>();
        _store = _ => held.Task;
        var calls = Enumerable.Range(0, 32).Select(_ => GetAsync()).ToList();
        held.SetResult("one");
        Assert.All(await Task.WhenAll(calls), value => Assert.Equal("one", value));
        Assert.Equal(1, _count);
    }

    // A read that began before its own record was whole counted as made long ago.
    [Fact]
    public async Task Get_ManyKeys_EachIsReadOnce()
    {
        const int Keys = 20_000;
        var reads = new KeptReads<string, string>(Life, _time, Keys, (_, exception) => _failed.Enqueue(exception));
        for (var pass = 0; pass < 2; pass++)
        {
            for (var key = 0; key < Keys; key++) Assert.Equal("one", await reads.GetAsync($"{key}", ReadAsync, Token));
        }

        Assert.Equal(Keys, _count);
    }

    [Fact]
    public async Task Get_CallerLeaves_TheReadGoesOnForTheOthers()
    {
        var held = new TaskCompletionSource<string?>();
        _store = _ => held.Task;
        using var leaving = new CancellationTokenSource();
        var left = _reads.GetAsync(Key, ReadAsync, leaving.Token).AsTask();
        var stays = GetAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        held.SetResult("one");
        Assert.Equal("one", await stays);
        Assert.Equal(1, _count);
    }

    [Fact]
    public async Task Get_OtherKey_DoesNotWaitForTheFirst()
    {
        var held = new TaskCompletionSource<string?>();
        _store = key => key == Key ? held.Task : Task.FromResult<string?>("other");
        var first = GetAsync();
        Assert.Equal("other", await GetAsync("b"));
        Assert.False(first.IsCompleted);
        held.SetResult("one");
        Assert.Equal("one", await first);
    }

    [Fact]
    public async Task Get_NothingFound_IsRemembered()
    {
        _store = _ => Task.FromResult<string?>(null);
        Assert.Null(await GetAsync());
        Assert.Null(await GetAtOnceAsync());
        Assert.Equal(1, _count);
    }

    [Fact]
    public async Task Get_DuringAnOutage_OnlyTheFirstCallerWaits()
    {
        await GetAsync();
        _store = _ => throw new StorageException("down");
        _time.Advance(Life.Fresh);
        Assert.Equal("one", await GetAsync());
        Assert.Equal("one", await GetAtOnceAsync());
        Assert.Single(_failed);
        _time.Advance(Life.RefreshAfter);
        Assert.Equal("one", await GetAtOnceAsync());
        await FailuresAsync(2);
        _store = _ => Task.FromResult<string?>("two");
        _time.Advance(Life.RefreshAfter);
        Assert.Equal("one", await GetAtOnceAsync());
        await UntilAsync("two");
    }

    [Fact]
    public async Task Get_StoreHangsAfterAFailure_DoesNotWait()
    {
        var held = new TaskCompletionSource<string?>();
        await GetAsync();
        _store = _ => throw new StorageException("down");
        _time.Advance(Life.Fresh);
        await GetAsync();
        _store = _ => held.Task;
        _time.Advance(Life.RefreshAfter);
        await GetAtOnceAsync();
        await CountAsync(3);
        _time.Advance(Life.Fresh);
        Assert.Equal("one", await GetAtOnceAsync());
        held.SetResult("two");
        await UntilAsync("two");
    }

    [Fact]
    public async Task Get_QuietSinceAFailure_WaitsForTheStore()
    {
        await GetAsync();
        _store = _ => throw new StorageException("down");
        _time.Advance(Life.Fresh);
        await GetAsync();
        _store = _ => Task.FromResult<string?>("two");
        _time.Advance(Life.Fresh);
        Assert.Equal("two", await GetAsync());
    }

    [Fact]
    public async Task Get_OutageTooLong_Throws()
    {
        await GetAsync();
        _store = _ => throw new StorageException("down");
        _time.Advance(Life.DuringOutage - TimeSpan.FromTicks(1));
        Assert.Equal("one", await GetAsync());
        _time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<StorageException>(() => GetAsync());
        await Assert.ThrowsAsync<StorageException>(() => GetAsync("b"));
    }

    // Whatever a background read meets is told, and the first caller after the value is fresh meets the store itself.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_BackgroundReadFails_IsToldOnceAndReadAgain(bool isOutage)
    {
        Exception failure = isOutage ? new StorageException("down") : new InvalidOperationException("a bug");
        await GetAsync();
        _store = _ => throw failure;
        _time.Advance(Life.RefreshAfter);
        Assert.Equal("one", await GetAtOnceAsync());
        await FailuresAsync(1);
        Assert.Equal("one", await GetAtOnceAsync());
        _store = _ => Task.FromResult<string?>("two");
        _time.Advance(Life.Fresh - Life.RefreshAfter);
        Assert.Equal("two", await GetAsync());
        Assert.Equal((3, 1), (_count, _failed.Count));
    }

    [Fact]
    public Task Forget_DuringARead_DropsWhatItFinds() => OvertakeAsync(() => _reads.Forget(Key));

    [Fact]
    public Task Get_ReadBeganTooLongAgo_ReadsAgain() => OvertakeAsync(() => _time.Advance(Life.Fresh));

    [Fact]
    public async Task Keep_DuringARead_DropsWhatItFinds()
    {
        var held = new TaskCompletionSource<string?>();
        _store = _ => held.Task;
        var reading = GetAsync();
        _reads.Keep(Key, "mine", _time.GetTimestamp());
        held.SetResult("old");
        Assert.Equal("old", await reading);
        Assert.Equal("mine", await GetAtOnceAsync());
    }

    private async Task OvertakeAsync(Action overtake)
    {
        var (older, later) = (new TaskCompletionSource<string?>(), new TaskCompletionSource<string?>());
        _store = _ => older.Task;
        var first = GetAsync();
        await CountAsync(1);
        overtake();
        _store = _ => later.Task;
        var second = GetAsync();
        await CountAsync(2);
        later.SetResult("new");
        Assert.Equal("new", await second);
        older.SetResult("old");
        Assert.Equal("old", await first);
        Assert.Equal("new", await GetAtOnceAsync());
    }

    private Task<string?> GetAsync(string key = Key) => _reads.GetAsync(key, ReadAsync, Token).AsTask();

    private async Task<string?> GetAtOnceAsync()
    {
        var call = GetAsync();
        Assert.True(call.IsCompleted, "The call waits for the store.");
        return await call;
    }

    private async ValueTask<string?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var store = _store;
        Interlocked.Increment(ref _count);
        return await store(key);
    }

    private async Task CountAsync(int reads)
    {
        while (Volatile.Read(ref _count) < reads) await Task.Yield();
    }

    private async Task FailuresAsync(int failures)
    {
        while (_failed.Count < failures) await Task.Yield();
    }

    private async Task UntilAsync(string value)
    {
        while (await GetAtOnceAsync() != value) await Task.Yield();
    }
}
