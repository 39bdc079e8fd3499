using Shaken.Core.Principals.SigningIn;

namespace Shaken.Core.Tests.Principals;

public sealed class HashingLanesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryEnter_StrangersFillTheirLane_KnownOnesStillEnter()
    {
        using var lanes = new HashingLanes(perLane: 1, waiting: 1);
        using var first = await lanes.TryEnterAsync(isKnown: false, Token);
        var second = lanes.TryEnterAsync(isKnown: false, Token).AsTask();
        Assert.Null(await lanes.TryEnterAsync(isKnown: false, Token));
        using var known = await lanes.TryEnterAsync(isKnown: true, Token);
        Assert.NotNull(known);
        first!.Dispose();
        using var entered = await second;
        Assert.NotNull(entered);
    }

    [Fact]
    public async Task TryEnter_CancelledWhileWaiting_LeavesItsPlace()
    {
        using var lanes = new HashingLanes(perLane: 1, waiting: 1);
        using var first = await lanes.TryEnterAsync(isKnown: false, Token);
        using var leaving = new CancellationTokenSource();
        var waiting = lanes.TryEnterAsync(isKnown: false, leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var next = lanes.TryEnterAsync(isKnown: false, Token).AsTask();
        first!.Dispose();
        using var entered = await next;
        Assert.NotNull(entered);
    }

    [Fact]
    public async Task Leave_Twice_GivesOnePlaceBack()
    {
        using var lanes = new HashingLanes(perLane: 1, waiting: 0);
        var first = (await lanes.TryEnterAsync(isKnown: false, Token))!;
        first.Dispose();
        first.Dispose();
        using var second = await lanes.TryEnterAsync(isKnown: false, Token);
        Assert.Null(await lanes.TryEnterAsync(isKnown: false, Token));
    }
}
