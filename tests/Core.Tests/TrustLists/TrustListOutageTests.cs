using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.TrustLists;

namespace Shaken.Core.Tests.TrustLists;

public sealed class TrustListOutageTests
{
    [Theory]
    [InlineData("""{"list":"a.b.c","takenAt":5,"certificates":[]}""")]
    [InlineData("""{"list":"a.b.c","takenAt":null,"certificates":[]}""")]
    [InlineData("""{"list":"a.b.c","takenAt":"2026-11-21T12:00:00Z","certificates":[5]}""")]
    [InlineData("""{"list":"a.b.c"}""")]
    [InlineData("[]")]
    public void KeptList_ThatWasDamaged_IsNotRead(string text) => Assert.False(KeptTrustList.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public async Task NewList_IsInForce_ThoughTheStoreDoesNotAnswer()
    {
        var administrator = await PolicyAdministrator.NewAsync();
        var anchors = new TrustAnchors(administrator.Time);
        var refresh = new TrustListRefresh(new Origin(await administrator.SignAsync(1)), administrator.Reader, anchors, new DownBlobs(), administrator.Time, NullLogger<TrustListRefresh>.Instance);
        Assert.True((await refresh.RefreshAsync(TestContext.Current.CancellationToken)).IsSuccess);
        Assert.NotNull(anchors.Current);
    }

    private sealed class Origin(string compact) : ITrustListOrigin
    {
        public ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken) => new(compact);
    }

    /// <summary>A store that is out of reach.</summary>
    private sealed class DownBlobs : IBlobs
    {
        public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken) => throw new StorageException("down");

        public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) => throw new StorageException("down");

        public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) => throw new StorageException("down");

        public ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken) => throw new StorageException("down");
    }
}
