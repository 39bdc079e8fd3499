using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Foundations;

public sealed class DeadlineTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-2)]
    public void HasPassed_WhateverTheWallClockSays_IsTrueWhenTheLifeIsOver(int hours)
    {
        var deadline = Deadline.After(TimeSpan.FromMinutes(1), _time);
        _time.SetWallClock(TimeSpan.FromHours(hours));
        Assert.False(deadline.HasPassed(_time));
        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.False(deadline.HasPassed(_time));
        Assert.Equal(TimeSpan.FromTicks(1), deadline.Left(_time));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(deadline.HasPassed(_time));
        Assert.Equal(TimeSpan.Zero, deadline.Left(_time));
    }

    [Fact]
    public void After_OfAnEndlessLife_NeverPasses()
    {
        Assert.Equal(Deadline.Never, Deadline.After(TimeSpan.MaxValue, _time));
        Assert.Equal(TimeSpan.MaxValue, Deadline.Never.Left(_time));
    }

    [Fact]
    public void Default_HasPassed() => Assert.True(default(Deadline).HasPassed(_time));
}
