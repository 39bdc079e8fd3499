using System.Net;
using Azure;
using Shaken.Azure.KeyVault;
using Shaken.Core.Tests.Support;

namespace Shaken.Azure.Tests.KeyVault;

public sealed class VaultPaceTests
{
    private static readonly VaultRate Rate = new(PerSecond: 10, Burst: 3, TimeSpan.FromSeconds(1));

    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Burst_PassesAtOnce_AndTheRestOneByOne()
    {
        var pace = new VaultPace(Rate, _time);
        for (var turn = 0; turn < 3; turn++) Assert.True(pace.WaitAsync(Token).AsTask().IsCompletedSuccessfully);
        var (fourth, fifth) = (pace.WaitAsync(Token).AsTask(), pace.WaitAsync(Token).AsTask());
        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await fourth;
        Assert.False(fifth.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await fifth;
    }

    [Fact]
    public void WhoWouldWaitTooLong_IsToldAtOnce_AndTakesNoTurn()
    {
        var pace = new VaultPace(Rate, _time);
        var waiting = Enumerable.Range(0, 13).Select(_ => pace.WaitAsync(Token).AsTask()).ToList();
        Assert.All(waiting, one => Assert.False(one.IsFaulted));
        for (var count = 0; count < 5; count++)
        {
            var busy = Assert.IsType<VaultBusyException>(pace.WaitAsync(Token).AsTask().Exception!.InnerException);
            Assert.Equal(TimeSpan.FromMilliseconds(1100), busy.RetryAfter);
        }

        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.False(pace.WaitAsync(Token).AsTask().IsFaulted);
    }

    [Fact]
    public void AfterARest_TheBurstIsNoLargerThanBefore()
    {
        var pace = new VaultPace(Rate, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, Enumerable.Range(0, 5).Count(_ => pace.WaitAsync(Token).AsTask().IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Pause_HoldsEverybody_AlsoWhoHadATurn()
    {
        var pace = new VaultPace(Rate, _time);
        for (var turn = 0; turn < 3; turn++) await pace.WaitAsync(Token);
        var waiting = pace.WaitAsync(Token).AsTask();
        pace.PauseFor(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        await waiting;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void WaitAsync_WhenTheWallClockIsSet_GivesTurnsAsBefore(int hours)
    {
        var pace = new VaultPace(Rate, _time);
        for (var turn = 0; turn < 3; turn++) Assert.True(pace.WaitAsync(Token).AsTask().IsCompletedSuccessfully);
        _time.SetWallClock(TimeSpan.FromHours(hours));
        var fourth = pace.WaitAsync(Token).AsTask();
        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(fourth.IsCompletedSuccessfully);
    }

    [Fact]
    public void PauseThatIsTooLong_IsAnAnswer()
    {
        var pace = new VaultPace(Rate, _time);
        pace.PauseFor(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<VaultBusyException>(pace.WaitAsync(Token).AsTask().Exception!.InnerException).RetryAfter);
    }

    [Fact]
    public async Task ThrottledVault_IsLeftAloneForAsLongAsItSays_ByAllRequests()
    {
        var world = new VaultWorld();
        var client = world.NewClient();
        var key = await client.CreateAsync("a", VaultProtection.Software, VaultWorld.NoTags, Token);
        world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(Throttled("retry-after-ms", "20")));
        var asked = world.Vault.Requests.Count;
        var first = client.SignAsync(key.Id, VaultWorld.Digest, Token);
        await VaultWorld.WhileAsync(() => world.Vault.Answers[^1] != HttpStatusCode.TooManyRequests);

        // The clock of the pace stands still: nobody gets a turn, neither the try that comes again nor a request of somebody else.
        await VaultWorld.WhileAsync(() => world.Time.TimersWaiting == 0);
        var second = client.SignAsync(key.Id, VaultWorld.Digest, Token);
        Assert.Equal(asked + 1, world.Vault.Requests.Count);
        world.Time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.True(VaultWorld.IsGood(key.PublicKey!.Parameters, await first));
        Assert.True(VaultWorld.IsGood(key.PublicKey.Parameters, await second));
    }

    [Theory]
    [InlineData("Retry-After", "3600")]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 13:00:00 GMT")]
    [InlineData("x-ms-retry-after-ms", "3600000")]
    public async Task PauseOfAnHour_IsLeftToTheCaller(string header, string value)
    {
        var world = new VaultWorld();
        var client = world.NewClient();
        var key = await client.CreateAsync("a", VaultProtection.Software, VaultWorld.NoTags, Token);
        world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(Throttled(header, value)));
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token));
        Assert.Equal((429, "Throttled"), (failure.Status, failure.ErrorCode));
        Assert.Equal(TimeSpan.FromHours(1), (await Assert.ThrowsAsync<VaultBusyException>(() => client.SignAsync(key.Id, VaultWorld.Digest, Token))).RetryAfter);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(VaultWorld.IsGood(key.PublicKey!.Parameters, await client.SignAsync(key.Id, VaultWorld.Digest, Token)));
    }

    private static HttpResponseMessage Throttled(string header, string value)
    {
        var response = VaultOfOurOwn.Error(HttpStatusCode.TooManyRequests, "Throttled", "Request was not processed because too many requests were received.");
        response.Headers.TryAddWithoutValidation(header, value);
        return response;
    }
}
