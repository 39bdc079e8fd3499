using Microsoft.Extensions.Logging;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.Trust.Lists;

/// <summary>How a list follows the one before it: for longer, or after its administrator was founded anew.</summary>
public sealed class TrustListOrderTests
{
    private const int Restarted = 1631;
    private static readonly BlobName Kept = new("trust-lists", "trusted-ca-list.json");

    private readonly FailingBlobs _blobs = new();
    private readonly LogLines<TrustListRefresh> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_SameEntriesForLonger_IsTakenAndKept()
    {
        var (administrator, origin, refresh) = await NewAsync();
        var other = (CertificateForm.Root() with { SerialNumber = [9, 9, 9, 9, 9, 9, 9, 9, 9] }).Sign();
        string[] entries = [TestAdministrator.Entry, Convert.ToBase64String(other.Der.Span)];
        var later = administrator.Time.GetUtcNow().AddDays(3);
        origin.Compact = await administrator.SignAsync(administrator.Payload(7, entries: entries));
        await refresh.RefreshAsync(Token);
        var before = origin.Compact;
        origin.Compact = await administrator.SignAsync(administrator.Payload(7, exp: later.ToUnixTimeSeconds(), entries: [.. entries.Reverse()]));
        Assert.Equal(later, (await refresh.RefreshAsync(Token)).Value.ExpiresAt);
        Assert.Equal(later, refresh.InForce!.ExpiresAt);
        Assert.True(KeptList.TryRead((await _blobs.FindAsync(Kept, Token))!.Content.Octets, out var kept));
        Assert.Equal(later, administrator.Reader.Restore(kept).Value.ExpiresAt);

        // Neither for a shorter time, nor with other entries or extensions.
        foreach (var refused in (string[])[before, await administrator.SignAsync(administrator.Payload(7, exp: later.ToUnixTimeSeconds() + 1)),
            await administrator.SignAsync(administrator.Payload(7, exp: later.ToUnixTimeSeconds() + 1, more: ",\"extensions\":\"x\"", entries: entries))])
        {
            origin.Compact = refused;
            Assert.Equal(TrustListFailure.SequenceReused, (await refresh.RefreshAsync(Token)).Failure.Reason);
            Assert.Equal(later, refresh.InForce!.ExpiresAt);
        }
    }

    [Fact]
    public async Task Refresh_LowerSequenceOfAKeyCertifiedSince_IsTakenAfterTheLastListsEnd()
    {
        var (administrator, origin, refresh) = await NewAsync();
        var year = administrator.Time.GetUtcNow().AddDays(300).ToUnixTimeSeconds();
        var longLived = await administrator.SignAsync(administrator.Payload(8, exp: year));
        origin.Compact = await administrator.SignAsync(sequence: 9);
        await refresh.RefreshAsync(Token);
        administrator.Time.Advance(TimeSpan.FromHours(23));
        var founded = await administrator.FoundAnewAsync();
        origin.Compact = await administrator.SignAsync(administrator.Payload(1, exp: year), key: founded);
        Assert.Equal(TrustListFailure.SequenceWentBack, (await refresh.RefreshAsync(Token)).Failure.Reason);

        // The last list's time has ended: an old list stays refused, one by a key that was certified since is taken.
        administrator.Time.Advance(TimeSpan.FromHours(2));
        origin.Compact = longLived;
        administrator.PublishFirstSigner();
        Assert.Equal(TrustListFailure.SequenceWentBack, (await refresh.RefreshAsync(Token)).Failure.Reason);
        administrator.PublishSigner();
        origin.Compact = await administrator.SignAsync(administrator.Payload(1, exp: year), key: founded);
        Assert.Equal(1, (await refresh.RefreshAsync(Token)).Value.Sequence);
        Assert.Equal(LogLevel.Error, Assert.Single(_log.All, line => line.Id == Restarted).Level);

        // The numbers of before do not come back: not from an old list, and not by a restart.
        administrator.PublishFirstSigner();
        origin.Compact = longLived;
        Assert.Equal(TrustListFailure.SequenceWentBack, (await refresh.RefreshAsync(Token)).Failure.Reason);
        var again = NewRefresh(administrator, origin);
        await again.RestoreAsync(Token);
        Assert.Equal(TrustListFailure.SequenceWentBack, (await again.RefreshAsync(Token)).Failure.Reason);
        Assert.Equal((1, 1), (refresh.InForce!.Sequence, again.InForce!.Sequence));
        administrator.PublishSigner();
        origin.Compact = await administrator.SignAsync(administrator.Payload(2, exp: year), key: founded);
        Assert.Equal(2, (await again.RefreshAsync(Token)).Value.Sequence);
        Assert.Single(_log.All, line => line.Id == Restarted);
    }

    [Fact]
    public async Task Refresh_RestartedWhileTheStoreWasAway_StaysAndIsKept()
    {
        var (administrator, origin, refresh) = await NewAsync();
        origin.Compact = await administrator.SignAsync(sequence: 9);
        await refresh.RefreshAsync(Token);
        administrator.Time.Advance(TimeSpan.FromDays(2));
        var founded = await administrator.FoundAnewAsync();
        _blobs.IsDown = true;
        var restarted = NewRefresh(administrator, origin);
        origin.Compact = await administrator.SignAsync(administrator.Payload(1), key: founded);
        await restarted.RestoreAsync(Token);
        Assert.Equal(1, (await restarted.RefreshAsync(Token)).Value.Sequence);
        _blobs.IsDown = false;
        Assert.Equal(1, (await restarted.RefreshAsync(Token)).Value.Sequence);
        Assert.Equal(1, restarted.InForce!.Sequence);
        Assert.Single(_log.All, line => line.Id == Restarted);
        Assert.True(KeptList.TryRead((await _blobs.FindAsync(Kept, Token))!.Content.Octets, out var kept));
        Assert.Equal((1, administrator.Signer.NotBefore), (administrator.Reader.Restore(kept).Value.Sequence, kept.SignersFrom));
    }

    private async Task<(TestAdministrator Administrator, Origin Origin, TrustListRefresh Refresh)> NewAsync()
    {
        var (administrator, origin) = (await TestAdministrator.NewAsync(), new Origin());
        return (administrator, origin, NewRefresh(administrator, origin));
    }

    private TrustListRefresh NewRefresh(TestAdministrator administrator, Origin origin) =>
        new(origin, administrator.Reader, new TrustDomain([], administrator.Time), _blobs, administrator.Time, _log);

    private sealed class Origin : ITrustListOrigin
    {
        public string Compact { get; set; } = "";

        public ValueTask<Core.Foundations.Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken) => new(Compact);
    }
}
