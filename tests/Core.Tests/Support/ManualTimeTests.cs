namespace Shaken.Core.Tests.Support;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Advance_FiresTimersInOrderEachAtItsMoment()
    {
        var fired = new List<(string Name, DateTimeOffset At)>();
        var start = _time.GetUtcNow();
        using var late = NewTimer(() => fired.Add(("late", _time.GetUtcNow())), TimeSpan.FromSeconds(5));
        using var early = NewTimer(() => fired.Add(("early", _time.GetUtcNow())), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([("early", start.AddSeconds(2)), ("late", start.AddSeconds(5))], fired);
        Assert.Equal(0, _time.TimersWaiting);
    }

    [Fact]
    public void Advance_OverSeveralPeriods_FiresForEach()
    {
        var count = 0;
        using var timer = _time.CreateTimer(_ => count++, state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(7.5));
        Assert.Equal(4, count);
    }

    [Fact]
    public void Advance_WhenATimerStopsAnother_FiresItNot()
    {
        var isFired = false;
        var second = NewTimer(() => isFired = true, TimeSpan.FromSeconds(2));
        using var first = NewTimer(() => second.Dispose(), TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(isFired);
        Assert.False(second.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Delay_EndsWhenItsTimeHasPassed()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public void Timestamps_FollowTheClock()
    {
        var start = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), _time.GetElapsedTime(start));
    }

    private ITimer NewTimer(Action fire, TimeSpan due) => _time.CreateTimer(_ => fire(), state: null, due, Timeout.InfiniteTimeSpan);
}
