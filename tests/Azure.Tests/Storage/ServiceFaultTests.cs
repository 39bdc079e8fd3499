using System.Text;
using Azure.Core.Pipeline;
using Shaken.Azure.Clients;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

/// <summary>A service that is busy, absent or of another mind about the time.</summary>
public sealed class ServiceFaultTests(Azurites azurites)
{
    private static readonly StorageRetries ThreeMore = new(3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private static int s_rows;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StormOf429And503_IsRiddenOut()
    {
        // Each request is refused three times before it is heard.
        FaultyTransport? wire = null;
        var store = await azurites.WithKeyAsync("storm", inner => wire = new FaultyTransport(inner, (_, number) => (number % 4) switch { 1 => Fault.TooMany, 2 or 3 => Fault.Unavailable, _ => Fault.None }));
        for (var row = 0; row < 10; row++)
        {
            var etag = await store.Records.TryInsertAsync(New(), Token);
            Assert.NotNull(etag);
        }

        Assert.InRange(wire!.Tries, 40, 60);
    }

    [Fact]
    public async Task StormThatDoesNotEnd_IsAnOutage_AfterBoundedTries()
    {
        FaultyTransport? wire = null;
        var store = await azurites.WithKeyAsync("storm", inner => wire = new FaultyTransport(inner, (_, _) => Fault.Unavailable), retries: ThreeMore);
        var outage = await Assert.ThrowsAsync<StorageException>(async () => await store.Records.FindAsync(New().Key, Token));
        Assert.Contains("503", outage.Message, StringComparison.Ordinal);
        Assert.Equal(4, wire!.Tries);
    }

    [Fact]
    public async Task ServiceThatWantsALongPause_IsAskedOnce()
    {
        FaultyTransport? wire = null;
        var store = await azurites.WithKeyAsync("storm", inner => wire = new FaultyTransport(inner, (_, _) => Fault.UnavailableForAMinute), retries: ThreeMore);
        await Assert.ThrowsAsync<StorageException>(async () => await store.Records.FindAsync(New().Key, Token));
        Assert.Equal(1, wire!.Tries);
    }

    [Fact]
    public async Task ServiceThatCannotBeReached_IsAnOutage_ThatNamesNoKey()
    {
        var server = await azurites.ServerAsync();
        var connection = server.Connect() with { Tables = new Uri("http://127.0.0.1:1/devstoreaccount1") };
        var store = new AzureStore(connection, credential: null, "gone", Azurites.Options(HttpClientTransport.Shared, transport: null, time: null, ThreeMore));
        var outage = await Assert.ThrowsAsync<StorageException>(async () => await store.Records.FindAsync(new RecordKey("mailbox", "secret-partition", "r"), Token));
        Assert.Equal("Reading a record failed: the service did not answer", outage.Message);
    }

    [Fact]
    public async Task CallerWhoWaitsNoLonger_IsCancelled_NotAnOutage()
    {
        using var source = new CancellationTokenSource();
        var store = await azurites.WithKeyAsync("storm", inner => new FaultyTransport(inner, (_, _) => Fault.Unavailable, source.CancelAsync));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.Records.FindAsync(New().Key, source.Token));
    }

    [Fact]
    public async Task TokenThatTheServiceTakesForExpired_IsObtainedAnew_Once()
    {
        string? first = null;
        var credential = new SelfMadeCredential(TimeProviderOfTests) { Numbers = true };
        var store = await azurites.WithTokensAsync("renewed", credential, inner => new FaultyTransport(inner, (request, _) =>
        {
            request.Headers.TryGetValue("Authorization", out var header);
            return header == (first ??= header) ? Fault.Unauthorized : Fault.None;
        }));
        var inserts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await store.Records.TryInsertAsync(New(), Token), Token)));
        Assert.All(inserts, insert => Assert.NotNull(insert));
        Assert.NotNull(await store.Blobs.TryPutNewAsync(new BlobName("renewed", "a"), new BlobContent(Encoding.ASCII.GetBytes("x"), "text/plain"), Token));

        // Tables and blobs keep one each; the refused one was obtained again.
        Assert.InRange(credential.Given, 3, 4);
    }

    [Fact]
    public async Task TokenThatIsRefusedForGood_IsAnOutage()
    {
        var store = await azurites.WithTokensAsync("renewed", credential: null, inner => new FaultyTransport(inner, (_, _) => Fault.Unauthorized));
        var outage = await Assert.ThrowsAsync<StorageException>(async () => await store.Records.TryInsertAsync(New(), Token));
        Assert.Contains("401", outage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExpiredToken_IsRefusedByTheService_AsAnOutage()
    {
        var store = await azurites.WithTokensAsync("renewed", new SelfMadeCredential(TimeProviderOfTests) { ExpiredAtFirst = 100 });
        await Assert.ThrowsAsync<StorageException>(async () => await store.Records.TryInsertAsync(New(), Token));
    }

    [Theory]
    [InlineData("http://127.0.0.1:10000/a", "https://127.0.0.1:10002/a")]
    [InlineData("https://127.0.0.1:10000/a", "http://127.0.0.1:10002/a")]
    public void TokenOverPlainHttp_IsRefusedWhenTheStoreIsMade(string blobs, string tables)
    {
        var connection = new StorageConnection(new Uri(blobs), new Uri(tables), Key: null);
        var options = Azurites.Options(HttpClientTransport.Shared, transport: null, time: null, retries: null);
        var credential = new SelfMadeCredential(TimeProviderOfTests);
        var refusal = Assert.Throws<ArgumentException>(() => new AzureStore(connection, credential, "plain", options));
        Assert.Contains("TLS", refusal.Message, StringComparison.Ordinal);
    }

    // An account takes requests that are dated up to 15 minutes off by its clock. The machine's clock dates them, whatever the store's is.
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task ClockThatIsFiveMinutesOff_DoesNoHarm(int minutes)
    {
        var store = await azurites.WithKeyAsync(
            "skew", inner => new ServiceClock(inner, TimeProviderOfTests, TimeSpan.FromMinutes(minutes)),
            new SkewedTime(TimeSpan.FromDays(1)));
        var record = New();
        var etag = await store.Records.TryInsertAsync(record, Token);
        Assert.NotNull(etag);
        Assert.NotNull(await store.Records.FindAsync(record.Key, Token));
        Assert.True(await store.Records.TryDeleteAsync(record.Key, etag.Value, Token));
        var content = new BlobContent(new byte[] { 1 }, "text/plain");
        Assert.NotNull(await store.Blobs.TryPutNewAsync(new BlobName("skew", record.Key.Row), content, Token));
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public async Task ClockThatIsTwentyMinutesOff_IsAnOutage_ThatTellsWhy(int minutes)
    {
        FaultyTransport? wire = null;
        var store = await azurites.WithKeyAsync(
            "skew", inner => wire = new FaultyTransport(
                new ServiceClock(inner, TimeProviderOfTests, TimeSpan.FromMinutes(minutes)), (_, _) => Fault.None));
        foreach (var ask in (Func<Task>[])[
            async () => await store.Records.TryInsertAsync(New(), Token),
            async () => await store.Blobs.FindAsync(new BlobName("skew", "a"), Token)])
        {
            var outage = await Assert.ThrowsAsync<StorageException>(ask);
            Assert.EndsWith("the service answered 403 AuthenticationFailed", outage.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, wire!.Tries);
    }

    [Fact]
    public async Task TableThatIsMissing_HoldsNothing_AndIsMadeByTheFirstInsert()
    {
        var store = (await azurites.WithKeyAsync("absent")).Records;
        var some = (await store.TryInsertAsync(New(), Token))!.Value;
        foreach (var table in (string[])["Absent-One", "Absent-All"])
        {
            var key = new RecordKey(table, "p", "r");
            Assert.Null(await store.FindAsync(key, Token));
            Assert.Null(await store.TryReplaceAsync(new NewRecord(key, "1"u8.ToArray()), some, Token));
            Assert.False(await store.TryDeleteAsync(key, some, Token));
            Assert.Empty((await store.ListAsync(table, "p", null, 10, Token)).Records);
            Assert.Equal(0, await store.RemoveExpiredAsync(table, DateTimeOffset.MaxValue, 10, Token));
        }

        var inserts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await store.TryInsertAsync(new NewRecord(new RecordKey("Absent-One", "p", "r"), "1"u8.ToArray()), Token), Token)));
        Assert.Single(inserts, insert => insert is not null);
        Assert.Empty(await store.TryInsertAllAsync([.. Enumerable.Range(0, 3).Select(row => new NewRecord(new RecordKey("Absent-All", "p", $"{row}"), "1"u8.ToArray()))], Token));
    }

#pragma warning disable RS0030 // A test against a real server lives in real time.
    private static TimeProvider TimeProviderOfTests => TimeProvider.System;
#pragma warning restore RS0030

    private static NewRecord New() => new(new RecordKey("service", "p", $"{Interlocked.Increment(ref s_rows)}"), "1"u8.ToArray());

    private sealed class SkewedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TimeProviderOfTests.GetUtcNow() + by;
    }
}
