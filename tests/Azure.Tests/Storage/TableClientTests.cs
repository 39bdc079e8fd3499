using Azure;
using Azure.Core.Pipeline;
using Shaken.Azure.Tables;

namespace Shaken.Azure.Tests.Storage;

/// <summary>The typed client beyond what the records' contract uses.</summary>
public sealed class TableClientTests(Azurites azurites)
{
    private static int s_partitions;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTypeOfProperty_ComesBackAsItWent()
    {
        var table = await TableAsync();
        var properties = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Text"] = "O'Neil & \"é\"\n", ["Flag"] = true, ["Small"] = -7, ["Large"] = long.MaxValue, ["Fraction"] = 0.5,
            ["Time"] = new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero), ["Octets"] = new ReadOnlyMemory<byte>([1, 2, 255]), ["Nothing"] = ReadOnlyMemory<byte>.Empty,
        };
        var partition = NewPartition();
        await table.AddEntityAsync(new TableEntity(partition, "r", properties), Token);
        var found = await table.GetEntityAsync(partition, "r", Token);
        foreach (var (name, value) in properties)
        {
            if (value is ReadOnlyMemory<byte> octets) Assert.Equal(octets.ToArray(), ((ReadOnlyMemory<byte>)found.Properties[name]).ToArray());
            else Assert.Equal(value, found.Properties[name]);
        }
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a b&c=d+e%25")]
    [InlineData("é~:=.-_")]
    [InlineData("..")]
    public async Task KeyOfAnyLegalCharacters_IsFoundByItself(string key)
    {
        var table = await TableAsync();
        var partition = NewPartition() + key;
        var etag = await table.AddEntityAsync(new TableEntity(partition, key, new Dictionary<string, object>(StringComparer.Ordinal)), Token);
        Assert.Equal((partition, key, etag), await table.GetEntityAsync(partition, key, Token) is var found ? (found.PartitionKey, found.RowKey, found.ETag) : default);
        Assert.Single((await table.QueryAsync(TableFilter.Partition(partition), null, 10, null, Token)).Entities);
        await table.DeleteEntityAsync(partition, key, etag, Token);
    }

    [Fact]
    public async Task FilterOfHostileText_StaysText()
    {
        var table = await TableAsync();
        var partition = NewPartition();
        await table.AddEntityAsync(new TableEntity(partition, "r", new Dictionary<string, object>(StringComparer.Ordinal)), Token);
        Assert.Empty((await table.QueryAsync(TableFilter.Partition($"x' or PartitionKey eq '{partition}"), null, 10, null, Token)).Entities);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public async Task KeyThatTheServiceRefuses_IsRefusedHere(string key)
    {
        var table = await TableAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await table.GetEntityAsync("p", key, Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await table.AddEntityAsync(new TableEntity(key, "r", new Dictionary<string, object>(StringComparer.Ordinal)), Token));
    }

    [Fact]
    public async Task EntityThatIsTooLarge_IsRefusedHere_WithTheReason()
    {
        var table = await TableAsync();
        var piece = new ReadOnlyMemory<byte>(new byte[64 * 1024]);
        var large = Enumerable.Range(0, 16).ToDictionary(number => $"P{number}", object (_) => piece, StringComparer.Ordinal);
        var entity = await Assert.ThrowsAsync<ArgumentException>(async () => await table.AddEntityAsync(new TableEntity("p", "r", large), Token));
        Assert.Contains("1048576", entity.Message, StringComparison.Ordinal);
        var one = new Dictionary<string, object>(StringComparer.Ordinal) { ["P"] = new ReadOnlyMemory<byte>(new byte[(64 * 1024) + 1]) };
        var property = await Assert.ThrowsAsync<ArgumentException>(async () => await table.AddEntityAsync(new TableEntity("p", "r", one), Token));
        Assert.Contains("65536", property.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_KeepsWhatIsNotNamed_ReplaceDoesNot()
    {
        var table = await TableAsync();
        var partition = NewPartition();
        var etag = await table.AddEntityAsync(Entity(partition, "r", ("A", "1"), ("B", "1")), Token);
        etag = await table.UpdateEntityAsync(Entity(partition, "r", ("A", "2")), etag, TableUpdateMode.Merge, Token);
        Assert.Equal(("2", "1"), await table.GetEntityAsync(partition, "r", Token) is var merged ? (merged.Text("A"), merged.Text("B")) : default);
        await table.UpdateEntityAsync(Entity(partition, "r", ("A", "3")), etag, TableUpdateMode.Replace, Token);
        Assert.Equal(("3", null), await table.GetEntityAsync(partition, "r", Token) is var replaced ? (replaced.Text("A"), replaced.Text("B")) : default);
        var refusal = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.UpdateEntityAsync(Entity(partition, "r"), etag, TableUpdateMode.Replace, Token));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (refusal.Status, refusal.ErrorCode));
    }

    [Fact]
    public async Task Refusal_HasTheServicesCode()
    {
        var table = await TableAsync();
        var entity = Entity(NewPartition(), "r");
        var absent = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.GetEntityAsync(entity.PartitionKey, "r", Token));
        Assert.Equal((404, "ResourceNotFound"), (absent.Status, absent.ErrorCode));
        await table.AddEntityAsync(entity, Token);
        var present = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.AddEntityAsync(entity, Token));
        Assert.Equal((409, "EntityAlreadyExists"), (present.Status, present.ErrorCode));
    }

    [Fact]
    public async Task Transaction_OfEveryOperation_IsDone_OrNothingIs()
    {
        var table = await TableAsync();
        var partition = NewPartition();
        var (first, second) = (await table.AddEntityAsync(Entity(partition, "1", ("A", "1")), Token), await table.AddEntityAsync(Entity(partition, "2"), Token));
        await table.SubmitTransactionAsync([new TableOperation.Replace(Entity(partition, "1", ("A", "2")), first), new TableOperation.Delete(partition, "2", second), new TableOperation.Add(Entity(partition, "3"))], Token);
        var rows = (await table.QueryAsync(TableFilter.Partition(partition), null, 10, null, Token)).Entities;
        Assert.Equal(["1", "3"], rows.Select(row => row.RowKey));
        Assert.Equal("2", rows[0].Text("A"));

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.SubmitTransactionAsync([new TableOperation.Add(Entity(partition, "4")), new TableOperation.Add(Entity(partition, "3"))], Token));
        Assert.Equal((409, "EntityAlreadyExists"), (refusal.Status, refusal.ErrorCode));
        Assert.Equal(2, (await table.QueryAsync(TableFilter.Partition(partition), null, 10, null, Token)).Entities.Count);
    }

    [Fact]
    public async Task Query_GoesOnWhereThePageEnded_OverPartitions()
    {
        var table = (await ServiceAsync()).GetTableClient($"pages{Interlocked.Increment(ref s_partitions)}");
        await table.CreateIfNotExistsAsync(Token);
        await table.CreateIfNotExistsAsync(Token);
        for (var number = 0; number < 12; number++) await table.AddEntityAsync(Entity($"p{number / 4}", $"{number:D2}", ("A", "1")), Token);
        var rows = new List<string>();
        TableContinuation? next = null;
        do
        {
            var page = await table.QueryAsync(filter: null, ["PartitionKey", "RowKey"], 5, next, Token);
            Assert.All(page.Entities, entity => Assert.Null(entity.Text("A")));
            rows.AddRange(page.Entities.Select(entity => entity.RowKey));
            next = page.Continuation;
        }
        while (next is not null);
        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"{number:D2}"), rows);
    }

    private static TableEntity Entity(string partition, string row, params (string Name, string Value)[] properties) =>
        new(partition, row, properties.ToDictionary(property => property.Name, object (property) => property.Value, StringComparer.Ordinal));

    private static string NewPartition() => $"p{Interlocked.Increment(ref s_partitions)}";

    private async Task<TableServiceClient> ServiceAsync() =>
        new((await azurites.ServerAsync()).Connect(), credential: null, Azurites.Options(HttpClientTransport.Shared, transport: null, time: null, retries: null));

    private async Task<TableClient> TableAsync()
    {
        var table = (await ServiceAsync()).GetTableClient("typed");
        await table.CreateIfNotExistsAsync(Token);
        return table;
    }
}
