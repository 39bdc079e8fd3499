using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Azure.Core.Pipeline;
using Shaken.Azure.Clients;
using Shaken.Azurite;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

/// <summary>A service that goes away and comes back while a mailbox is filled and emptied.</summary>
public sealed class RestartTests
{
    private const int Posts = 1000;
    private const int Writers = 8;

    private static readonly StorageRetries Few = new(2, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServiceRestartedInTheMiddleOf1000Posts_KeepsWhatWasAnswered_AndHandsNothingOutTwice()
    {
        await using var server = await AzuriteServer.StartAsync(Token);
        var records = new AzureStore(server.Connect(), credential: null, StoragePrefix.Default, Azurites.Options(HttpClientTransport.Shared, transport: null, time: null, Few)).Records;
        await records.TryInsertAsync(Post(Posts), Token);

        var acknowledged = new ConcurrentBag<int>();
        var posting = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => PostAsync(records, writer, acknowledged), Token)));
        await WaitUntilAsync(() => acknowledged.Count > Posts / 3);
        await server.StopAsync();
        await server.RestartAsync(Token);
        await posting;
        Assert.Equal(Posts, acknowledged.Distinct().Count());

        var taken = new ConcurrentBag<int>();
        var taking = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => TakeAsync(records, taken), Token)));
        await WaitUntilAsync(() => taken.Count > Posts / 3);
        await server.StopAsync();
        await server.RestartAsync(Token);
        await taking;

        // A lost answer is a lost document, never one that comes twice.
        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.InRange(taken.Count, Posts - (2 * Writers), Posts);
        for (var number = 0; number < Posts; number++) Assert.NotNull(await records.FindAsync(Post(number).Key, Token));
    }

    // A post that fails is posted again until it is answered, as its publisher would.
    private static async Task PostAsync(IRecords records, int writer, ConcurrentBag<int> acknowledged)
    {
        for (var number = writer; number < Posts; number += Writers)
        {
            while (!await TryPostAsync(records, number)) await Task.Yield();
            acknowledged.Add(number);
        }
    }

    private static async Task<bool> TryPostAsync(IRecords records, int number)
    {
        try
        {
            return await records.TryInsertAsync(Post(number), Token) is not null || await records.FindAsync(Post(number).Key, Token) is not null;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static async Task TakeAsync(IRecords records, ConcurrentBag<int> taken)
    {
        for (var number = 0; number < Posts; number++)
        {
            while (true)
            {
                try
                {
                    var found = (await records.FindAsync(Post(number).Key, Token))!;
                    if (!found.Document.Span.StartsWith("taken"u8) && await records.TryReplaceAsync(new NewRecord(found.Key, "taken"u8.ToArray()), found.ETag, Token) is not null) taken.Add(number);
                    break;
                }
                catch (StorageException)
                {
                    // Asked again: if the take had happened, the tombstone is found.
                    await Task.Yield();
                }
            }
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition()) await timer.WaitForNextTickAsync(Token);
    }

    private static NewRecord Post(int number)
    {
        var text = Encoding.ASCII.GetBytes($"{number}");
        return new NewRecord(new RecordKey("mailbox", Convert.ToHexStringLower(SHA256.HashData(text)), "r"), text);
    }
}
