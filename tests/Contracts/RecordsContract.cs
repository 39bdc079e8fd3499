using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Contracts;

/// <summary>What every adapter of <see cref="IRecords"/> promises. A subclass gives a store; nothing else may differ.</summary>
public abstract class RecordsContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private int _partitions;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IRecords Records { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Inserted_IsFound_AsItWas()
    {
        var record = New("row", "{\"a\":1}", Noon);
        var etag = await Records.TryInsertAsync(record, Token);
        var found = await Records.FindAsync(record.Key, Token);
        Assert.NotNull(found);
        Assert.Equal(record.Key, found.Key);
        Assert.Equal(etag, found.ETag);
        Assert.Equal(Noon, found.ExpiresAt);
        Assert.Equal("{\"a\":1}", Text(found));
    }

    [Fact]
    public async Task Insert_WhereARecordIs_ChangesNothing()
    {
        var record = New("row", "1");
        await Records.TryInsertAsync(record, Token);
        Assert.Null(await Records.TryInsertAsync(record with { Document = Octets("2") }, Token));
        Assert.Equal("1", Text(await Records.FindAsync(record.Key, Token)));
    }

    [Fact]
    public async Task CallersBuffer_MayBeUsedAgain()
    {
        var buffer = Octets("1");
        var record = New("row", "") with { Document = buffer };
        await Records.TryInsertAsync(record, Token);
        buffer[0] = (byte)'2';
        Assert.Equal("1", Text(await Records.FindAsync(record.Key, Token)));
    }

    [Fact]
    public async Task InsertAll_IsAllOrNone_AndNamesWhatIsTaken()
    {
        var partition = NewPartition();
        var rows = Enumerable.Range(0, StorageLimits.InsertAll).Select(row => At(partition, $"{row:D3}")).ToList();
        await Records.TryInsertAsync(rows[7], Token);
        await Records.TryInsertAsync(rows[50], Token);
        Assert.Equal([rows[7].Key, rows[50].Key], (await Records.TryInsertAllAsync(rows, Token)).OrderBy(key => key.Row, StringComparer.Ordinal));
        Assert.Equal(2, (await ListAsync(partition)).Count);

        var others = rows.ConvertAll(row => row with { Key = row.Key with { Row = $"n{row.Key.Row}" } });
        Assert.Empty(await Records.TryInsertAllAsync(others, Token));
        Assert.Equal(102, (await ListAsync(partition)).Count);
    }

    [Fact]
    public async Task Replace_OfTheExpectedVersion_Succeeds_OfAnotherDoesNot()
    {
        var record = New("row", "1");
        var first = (await Records.TryInsertAsync(record, Token))!.Value;
        var second = await Records.TryReplaceAsync(record with { Document = Octets("2"), ExpiresAt = Noon }, first, Token);
        Assert.NotNull(second);
        Assert.Null(await Records.TryReplaceAsync(record with { Document = Octets("3") }, first, Token));
        var found = await Records.FindAsync(record.Key, Token);
        Assert.Equal("2", Text(found));
        Assert.Equal(Noon, found!.ExpiresAt);
        Assert.Equal(second, found.ETag);
    }

    [Fact]
    public async Task Replace_OfWhatIsNotThere_DoesNothing()
    {
        var record = New("row", "1");
        Assert.Null(await Records.TryReplaceAsync(record, new ETag("1"), Token));
        Assert.Null(await Records.FindAsync(record.Key, Token));
    }

    [Fact]
    public async Task ETag_NeverComesTwice()
    {
        var record = New("row", "1");
        var seen = new HashSet<ETag>();
        for (var round = 0; round < 20; round++)
        {
            var etag = (await Records.TryInsertAsync(record, Token))!.Value;
            Assert.True(seen.Add(etag));
            etag = (await Records.TryReplaceAsync(record, etag, Token))!.Value;
            Assert.True(seen.Add(etag));
            Assert.True(await Records.TryDeleteAsync(record.Key, etag, Token));
        }
    }

    [Fact]
    public async Task Delete_OfTheExpectedVersionOnly()
    {
        var record = New("row", "1");
        var first = (await Records.TryInsertAsync(record, Token))!.Value;
        var second = (await Records.TryReplaceAsync(record, first, Token))!.Value;
        Assert.False(await Records.TryDeleteAsync(record.Key, first, Token));
        Assert.True(await Records.TryDeleteAsync(record.Key, second, Token));
        Assert.False(await Records.TryDeleteAsync(record.Key, second, Token));
        Assert.Null(await Records.FindAsync(record.Key, Token));
    }

    [Fact]
    public async Task List_IsInOrdinalOrder_PageByPage_OfThePartitionAlone()
    {
        var partition = NewPartition();
        string[] rows = ["B", "a", "a-1", "a.b", "b", "~", "0", "00", "A"];
        foreach (var row in rows) await Records.TryInsertAsync(At(partition, row), Token);
        await Records.TryInsertAsync(At($"{partition}-", "x"), Token);
        for (var size = 1; size <= rows.Length + 1; size++)
            Assert.Equal(rows.Order(StringComparer.Ordinal), (await ListAsync(partition, size)).Select(record => record.Key.Row));
        Assert.Empty(await ListAsync(NewPartition()));
    }

    [Fact]
    public async Task List_WhileRecordsComeAndGo_MissesNoneThatStays()
    {
        var partition = NewPartition();
        for (var row = 0; row < 50; row++) await Records.TryInsertAsync(At(partition, $"{row:D2}"), Token);
        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Records.ListAsync("contract", partition, continuation, 7, Token);
            seen.AddRange(page.Records.Select(record => record.Key.Row));
            continuation = page.Continuation;
            if (page.Records is [var first, ..]) await Records.TryDeleteAsync(first.Key, first.ETag, Token);
            await Records.TryInsertAsync(At(partition, $"x{seen.Count:D3}"), Token);
        }
        while (continuation is not null);
        Assert.Equal(Enumerable.Range(0, 50).Select(row => $"{row:D2}"), seen.Where(row => !row.StartsWith('x')));
    }

    [Fact]
    public async Task OfSixteenWriters_OneWins()
    {
        var record = New("row", "0");
        var etag = (await Records.TryInsertAsync(record, Token))!.Value;
        for (var round = 0; round < 20; round++)
        {
            var expected = etag;
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer =>
                Task.Run(async () => await Records.TryReplaceAsync(record with { Document = Octets($"{writer}") }, expected, Token), Token)));
            etag = Assert.Single(answers, answer => answer is not null)!.Value;
            Assert.Equal(etag, (await Records.FindAsync(record.Key, Token))!.ETag);
        }
    }

    [Fact]
    public async Task OfSixteenInsertersOfOverlappingSets_NoneIsHalfDone()
    {
        var partition = NewPartition();
        var sets = Enumerable.Range(0, 16).Select(set => Enumerable.Range(set, 5).Select(row => At(partition, $"{row:D2}") with { Document = Octets($"{set}") }).ToList()).ToList();
        var answers = await Task.WhenAll(sets.Select(set => Task.Run(async () => await Records.TryInsertAllAsync(set, Token), Token)));
        var owners = (await ListAsync(partition)).GroupBy(Text).ToList();
        Assert.All(owners, owner => Assert.Equal(5, owner.Count()));
        Assert.Equal(answers.Count(answer => answer.Count == 0), owners.Count);
    }

    [Fact]
    public async Task Expired_IsFoundUntilRemoved_AndRemovedInBounds()
    {
        var table = $"expiry{Guid(NewPartition())}";
        for (var row = 0; row < 10; row++)
            await Records.TryInsertAsync(new NewRecord(new RecordKey(table, $"p{row % 3}", $"{row}"), Octets("1"), Noon.AddSeconds(row)), Token);
        await Records.TryInsertAsync(new NewRecord(new RecordKey(table, "p0", "stays"), Octets("1")), Token);

        Assert.NotNull(await Records.FindAsync(new RecordKey(table, "p0", "0"), Token));
        Assert.Equal(0, await Records.RemoveExpiredAsync(table, Noon.AddSeconds(-1), 100, Token));
        Assert.Equal(4, await Records.RemoveExpiredAsync(table, Noon.AddSeconds(5), 4, Token));
        Assert.Equal(2, await Records.RemoveExpiredAsync(table, Noon.AddSeconds(5), 4, Token));
        Assert.NotNull(await Records.FindAsync(new RecordKey(table, "p0", "6"), Token));
        Assert.Equal(4, await Records.RemoveExpiredAsync(table, Noon.AddDays(1), 100, Token));
        Assert.NotNull(await Records.FindAsync(new RecordKey(table, "p0", "stays"), Token));
    }

    [Fact]
    public async Task Replaced_HasItsNewExpiryOnly()
    {
        var table = $"expiry{Guid(NewPartition())}";
        var record = new NewRecord(new RecordKey(table, "p", "r"), Octets("1"), Noon);
        var etag = (await Records.TryInsertAsync(record, Token))!.Value;
        await Records.TryReplaceAsync(record with { ExpiresAt = Noon.AddHours(1) }, etag, Token);
        Assert.Equal(0, await Records.RemoveExpiredAsync(table, Noon.AddMinutes(1), 10, Token));
        Assert.Equal(1, await Records.RemoveExpiredAsync(table, Noon.AddHours(2), 10, Token));
    }

    [Fact]
    public async Task LargestDocument_Fits_ALargerOneDoesNot()
    {
        var record = New("row", "") with { Document = Octets($"\"{new string('x', StorageLimits.DocumentOctets - 2)}\"") };
        await Records.TryInsertAsync(record, Token);
        Assert.Equal(record.Document.Length, (await Records.FindAsync(record.Key, Token))!.Document.Length);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.TryInsertAsync(record with { Document = new byte[StorageLimits.DocumentOctets + 1] }, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("a\u0000")]
    public async Task KeyThatNotEveryStoreCanHold_IsABug(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.FindAsync(new RecordKey("contract", "p", key), Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.TryInsertAsync(new NewRecord(new RecordKey("contract", key, "r"), Octets("1")), Token));
    }

    [Fact]
    public async Task InsertAll_OfSeveralPartitionsOrOfOneRowTwice_IsABug()
    {
        var partition = NewPartition();
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.TryInsertAllAsync([At(partition, "1"), At(NewPartition(), "2")], Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.TryInsertAllAsync([At(partition, "1"), At(partition, "1")], Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.TryInsertAllAsync([], Token));
    }

    [Fact]
    public async Task InsertAll_TakesItsLimit_AndNoMore()
    {
        var partition = NewPartition();
        var records = Enumerable.Range(0, 5).Select(row => At(partition, $"{row}") with { Document = Octets($"\"{new string('x', (StorageLimits.InsertAllOctets / 5) - 2)}\"") }).ToList();
        Assert.Empty(await Records.TryInsertAllAsync(records, Token));
        Assert.Equal(5, (await ListAsync(partition)).Count);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Records.TryInsertAllAsync([.. records, At(partition, "6")], Token));
    }

    protected static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    protected static string? Text(StoredRecord? record) => record is null ? null : Encoding.UTF8.GetString(record.Document.Span);

    // A partition of its own for each use: a real service keeps what earlier tests left.
    private string NewPartition() => $"{GetHashCode():x}-{Interlocked.Increment(ref _partitions)}-{Environment.TickCount64:x}";

    private static string Guid(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    private static NewRecord At(string partition, string row) => new(new RecordKey("contract", partition, row), Octets("1"));

    private NewRecord New(string row, string document, DateTimeOffset? expiresAt = null) => new(new RecordKey("contract", NewPartition(), row), Octets(document), expiresAt);

    private async Task<List<StoredRecord>> ListAsync(string partition, int pageSize = 1000)
    {
        var records = new List<StoredRecord>();
        string? continuation = null;
        do
        {
            var page = await Records.ListAsync("contract", partition, continuation, pageSize, Token);
            Assert.InRange(page.Records.Count, 0, pageSize);
            records.AddRange(page.Records);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return records;
    }
}
