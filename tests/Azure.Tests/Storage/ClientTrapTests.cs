using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Shaken.Azure.Tables;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

/// <summary>What Azure's clients leave to their caller, and what the store makes of it.</summary>
public sealed class ClientTrapTests(Azurites azurites) : IAsyncLifetime
{
    private const string Prefix = "traps";

    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static int s_names;

    // The wire of another instance, which works.
    private AzureStore _others = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _others = await azurites.WithKeyAsync(Prefix);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task RemoveExpired_OfARowThatIsGone_DoesNotCountIt()
    {
        var row = new NewRecord(new RecordKey(NewName(), "p", "r"), "1"u8.ToArray(), Noon);
        await _others.Records.TryInsertAsync(row, Token);
        var store = await OverAsync(ScriptedTransport.Before([RequestMethod.Delete], () => RemoveAsync(row.Key)));
        Assert.Equal(0, await store.Records.RemoveExpiredAsync(row.Key.Table, Noon, 10, Token));
    }

    [Fact]
    public async Task RemoveExpired_OfAPartitionWithARowThatIsGone_CountsTheOthers()
    {
        var table = NewName();
        RecordKey[] keys = [.. Enumerable.Range(0, 3).Select(row => new RecordKey(table, "p", $"{row}"))];
        foreach (var key in keys) await _others.Records.TryInsertAsync(new NewRecord(key, "1"u8.ToArray(), Noon), Token);
        var store = await OverAsync(ScriptedTransport.Before([RequestMethod.Post, RequestMethod.Delete], () => RemoveAsync(keys[1])));
        Assert.Equal(2, await store.Records.RemoveExpiredAsync(table, Noon, 10, Token));
    }

    // Both are refused: the one that was sent twice cannot know why, the other one lost a race.
    [Fact]
    public async Task WritesSideBySide_AreCountedApart()
    {
        var (lost, late) = (New(), New());
        var lostTag = (await _others.Records.TryInsertAsync(lost, Token))!.Value;
        var lateTag = (await _others.Records.TryInsertAsync(late, Token))!.Value;
        Assert.NotNull(await _others.Records.TryReplaceAsync(late, lateTag, Token));
        var seen = 0;
        var store = await OverAsync(wire => new FaultyTransport(wire, (request, _) =>
        {
            var isLost = request.Uri.ToUri().AbsoluteUri.Contains(lost.Key.Row, StringComparison.Ordinal);
            return isLost && Interlocked.Increment(ref seen) == 1 ? Fault.LoseAnswer : Fault.None;
        }));
        var outage = Record.ExceptionAsync(async () => await store.Records.TryDeleteAsync(lost.Key, lostTag, Token));
        var deletes = Enumerable.Range(0, 8).Select(async _ => await store.Records.TryDeleteAsync(late.Key, lateTag, Token));
        var answers = await Task.WhenAll(deletes);
        Assert.IsType<StorageException>(await outage);
        Assert.DoesNotContain(true, answers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task InsertAll_AnsweredInPart_IsAnOutage(int answered)
    {
        var store = await OverAsync(wire => new ScriptedTransport(
            wire, message => Task.FromResult(IsTransaction(message.Request) ? TransactionAnswer(message.Request, answered) : null)));
        await Assert.ThrowsAsync<StorageException>(async () => await store.Records.TryInsertAllAsync(NewPartition(2, octets: 1), Token));
    }

    [Fact]
    public async Task InsertAll_AnsweredWhole_IsDone()
    {
        var store = await OverAsync(wire => new ScriptedTransport(
            wire, message => Task.FromResult(IsTransaction(message.Request) ? TransactionAnswer(message.Request, 2) : null)));
        Assert.Empty(await store.Records.TryInsertAllAsync(NewPartition(2, octets: 1), Token));
    }

    [Fact]
    public async Task Try_HasTheTimeThatItsBodyNeeds()
    {
        var times = new ConcurrentDictionary<string, TimeSpan?>(StringComparer.Ordinal);
        var store = await OverAsync(wire => new ScriptedTransport(wire, message =>
        {
            if (message.Request.Method != RequestMethod.Get) times[message.Request.Uri.ToUri().Segments[^1]] = message.NetworkTimeout;
            return Task.FromResult<MadeResponse?>(null);
        }));
        var (small, large) = (NewName(), NewName());
        await _others.Records.TryInsertAsync(New(), Token);
        await store.Records.TryInsertAsync(New(), Token);
        await store.Blobs.TryPutNewAsync(new BlobName("traps", small), new BlobContent(new byte[1024], "text/plain"), Token);
        await store.Blobs.TryPutNewAsync(new BlobName("traps", large), new BlobContent(new byte[3 * 1024 * 1024], "text/plain"), Token);
        await store.Records.TryInsertAllAsync(NewPartition(4, octets: 600 * 1024), Token);

        var least = TimeSpan.FromSeconds(30);
        Assert.Equal(least, times[small]);
        Assert.Equal(least + TimeSpan.FromSeconds(6), times[large]);
        Assert.Equal(least, times[$"{Prefix}0traps"]);
        Assert.InRange(times["$batch"]!.Value, least + TimeSpan.FromSeconds(6), least + TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData(StorageLimits.BlobOctets + 1L)]
    [InlineData(null)]
    public async Task DocumentWithoutABoundedLength_IsNotRead(long? length)
    {
        var store = await OverAsync(wire => new ScriptedTransport(wire, message =>
        {
            List<HttpHeader> headers = [new("ETag", "\"1\""), new("Content-Type", "text/plain")];
            if (length is not null) headers.Add(new("Content-Length", $"{length}"));
            var made = new MadeResponse(200, message.Request.ClientRequestId, [.. headers]) { ContentStream = new UnreadStream() };
            return Task.FromResult<MadeResponse?>(made);
        }));
        var outage = await Assert.ThrowsAsync<StorageException>(async () => await store.Blobs.FindAsync(new BlobName("traps", "a"), Token));
        Assert.Contains($"{StorageLimits.BlobOctets}", outage.Message, StringComparison.Ordinal);
    }

    // Blocks would be requests of their own, of which the last one alone has the condition.
    [Fact]
    public async Task LargestDocument_IsOneRequest()
    {
        var requests = new ConcurrentBag<string>();
        var store = await OverAsync(wire => new ScriptedTransport(wire, message =>
        {
            requests.Add(message.Request.Uri.Query);
            return Task.FromResult<MadeResponse?>(new MadeResponse(201, message.Request.ClientRequestId, new HttpHeader("ETag", "\"1\"")));
        }));
        var largest = new BlobContent(new byte[StorageLimits.BlobOctets], "text/plain");
        Assert.NotNull(await store.Blobs.TryPutNewAsync(new BlobName("traps", "a"), largest, Token));
        Assert.Equal([""], requests);
    }

    [Fact]
    public async Task Requests_NameTheVersionsThatTheTestsRunAgainst()
    {
        var versions = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var store = await OverAsync(wire => new ScriptedTransport(wire, message =>
        {
            versions[message.Request.Headers.TryGetValue("x-ms-version", out var version) ? version : "none"] = true;
            return Task.FromResult<MadeResponse?>(null);
        }));
        Assert.Null(await store.Health.FindFaultAsync(Token));
        Assert.Equal(["2020-12-06", "2024-11-04"], versions.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RowOfAnotherProgram_IsNoRecord()
    {
        var name = NewName();
        var table = await ClientOfAsync(name);
        await table.CreateIfNotExistsAsync(Token);
        await table.AddEntityAsync(new TableEntity("p", "text") { ["Document"] = "text", ["WriteId"] = 7 }, Token);
        await table.AddEntityAsync(new TableEntity("p", "time") { ["Document"] = new byte[] { 1 }, ["ExpiresAt"] = "tomorrow" }, Token);
        foreach (var row in (string[])["text", "time"])
            await Assert.ThrowsAsync<StorageException>(async () => await _others.Records.FindAsync(new RecordKey(name, "p", row), Token));

        // A write that is refused there looks at its marks alone.
        Assert.Null(await _others.Records.TryInsertAsync(new NewRecord(new RecordKey(name, "p", "text"), "1"u8.ToArray()), Token));
    }

    private static bool IsTransaction(Request request) => request.Uri.ToUri().AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal);

    private static MadeResponse TransactionAnswer(Request request, int answered)
    {
        const string One = "--changes\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n\r\n";
        var changes = string.Concat(Enumerable.Repeat(One, answered));
        var body = $"--batch\r\nContent-Type: multipart/mixed; boundary=changes\r\n\r\n{changes}--changes--\r\n--batch--\r\n";
        return new MadeResponse(202, request.ClientRequestId, new HttpHeader("Content-Type", "multipart/mixed; boundary=batch"))
        {
            ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(body)),
        };
    }

    private static NewRecord[] NewPartition(int rows, int octets)
    {
        var partition = NewName();
        return [.. Enumerable.Range(0, rows).Select(row => new NewRecord(new RecordKey("traps", partition, $"{row}"), new byte[octets]))];
    }

    private static string NewName() => $"traps{Interlocked.Increment(ref s_names)}";

    private static NewRecord New() => new(new RecordKey("traps", "p", $"row-{Interlocked.Increment(ref s_names):D6}"), "1"u8.ToArray());

    private async Task RemoveAsync(RecordKey key) =>
        Assert.True(await _others.Records.TryDeleteAsync(key, (await _others.Records.FindAsync(key, Token))!.ETag, Token));

    private async Task<AzureStore> OverAsync(Func<HttpPipelineTransport, HttpPipelineTransport> transport) =>
        await azurites.WithKeyAsync(Prefix, transport);

    private async Task<TableClient> ClientOfAsync(string table) =>
        new TableServiceClient((await azurites.ServerAsync()).ConnectionString).GetTableClient(new TableNaming(Prefix).ToAzure(table));

    private sealed class UnreadStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("It was read.");

        public override int Read(Span<byte> buffer) => throw new InvalidOperationException("It was read.");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("It was read.");
    }
}
