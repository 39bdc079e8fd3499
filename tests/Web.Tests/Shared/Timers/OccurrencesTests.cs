using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Timers;

/// <summary>A schedule's occurrences, from noon on.</summary>
public sealed class OccurrencesTests
{
    private const string Hourly = "0 0 * * * *";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Next_TimerFiresEarly_GivesEachOccurrenceOnce()
    {
        var early = new ShiftedTime(_time) { Early = TimeSpan.FromMilliseconds(5) };
        var occurrences = new Occurrences("30 * * * * *", early);
        var moments = new List<DateTimeOffset>();
        var counting = CountAsync();
        for (var second = 0; second < 180; second++)
        {
            await Background.UntilAsync(() => _time.TimersWaiting == 1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Background.UntilAsync(() => _time.TimersWaiting == 1);
        Assert.Equal([30.0, 90.0, 150.0], moments.Select(moment => Math.Floor((moment - new ManualTime().GetUtcNow()).TotalSeconds)));
        Assert.False(counting.IsCompleted);

        async Task CountAsync()
        {
            while (true)
            {
                await occurrences.NextAsync(Token);
                moments.Add(early.GetUtcNow());
            }
        }
    }

    [Fact]
    public async Task Next_WorkOutlastsOccurrences_GivesThemAsOne()
    {
        var occurrences = new Occurrences(Hourly, _time);
        _time.Advance(TimeSpan.FromHours(1));
        await occurrences.NextAsync(Token);
        _time.Advance(TimeSpan.FromHours(2.5));
        await occurrences.NextAsync(Token);
        var next = occurrences.NextAsync(Token);
        Assert.False(next.IsCompleted);
        await AdvanceAsync(next, TimeSpan.FromMinutes(30));
        await next;
    }

    [Fact]
    public async Task Next_ClockSetBackABit_GivesNoOccurrenceTwice()
    {
        var clock = new ShiftedTime(_time);
        var occurrences = new Occurrences(Hourly, clock);
        _time.Advance(TimeSpan.FromHours(1));
        await occurrences.NextAsync(Token);
        clock.Shift = -TimeSpan.FromSeconds(30);
        var next = occurrences.NextAsync(Token);
        await AdvanceAsync(next, TimeSpan.FromSeconds(59));
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task Next_ClockSetBackFar_FollowsIt()
    {
        var clock = new ShiftedTime(_time);
        var occurrences = new Occurrences(Hourly, clock);
        var next = occurrences.NextAsync(Token);
        clock.Shift = -TimeSpan.FromDays(365);
        await AdvanceAsync(next, TimeSpan.FromHours(1));
        await next;
    }

    [Fact]
    public async Task Next_ClockSetAhead_GivesWhatIsDue()
    {
        var clock = new ShiftedTime(_time);
        var occurrences = new Occurrences(Hourly, clock);
        var next = occurrences.NextAsync(Token);
        clock.Shift = TimeSpan.FromHours(8);
        await AdvanceAsync(next, TimeSpan.FromMinutes(1));
        await next;
        Assert.False(occurrences.NextAsync(Token).IsCompleted);
    }

    // In steps, since the clock is looked at once a minute.
    private async Task AdvanceAsync(Task waiting, TimeSpan by)
    {
        for (var left = by; left > TimeSpan.Zero; left -= Step)
        {
            _time.Advance(left < Step ? left : Step);
            await Background.UntilAsync(() => waiting.IsCompleted || _time.TimersWaiting == 1);
        }
    }
}
