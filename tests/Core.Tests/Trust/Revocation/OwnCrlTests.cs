using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>A list that this deployment publishes is in force for it at once, and nothing is fetched for it.</summary>
public sealed class OwnCrlTests
{
    // By the publisher, which looks at the place before it puts a list there.
    private const int PlacesRead = 1;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Announce_PublishedHere_IsInForceWhenItEnds()
    {
        var world = await ListsWorld.NewAsync();
        var publisher = world.Crl.Publisher(blobs: world.Blobs);
        var lists = world.NewLists(new OwnCrls([publisher]));
        var leaf = await world.Crl.LeafAsync();
        var number = await PublishAsync(publisher);
        await lists.AnnounceAsync(CrlWorld.Url, Token);
        Assert.Equal(number, lists.Find(CrlWorld.Url)!.Number);

        await world.Crl.RevokeAsync(leaf);
        var version = lists.Version;
        await PublishAsync(publisher);
        await lists.AnnounceAsync("https://PA.example:443/crl", Token);
        Assert.NotNull(lists.Find(CrlWorld.Url)!.Index.Find(leaf));
        Assert.NotEqual(version, lists.Version);
        Assert.Equal(0, world.Fetcher.Asked);
    }

    [Fact]
    public async Task Refresh_PublishedByAnotherInstance_IsInForceAfterAMinute()
    {
        var world = await ListsWorld.NewAsync();
        var (here, there) = (world.Crl.Publisher(blobs: world.Blobs), world.Crl.Publisher(blobs: world.Blobs));
        var lists = world.NewLists(new OwnCrls([here]));
        await PublishAsync(there);
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));

        // Looking costs no read of the list.
        var found = world.Blobs.Found;
        for (var minute = 0; minute < 10; minute++) Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.Equal(found, world.Blobs.Found);
        await PublishAsync(there);
        Assert.Equal(2, await world.RefreshAsync(lists, Minute));
        Assert.Equal(found + 1, world.Blobs.Found - PlacesRead);
        Assert.Equal(0, world.Fetcher.Asked);
    }

    [Fact]
    public async Task Refresh_NothingPublishedHereYet_IsFetchedFromItsUrl()
    {
        var world = await ListsWorld.NewAsync();
        var publisher = world.Crl.Publisher(blobs: world.Blobs);
        var lists = world.NewLists(new OwnCrls([publisher]));
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.Equal(1, world.Fetcher.Asked);
        world.Crl.Time.Advance(Minute);
        await PublishAsync(publisher);
        await PublishAsync(publisher);
        Assert.Equal(2, await world.RefreshAsync(lists, Minute));
        Assert.Equal(1, world.Fetcher.Asked);
    }

    [Fact]
    public async Task Refresh_StoreAway_KeepsTheListAndWarns()
    {
        var world = await ListsWorld.NewAsync();
        var publisher = world.Crl.Publisher(blobs: world.Blobs);
        var lists = world.NewLists(new OwnCrls([world.Crl.Publisher(blobs: world.Blobs)]));
        await PublishAsync(publisher);
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        await PublishAsync(publisher);
        world.Blobs.IsDown = true;
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.Equal(1615, world.Log.All.Last().Id);
        world.Blobs.IsDown = false;
        Assert.Equal(2, await world.RefreshAsync(lists, Minute));
    }

    [Fact]
    public async Task Refresh_NothingPublishedInTime_KeepsTheListAndWarns()
    {
        var world = await ListsWorld.NewAsync();
        var publisher = world.Crl.Publisher(blobs: world.Blobs);
        var lists = world.NewLists(new OwnCrls([publisher]));
        await PublishAsync(publisher);
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.Equal(1, await world.RefreshAsync(lists, TimeSpan.FromDays(2)));
        Assert.Equal(1615, world.Log.All.Last().Id);

        // After a restart its entries count, too.
        Assert.Equal(1, await world.RefreshAsync(world.NewLists(new OwnCrls([publisher])), Minute));
    }

    [Fact]
    public async Task Announce_WhileALookIsUnderWay_IsNotLost()
    {
        var world = await ListsWorld.NewAsync();
        var there = world.Crl.Publisher(blobs: world.Blobs);
        var here = world.Crl.Publisher(blobs: world.Blobs);
        var lists = world.NewLists(new OwnCrls([here]));
        await PublishAsync(there);

        // The look has read the number of the first list and waits for its octets when the second is published.
        var loads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Blobs.Before = loads.Task;
        var looking = lists.AnnounceAsync(CrlWorld.Url, Token).AsTask();
        world.Blobs.Before = null;
        await PublishAsync(there);
        var announced = lists.AnnounceAsync(CrlWorld.Url, Token).AsTask();
        Assert.False(announced.IsCompleted);
        loads.SetResult();
        await Task.WhenAll(looking, announced);
        Assert.Equal(2, lists.Find(CrlWorld.Url)!.Number);
    }

    [Fact]
    public async Task Announce_WhileAFetchIsUnderWay_IsNotLost()
    {
        var world = await ListsWorld.NewAsync();
        var publisher = world.Crl.Publisher(blobs: world.Blobs);
        var lists = world.NewLists(new OwnCrls([publisher]));
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Fetcher.Before = answers.Task;
        var fetching = lists.RefreshAsync(Token);
        await PublishAsync(publisher);
        var announced = lists.AnnounceAsync(CrlWorld.Url, Token).AsTask();
        answers.SetResult();
        await announced;
        Assert.Equal(1, lists.Find(CrlWorld.Url)!.Number);
        await fetching;
    }

    [Fact]
    public async Task FindCurrent_ManyReadersOfAColdList_LoadItOnce()
    {
        var world = await ListsWorld.NewAsync();
        await PublishAsync(world.Crl.Publisher(blobs: world.Blobs));
        var cold = world.Crl.Publisher(blobs: world.Blobs);
        var (found, loads) = (world.Blobs.Found, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        world.Blobs.Before = loads.Task;
        using var leaving = new CancellationTokenSource();
        var first = cold.FindCurrentAsync(leaving.Token).AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => cold.FindCurrentAsync(Token).AsTask()).ToList();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        loads.SetResult();
        Assert.Single((await Task.WhenAll(others)).Distinct());
        Assert.Equal(found + 1, world.Blobs.Found);
        await cold.FindCurrentAsync(Token);
        Assert.Equal(found + 1, world.Blobs.Found);
    }

    [Fact]
    public async Task FindCurrent_AfterAFailedLoad_LoadsAnew()
    {
        var world = await ListsWorld.NewAsync();
        await PublishAsync(world.Crl.Publisher(blobs: world.Blobs));
        var cold = world.Crl.Publisher(blobs: world.Blobs);
        world.Blobs.IsDown = true;
        await Assert.ThrowsAsync<Core.Storage.StorageException>(() => cold.FindCurrentAsync(Token).AsTask());
        world.Blobs.IsDown = false;
        Assert.Equal(1, (await cold.FindCurrentAsync(Token))!.Number);
    }

    [Fact]
    public async Task Pem_OfALongList_AllocatesNothingBesideIt()
    {
        var world = await CrlWorld.NewAsync();
        var list = await world.SignAsync(Enumerable.Range(0, 20_000).Select(number => world.Entry(number)));
        CrlPem.Write(list);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var pem = CrlPem.Write(list);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, pem.Length, pem.Length + 4096);
        Assert.Equal(System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", list) + "\n", System.Text.Encoding.ASCII.GetString(pem));
        for (var length = 0; length < 200; length++)
        {
            var text = System.Text.Encoding.ASCII.GetString(CrlPem.Write(list.AsSpan(0, length)));
            if (length > 0) Assert.Equal(System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", list.AsSpan(0, length)) + "\n", text);
        }

        var published = new PublishedCrl(list, 1, world.Time.GetUtcNow(), world.Time.GetUtcNow(), world.Time.GetUtcNow());
        Assert.True(published.Pem.Span == published.Pem.Span);
    }

    [Fact]
    public async Task TryTake_ManyAtOnce_NeverExceedsTheRoom()
    {
        const int Room = 8;
        var world = await CrlWorld.NewAsync();
        var list = CrlVerifier.Verify(CrlWorld.Read(await world.SignAsync([world.Entry(1)])), url: null, world.Trust, last: null, world.Time.GetUtcNow()).Value;
        var domain = world.Domain;
        for (var round = 0; round < 20; round++)
        {
            var table = new CrlTable(domain, Room, new LogLines<RevocationLists>());
            var watched = Enumerable.Range(0, 100)
                .Select(number => table.FindOrAdd(domain, $"https://{number}.example/crl", TimeSpan.Zero)!)
                .ToList();
            var taken = 0;
            Parallel.ForEach(watched, one =>
            {
                if (table.TryTake(one, list)) Interlocked.Increment(ref taken);
            });
            Assert.Equal((Room, Room), (taken, watched.Count(one => one.Current is not null)));

            // A list that is there is replaced in its own room.
            Assert.True(table.TryTake(watched.First(one => one.Current is not null), list));
        }
    }

    private static async Task<long> PublishAsync(CrlPublisher publisher)
    {
        Assert.True((await publisher.PublishAsync(isForced: true, Token)).TryGet(out var list, out var failure), failure.ToString());
        return list.Number;
    }
}
