using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.Trust.Lists;

public sealed class TrustListOutageTests
{
    private static readonly BlobName Kept = new("trust-lists", "trusted-ca-list.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"list":"a.b.c","takenAt":5,"certificates":[]}""")]
    [InlineData("""{"list":"a.b.c","takenAt":null,"certificates":[]}""")]
    [InlineData("""{"list":"a.b.c","takenAt":"2026-11-21T12:00:00Z","certificates":[5]}""")]
    [InlineData("""{"list":"a.b.c"}""")]
    [InlineData("[]")]
    public void KeptList_ThatWasDamaged_IsNotRead(string text) => Assert.False(KeptList.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public async Task NewList_IsInForce_ThoughTheStoreDoesNotAnswer()
    {
        var administrator = await TestAdministrator.NewAsync();
        var domain = new TrustDomain([], administrator.Time);
        var refresh = new TrustListRefresh(
            new Origin(await administrator.SignAsync(1)), administrator.Reader, domain, new FailingBlobs { IsDown = true },
            administrator.Time, NullLogger<TrustListRefresh>.Instance);
        Assert.True((await refresh.RefreshAsync(TestContext.Current.CancellationToken)).IsSuccess);
        Assert.NotNull(domain.Roots);
    }

    [Fact]
    public async Task NewList_TakenWhileTheStoreWasDown_IsKeptAtTheNextRefresh_SoThatARestartKnowsItsSequence()
    {
        var administrator = await TestAdministrator.NewAsync();
        var blobs = new FailingBlobs();
        var older = await administrator.SignAsync(7);
        var domain = new TrustDomain([], administrator.Time);
        var refresh = NewRefresh(administrator, await administrator.SignAsync(8), domain, blobs);
        blobs.IsDown = true;
        Assert.Equal(8, (await refresh.RefreshAsync(Token)).Value.Sequence);
        blobs.IsDown = false;
        Assert.Null(await blobs.FindAsync(Kept, Token));
        var inForce = domain.Roots;
        Assert.Equal(8, (await refresh.RefreshAsync(Token)).Value.Sequence);
        Assert.Same(inForce, domain.Roots);
        Assert.True(KeptList.TryRead((await blobs.FindAsync(Kept, Token))!.Content.Octets, out var kept));
        Assert.Equal(8, administrator.Reader.Restore(kept).Value.Sequence);

        var restarted = NewRefresh(administrator, older, new TrustDomain([], administrator.Time), blobs);
        await restarted.RestoreAsync(Token);
        Assert.Equal(TrustListFailure.SequenceWentBack, (await restarted.RefreshAsync(Token)).Failure.Reason);
    }

    [Fact]
    public async Task NewList_TakenWhileTheStoreWasDown_DoesNotReplaceANewerOneThatAnotherKept()
    {
        var administrator = await TestAdministrator.NewAsync();
        var blobs = new FailingBlobs { IsDown = true };
        var domain = new TrustDomain([], administrator.Time);
        var refresh = NewRefresh(administrator, await administrator.SignAsync(8), domain, blobs);
        await refresh.RefreshAsync(Token);
        blobs.IsDown = false;
        await NewRefresh(
            administrator, await administrator.SignAsync(9), new TrustDomain([], administrator.Time), blobs).RefreshAsync(Token);
        Assert.Equal(TrustListFailure.SequenceWentBack, (await refresh.RefreshAsync(Token)).Failure.Reason);
        Assert.True(KeptList.TryRead((await blobs.FindAsync(Kept, Token))!.Content.Octets, out var kept));
        Assert.Equal((9, 9), (administrator.Reader.Restore(kept).Value.Sequence, refresh.Latest!.Sequence));
    }

    [Fact]
    public async Task Restore_WithTheStoreAway_TakesItsListAtTheNextRefresh()
    {
        var administrator = await TestAdministrator.NewAsync();
        var blobs = new FailingBlobs();
        var (older, newer) = (await administrator.SignAsync(7), await administrator.SignAsync(8));
        await NewRefresh(administrator, newer, new TrustDomain([], administrator.Time), blobs).RefreshAsync(Token);

        var domain = new TrustDomain([], administrator.Time);
        var restarted = NewRefresh(administrator, older, domain, blobs);
        blobs.IsDown = true;
        await restarted.RestoreAsync(Token);
        Assert.Equal(7, (await restarted.RefreshAsync(Token)).Value.Sequence);
        blobs.IsDown = false;
        Assert.Equal(TrustListFailure.SequenceWentBack, (await restarted.RefreshAsync(Token)).Failure.Reason);
        Assert.Equal(8, restarted.InForce!.Sequence);
        Assert.True(KeptList.TryRead((await blobs.FindAsync(Kept, Token))!.Content.Octets, out var kept));
        Assert.Equal(8, administrator.Reader.Restore(kept).Value.Sequence);
    }

    private static TrustListRefresh NewRefresh(TestAdministrator administrator, string served, TrustDomain domain, IBlobs blobs) =>
        new(new Origin(served), administrator.Reader, domain, blobs, administrator.Time, NullLogger<TrustListRefresh>.Instance);

    private sealed class Origin(string compact) : ITrustListOrigin
    {
        public ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken) => new(compact);
    }
}
