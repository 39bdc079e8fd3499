using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Storage;

public sealed class SequenceTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly ManualTime _time = new();
    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(30, false)]
    [InlineData(60, false)]
    [InlineData(61, true)]
    public async Task Claim_OfAnInstanceWhoseClockIsAhead_HoldsUnlessItIsFarAhead(int seconds, bool isVoid)
    {
        var ahead = new ManualTime(_time.GetUtcNow() + TimeSpan.FromSeconds(seconds));
        Assert.NotNull(await New(ahead).TryClaimAsync(Token));
        Assert.Equal(isVoid, await New(_time).TryClaimAsync(Token) is not null);
    }

    [Fact]
    public async Task Claim_HoldsForItsLease_AndIsThenTakenOverForTheSameNumber()
    {
        var late = (await New(_time).TryClaimAsync(Token))!;
        _time.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Null(await New(_time).TryClaimAsync(Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        var next = (await New(_time).TryClaimAsync(Token))!;
        Assert.Equal((1, 1), (late.Number, next.Number));
        Assert.False(await New(_time).TryCompleteAsync(late, "late", Token));
        Assert.True(await New(_time).TryCompleteAsync(next, "done", Token));
        Assert.Equal(new SequenceState(1, "done"), await New(_time).ReadAsync(Token));
    }

    private Sequence New(TimeProvider time) => new(_records, "numbers", "one", Lease, time);
}
