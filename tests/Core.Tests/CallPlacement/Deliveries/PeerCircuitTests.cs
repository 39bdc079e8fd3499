using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Deliveries;

/// <summary>How long a peer is left alone, and how often a line is written, is no matter of the wall clock.</summary>
public sealed class PeerCircuitTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void TryPass_WhenTheWallClockIsSet_LetsThroughAfterThePause(int hours)
    {
        var bounds = DeliveryBounds.Default with { FailuresToOpen = 1 };
        var circuit = new PeerCircuit(bounds, _time);
        Assert.True(circuit.TryPass(out var round, out _));
        Assert.True(circuit.Failed(round));
        _time.SetWallClock(TimeSpan.FromHours(hours));
        Assert.False(circuit.TryPass(out _, out var wait));
        Assert.Equal(bounds.FirstPause, wait);
        _time.Advance(bounds.FirstPause);
        Assert.True(circuit.TryPass(out _, out _));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void IsDue_WhenTheWallClockIsSet_KeepsThePace(int hours)
    {
        var pace = new LogPace<DeliveryOutcome>(TimeSpan.FromMinutes(1), _time);
        Assert.True(pace.IsDue(DeliveryOutcome.Refused, out _));
        _time.SetWallClock(TimeSpan.FromHours(hours));
        Assert.False(pace.IsDue(DeliveryOutcome.Refused, out _));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(pace.IsDue(DeliveryOutcome.Refused, out var count));
        Assert.Equal(2, count);
    }
}
