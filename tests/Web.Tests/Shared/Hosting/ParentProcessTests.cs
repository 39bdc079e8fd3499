using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>A parent that ends is seen by the number of the next one.</summary>
public sealed class ParentProcessTests
{
    private const int Host = 4711;
    private const int Init = 1;

    private readonly ManualTime _time = new();
    private int _parent = Host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenGone_ParentChanges_Ends()
    {
        var gone = new ParentProcess(() => _parent).WhenGoneAsync(_time, Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(gone.IsCompleted);
        _parent = Init;
        _time.Advance(TimeSpan.FromSeconds(1));
        await gone;
    }

    // In a container the host itself may have the number that orphans get elsewhere.
    [Fact]
    public async Task WhenGone_ParentWasNumberOneFromTheStart_Waits()
    {
        using var leaving = new CancellationTokenSource();
        var gone = new ParentProcess(() => Init).WhenGoneAsync(_time, leaving.Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(gone.IsCompleted);

        // Nothing may wait on when the test has ended: the suite would not.
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }

    [Fact]
    public async Task WhenGone_ParentWentBeforeTheWatchBegan_EndsAtOnce()
    {
        var parent = new ParentProcess(() => _parent);
        _parent = Init;
        await parent.WhenGoneAsync(_time, Token);
    }
}
