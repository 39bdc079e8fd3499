using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Foundations;

public sealed class KeyedRateTests
{
    private readonly ManualTime _time = new();

    private KeyedRate New() => new(perSecond: 1, burst: 2, keys: 10, _time);

    [Fact]
    public void TryTake_MoreThanTheBurst_WaitsForTheNextToken()
    {
        var rate = New();
        Assert.Equal([true, true, false], [rate.TryTake("a"), rate.TryTake("a"), rate.TryTake("a")]);
        Assert.True(rate.TryTake("b"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, false], [rate.TryTake("a"), rate.TryTake("a")]);
    }

    [Fact]
    public void GiveBack_OfATokenTaken_LetsItBeTakenAgain()
    {
        var rate = New();
        for (var time = 0; time < 10; time++)
        {
            Assert.True(rate.TryTake("a"));
            rate.GiveBack("a");
        }
    }

    [Fact]
    public void GiveBack_OfMoreThanWereTaken_FillsNoMoreThanTheBurst()
    {
        var rate = New();
        rate.GiveBack("a");
        Assert.True(rate.TryTake("a"));
        for (var time = 0; time < 5; time++) rate.GiveBack("a");
        Assert.Equal([true, true, false], [rate.TryTake("a"), rate.TryTake("a"), rate.TryTake("a")]);
    }
}
