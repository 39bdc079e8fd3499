using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>When a list is asked for again, and what wakes the keeper of the lists.</summary>
public sealed class CrlScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A quarter of the time that is left, from half a minute to an hour.
    [Theory]
    [InlineData(24 * 60, 3600)]
    [InlineData(240, 3600)]
    [InlineData(120, 1800)]
    [InlineData(2, 30)]
    [InlineData(1, 30)]
    public async Task Refresh_ListIsGoodForSoLong_AsksAgainInTime(int minutesLeft, int secondsUntilDue)
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        world.Crl.Time.Advance(Day - TimeSpan.FromMinutes(minutesLeft));
        var lists = world.NewLists();
        Assert.Equal(1, await world.RefreshAsync(lists, TimeSpan.Zero));
        Assert.Equal(1, world.Fetcher.Asked);
        await world.RefreshAsync(lists, TimeSpan.FromSeconds(secondsUntilDue) - Second);
        Assert.Equal(1, world.Fetcher.Asked);
        await world.RefreshAsync(lists, Second);
        Assert.Equal(2, world.Fetcher.Asked);
    }

    [Fact]
    public async Task Refresh_TheSameListAgain_IsNoNews()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        var lists = world.NewLists();
        await world.RefreshAsync(lists, TimeSpan.Zero);
        var (version, lines) = (lists.Version, world.Log.All.Count);
        await world.RefreshAsync(lists, TimeSpan.FromHours(1));
        Assert.Equal((version, lines), (lists.Version, world.Log.All.Count));
    }

    [Fact]
    public async Task Refresh_TheSameListAfterItsEnd_IsRefused()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        var lists = world.NewLists();
        await world.RefreshAsync(lists, TimeSpan.Zero);
        Assert.Equal(1, await world.RefreshAsync(lists, Day + Second));
        Assert.Equal(1612, world.Log.All.Last().Id);
    }

    [Fact]
    public async Task Refresh_AnotherListOfTheSameNumber_IsRefused()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        var lists = world.NewLists();
        await world.RefreshAsync(lists, TimeSpan.Zero);
        world.Crl.Time.Advance(TimeSpan.FromHours(1));
        world.Fetcher.Answer = await world.Crl.SignAsync([world.Crl.Entry(1)], number: 1);
        await world.RefreshAsync(lists, TimeSpan.Zero);
        Assert.Equal(0, lists.Find(CrlWorld.Url)!.Index.Count);
        Assert.Equal(1612, world.Log.All.Last().Id);
    }

    [Fact]
    public async Task UntilWork_NothingIsAsked_EndsWhenTheFirstListIsDue()
    {
        var world = await ListsWorld.NewAsync();
        var lists = world.NewLists();
        await world.RefreshAsync(lists, TimeSpan.Zero);

        // The list was out of reach, so it is due in a minute.
        var waiting = lists.UntilWorkAsync(Token);
        world.Crl.Time.Advance(TimeSpan.FromMinutes(1) - Second);
        Assert.False(waiting.IsCompleted);
        world.Crl.Time.Advance(Second);
        await waiting;
    }

    [Fact]
    public async Task UntilWork_AListIsAnnounced_Ends()
    {
        var world = await ListsWorld.NewAsync();
        var lists = world.NewLists();
        await world.RefreshAsync(lists, TimeSpan.Zero);
        var waiting = lists.UntilWorkAsync(Token);
        Assert.False(waiting.IsCompleted);
        await lists.AnnounceAsync(CrlWorld.Url, Token);
        await waiting;
    }

    [Fact]
    public async Task UntilWork_TheCallerLeaves_IsCancelled()
    {
        var world = await ListsWorld.NewAsync();
        var lists = world.NewLists();
        await world.RefreshAsync(lists, TimeSpan.Zero);
        using var leaving = new CancellationTokenSource();
        var waiting = lists.UntilWorkAsync(leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task TryAdd_ChainsOfOneCaOrOfMany_AreBounded()
    {
        const int Most = 8;
        var first = await CrlWorld.NewAsync();
        var watched = new WatchedCrl(new CrlKey(first.Domain, CrlWorld.Url), TimeSpan.Zero);
        Assert.True(watched.TryAdd(first.Chain(await first.LeafAsync())));

        // Another leaf of the same CAs brings no signer that was not known.
        Assert.False(watched.TryAdd(first.Chain(await first.LeafAsync())));
        for (var number = 1; number <= Most; number++)
        {
            var other = await CrlWorld.NewAsync();
            Assert.Equal(number < Most, watched.TryAdd(other.Chain(await other.LeafAsync())));
        }

        Assert.Equal(Most, watched.Chains.Count);
    }
}
