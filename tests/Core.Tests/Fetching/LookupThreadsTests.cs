using System.Net;
using System.Net.Sockets;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Fetching;

/// <summary>A DNS server that never answers holds threads of the resolver's own, a bounded number, and nothing else.</summary>
public sealed class LookupThreadsTests : IDisposable
{
    private readonly ManualResetEventSlim _answers = new();
    private readonly SemaphoreSlim _begun = new(0);
    private int _onPool;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _answers.Set();
        _begun.Dispose();
    }

    [Fact]
    public async Task Resolve_WhileNamesHang_TakesNoThreadOfThePool()
    {
        var resolver = new SystemResolver(Hang, threads: 40, waiting: 1);
        var lookups = Enumerable.Range(0, 40).Select(number => resolver.ResolveAsync($"{number}.example", Token)).ToList();
        await BegunAsync(40);
        Assert.Equal(0, _onPool);
        _answers.Set();
        Assert.All(await Task.WhenAll(lookups), addresses => Assert.Single(addresses));
    }

    [Fact]
    public async Task Resolve_BeyondThreadsAndQueue_IsBusy()
    {
        var resolver = new SystemResolver(Hang, threads: 2, waiting: 3);
        var lookups = Enumerable.Range(0, 5).Select(number => resolver.ResolveAsync($"{number}.example", Token)).ToList();
        var refused = await Assert.ThrowsAsync<GuardException>(() => resolver.ResolveAsync("6.example", Token));
        Assert.Equal(FetchFailure.Busy, refused.Refusal.Reason);

        _answers.Set();
        Assert.All(await Task.WhenAll(lookups), addresses => Assert.Single(addresses));
        Assert.Single(await resolver.ResolveAsync("7.example", Token));
    }

    [Fact]
    public async Task Resolve_OfWhatNobodyWaitsFor_GivesItsPlaceUp()
    {
        using var leaving = new CancellationTokenSource();
        var resolver = new SystemResolver(Hang, threads: 1, waiting: 1);
        var first = resolver.ResolveAsync("1.example", Token);
        await BegunAsync(1);
        var left = resolver.ResolveAsync("2.example", leaving.Token);
        await leaving.CancelAsync();
        var next = resolver.ResolveAsync("3.example", Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        _answers.Set();
        Assert.Single(await first);
        Assert.Single(await next);
        Assert.Equal(1, _begun.CurrentCount);
    }

    [Fact]
    public async Task Resolve_WhenTheLookupFails_GivesNoAddressAndGoesOn()
    {
        var resolver = new SystemResolver(Failing(new SocketException()), threads: 1, waiting: 8);
        Assert.Empty(await resolver.ResolveAsync("a.example", Token));
        Assert.Single(await resolver.ResolveAsync("b.example", Token));
    }

    [Fact]
    public async Task Resolve_WhenTheLookupHasABug_TellsItAndGoesOn()
    {
        var resolver = new SystemResolver(Failing(new InvalidOperationException("a bug")), threads: 1, waiting: 8);
        await Assert.ThrowsAsync<InvalidOperationException>(() => resolver.ResolveAsync("a.example", Token));
        Assert.Single(await resolver.ResolveAsync("b.example", Token));
    }

    [Fact]
    public async Task WarmCall_WhileStrangersNamesHang_IsServedAtOnce()
    {
        var call = await CallWorld.NewAsync();
        Assert.True((await call.Verdicts.FindAsync(call.X5u, Token)).IsSuccess);
        var resolver = new SystemResolver(Hang, threads: 128, waiting: 128);
        using var fetcher = new GuardedFetcher(new FetchingOptions(), resolver, call.Time, new LogLines<GuardedFetcher>());
        var options = new FetchingOptions();
        var asked = Enumerable.Range(0, 100)
            .Select(number => fetcher.FetchAsync($"https://{number}.wild.example/c.pem", FetchProfile.Certificate,
                new ClientKey($"{number % 10}"), Token))
            .ToList();
        await BegunAsync(options.MaxFetchesToStrangers);

        // As many as there are places hang, no more; a warm call completes on the caller's own thread, and so does work of the pool.
        for (var warm = 0; warm < 1000; warm++) Assert.True(call.Verdicts.FindAsync(call.X5u, Token).AsTask().IsCompletedSuccessfully);
        await Task.Run(() => { }, Token);
        var refused = await Task.WhenAll(asked.Where(fetch => fetch.IsCompleted));
        Assert.All(refused, outcome => Assert.Equal(FetchFailure.Busy, outcome.Failure.Reason));
        Assert.Equal(0, _onPool);
        Assert.Equal(0, _begun.CurrentCount);

        call.Time.Advance(FetchProfile.Certificate.Timeout);
        Assert.All(await Task.WhenAll(asked),
            outcome => Assert.Contains(outcome.Failure.Reason, (FetchFailure[])[FetchFailure.Busy, FetchFailure.TooSlow]));
    }

    private static Func<string, IPAddress[]> Failing(Exception exception) => host => host == "a.example" ? throw exception : [IPAddress.Loopback];

    private IPAddress[] Hang(string host)
    {
        if (Thread.CurrentThread.IsThreadPoolThread) Interlocked.Increment(ref _onPool);
        _begun.Release();
        _answers.Wait(CancellationToken.None);
        return [IPAddress.Loopback];
    }

    private async Task BegunAsync(int count)
    {
        for (var begun = 0; begun < count; begun++) await _begun.WaitAsync(Token);
    }
}
