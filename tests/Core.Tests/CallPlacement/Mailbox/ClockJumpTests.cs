using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>A wall clock that is set ahead by hours and back again changes nothing that is kept in memory for seconds.</summary>
public sealed class ClockJumpTests
{
    private readonly ManualTime _time = new();

    private enum Kind
    {
        One,
    }

    [Fact]
    public void Circuit_ClosedWhileTheClockWasAhead_ProbesAfterItsPause()
    {
        var bounds = DeliveryBounds.Default;
        var circuit = new PeerCircuit(bounds, _time);
        _time.SetWallClock(TimeSpan.FromHours(2));
        for (var failure = 0; failure < bounds.FailuresToOpen; failure++)
        {
            Assert.True(circuit.TryPass(out var round, out _));
            circuit.Failed(round);
        }

        Assert.False(circuit.TryPass(out _, out _));
        _time.SetWallClock(TimeSpan.FromHours(-2));
        _time.Advance(bounds.FirstPause);
        Assert.True(circuit.TryPass(out _, out _));
    }

    [Fact]
    public void LogPace_LineWrittenWhileTheClockWasAhead_IsDueAgainInTime()
    {
        var pace = new LogPace<Kind>(TimeSpan.FromMinutes(1), _time);
        _time.SetWallClock(TimeSpan.FromHours(2));
        Assert.True(pace.IsDue(Kind.One, out _));
        _time.SetWallClock(TimeSpan.FromHours(-2));
        Assert.False(pace.IsDue(Kind.One, out _));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(pace.IsDue(Kind.One, out var count));
        Assert.Equal(2, count);
    }

    [Fact]
    public void Shares_CountedWhileTheClockWasAhead_EndInTime()
    {
        var shares = new MailboxShares(new MailboxBounds { InAll = 1000, PerSigner = 100, PerProvider = 1000 }, _time);
        _time.SetWallClock(TimeSpan.FromHours(2));
        Assert.NotNull(shares.TryAdd([Parcel("a")], TimeSpan.FromMinutes(1)));
        _time.SetWallClock(TimeSpan.FromHours(-2));
        Assert.Null(shares.TryAdd([Parcel("b")], TimeSpan.FromMinutes(1)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(shares.TryAdd([Parcel("b")], TimeSpan.FromMinutes(1)));
        _time.SetWallClock(TimeSpan.FromHours(2));
        Assert.Null(shares.TryAdd([Parcel("c")], TimeSpan.FromMinutes(1)));
    }

    private static MailboxParcel Parcel(string row) => new(row, "US/1234", [], 60);
}
