using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

/// <summary>Records over a wire that loses, repeats and delays: what a caller is told is what happened.</summary>
public sealed class RecordFaultTests(Azurites azurites) : IAsyncLifetime
{
    private const string Prefix = "faults";

    private static int s_rows;

    // The wire of another instance, which works.
    private IRecords _others = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _others = (await azurites.WithKeyAsync(Prefix)).Records;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    [InlineData("TooMany")]
    [InlineData("Unavailable")]
    public async Task Insert_SucceedsOnce_AndKnowsIt(string fault)
    {
        var record = New();
        await EnsureTableAsync();
        var etag = await (await OverAsync(fault)).TryInsertAsync(record, Token);
        Assert.NotNull(etag);
        Assert.Equal(etag, (await _others.FindAsync(record.Key, Token))!.ETag);
    }

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    public async Task Insert_WhereAnothersIs_IsTold(string fault)
    {
        var record = New();
        await _others.TryInsertAsync(record with { Document = Octets("other") }, Token);
        Assert.Null(await (await OverAsync(fault)).TryInsertAsync(record, Token));
        Assert.Equal("other", Text(await _others.FindAsync(record.Key, Token)));
    }

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    [InlineData("TooMany")]
    [InlineData("Unavailable")]
    public async Task Replace_SucceedsOnce_AndKnowsIt(string fault)
    {
        var record = New();
        var first = (await _others.TryInsertAsync(record, Token))!.Value;
        var faulty = await OverAsync(fault);
        var second = await faulty.TryReplaceAsync(record with { Document = Octets("2") }, first, Token);
        Assert.NotNull(second);
        Assert.Equal(("2", second.Value), (Text(await _others.FindAsync(record.Key, Token)), (await _others.FindAsync(record.Key, Token))!.ETag));
        Assert.NotNull(await faulty.TryReplaceAsync(record with { Document = Octets("3") }, second.Value, Token));
    }

    [Fact]
    public async Task Replace_WhoseAnswerIsLost_AndWhichAnotherReplacedSince_Succeeded()
    {
        var record = New();
        var first = (await _others.TryInsertAsync(record, Token))!.Value;
        var faulty = await OverAsync("LoseAnswer", () => OtherReplacesAsync(record.Key, "other"));
        var second = await faulty.TryReplaceAsync(record with { Document = Octets("2") }, first, Token);

        // It was the second version, and is not the one that lies there.
        Assert.NotNull(second);
        Assert.NotEqual(second.Value, (await _others.FindAsync(record.Key, Token))!.ETag);
        Assert.Null(await faulty.TryReplaceAsync(record with { Document = Octets("3") }, second.Value, Token));
        Assert.False(await faulty.TryDeleteAsync(record.Key, second.Value, Token));
        Assert.Equal("other", Text(await _others.FindAsync(record.Key, Token)));
    }

    [Fact]
    public async Task Insert_WhoseAnswerIsLost_AndWhichAnotherReplacedSince_Succeeded()
    {
        var record = New();
        await EnsureTableAsync();
        var faulty = await OverAsync("LoseAnswer", () => OtherReplacesAsync(record.Key, "other"));
        Assert.NotNull(await faulty.TryInsertAsync(record, Token));
        Assert.Equal("other", Text(await _others.FindAsync(record.Key, Token)));
    }

    [Fact]
    public async Task Replace_ThatNeverArrived_WhileAnotherWon_LostTheRace()
    {
        var record = New();
        var first = (await _others.TryInsertAsync(record, Token))!.Value;
        var faulty = await OverAsync("Drop", () => OtherReplacesAsync(record.Key, "other"));
        Assert.Null(await faulty.TryReplaceAsync(record with { Document = Octets("2") }, first, Token));
        Assert.Equal("other", Text(await _others.FindAsync(record.Key, Token)));
    }

    [Fact]
    public async Task Replace_WhoseTraceIsGone_IsAnOutage_NotAnAnswer()
    {
        var record = New();
        var first = (await _others.TryInsertAsync(record, Token))!.Value;
        var faulty = await OverAsync("LoseAnswer", async () => await _others.TryDeleteAsync(record.Key, (await _others.FindAsync(record.Key, Token))!.ETag, Token));
        await Assert.ThrowsAsync<StorageException>(async () => await faulty.TryReplaceAsync(record with { Document = Octets("2") }, first, Token));
    }

    [Fact]
    public async Task Delete_WhoseAnswerIsLost_IsDone_AndAnOutage()
    {
        var record = New();
        var first = (await _others.TryInsertAsync(record, Token))!.Value;
        await Assert.ThrowsAsync<StorageException>(async () => await (await OverAsync("LoseAnswer")).TryDeleteAsync(record.Key, first, Token));
        Assert.Null(await _others.FindAsync(record.Key, Token));
    }

    [Fact]
    public async Task Delete_WhoseAnswerIsLost_AndWhereAnotherInsertedSince_IsAnOutage_NotALostRace()
    {
        var record = New();
        var first = (await _others.TryInsertAsync(record, Token))!.Value;
        var faulty = await OverAsync("LoseAnswer", async () => Assert.NotNull(await _others.TryInsertAsync(record with { Document = Octets("other") }, Token)));
        await Assert.ThrowsAsync<StorageException>(async () => await faulty.TryDeleteAsync(record.Key, first, Token));
        Assert.Equal("other", Text(await _others.FindAsync(record.Key, Token)));
    }

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    [InlineData("Unavailable")]
    public async Task InsertAll_SucceedsOnce_AndKnowsIt(string fault)
    {
        await EnsureTableAsync();
        var records = NewPartition(7);
        Assert.Empty(await (await OverAsync(fault)).TryInsertAllAsync(records, Token));
        Assert.Equal(7, (await _others.ListAsync(records[0].Key.Table, records[0].Key.Partition, null, 100, Token)).Records.Count);
    }

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    public async Task InsertAll_WhereOneIsTaken_NamesIt_AndInsertsNone(string fault)
    {
        var records = NewPartition(7);
        await _others.TryInsertAsync(records[3], Token);
        Assert.Equal([records[3].Key], await (await OverAsync(fault)).TryInsertAllAsync(records, Token));
        Assert.Single((await _others.ListAsync(records[0].Key.Table, records[0].Key.Partition, null, 100, Token)).Records);
    }

    [Theory]
    [InlineData("LoseAnswer", 9)]
    [InlineData("Drop", 9)]
    [InlineData("Duplicate", 4)]
    public async Task RemoveExpired_RemovesAll_ThoughItMayCountFewer(string fault, int least)
    {
        var table = $"expired{Interlocked.Increment(ref s_rows)}";
        var now = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        for (var row = 0; row < 9; row++) await _others.TryInsertAsync(new NewRecord(new RecordKey(table, $"{row % 2}", $"{row}"), Octets("1"), now), Token);
        Assert.InRange(await (await OverAsync(fault)).RemoveExpiredAsync(table, now, 100, Token), least, 9);
        Assert.Equal(0, await _others.RemoveExpiredAsync(table, now, 100, Token));
    }

    [Fact]
    public async Task OfSixteenWriters_WhoseAnswersGetLost_NoneIsToldAnUntruth()
    {
        var record = New();
        var etag = (await _others.TryInsertAsync(record, Token))!.Value;
        for (var round = 0; round < 10; round++)
        {
            var writers = new List<IRecords>();
            for (var writer = 0; writer < 16; writer++) writers.Add(await OverAsync(writer % 2 == 0 ? "LoseAnswer" : "Drop"));
            var answers = await Task.WhenAll(writers.Select((records, writer) => Task.Run(() => TryAsync(records, record with { Document = Octets($"{round}/{writer}") }, etag), Token)));
            var found = (await _others.FindAsync(record.Key, Token))!;
            var owner = Enumerable.Range(0, 16).Single(writer => Text(found) == $"{round}/{writer}");
            Assert.True(answers[owner] is null || answers[owner]!.Value == found.ETag, "the winner was told that it lost");
            Assert.All(answers.Where((_, writer) => writer != owner), answer => Assert.True(answer is null or { Value: null or "" }, "a loser was told that it won"));
            etag = found.ETag;
        }
    }

    // The version; the empty one for a lost race; null for an outage.
    private static async Task<ETag?> TryAsync(IRecords records, NewRecord record, ETag expected)
    {
        try
        {
            return await records.TryReplaceAsync(record, expected, Token) ?? new ETag("");
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private async Task<IRecords> OverAsync(string fault, Func<Task>? meanwhile = null) =>
        (await azurites.WithKeyAsync(Prefix, FaultyTransport.FirstWrite(Enum.Parse<Fault>(fault), meanwhile))).Records;

    private async Task OtherReplacesAsync(RecordKey key, string document)
    {
        var found = (await _others.FindAsync(key, Token))!;
        Assert.NotNull(await _others.TryReplaceAsync(new NewRecord(key, Octets(document)), found.ETag, Token));
    }

    // So that the first write of a faulty wire is the one a test means.
    private async Task EnsureTableAsync() => await _others.TryInsertAsync(New(), Token);

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(StoredRecord? record) => record is null ? null : Encoding.UTF8.GetString(record.Document.Span);

    private static NewRecord New() => new(new RecordKey("faults", "p", $"{Interlocked.Increment(ref s_rows)}"), Octets("1"));

    private static List<NewRecord> NewPartition(int count)
    {
        var partition = $"p{Interlocked.Increment(ref s_rows)}";
        return [.. Enumerable.Range(0, count).Select(row => new NewRecord(new RecordKey("faults", partition, $"{row}"), Octets("1")))];
    }
}
