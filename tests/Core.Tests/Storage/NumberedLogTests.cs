using System.Text;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Storage;

/// <summary>Numbers without a gap, each id once, under concurrent appends and faults at every step.</summary>
public sealed class NumberedLogTests
{
    private const int MostOperations = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_ByEightInstancesAtOnce_LeavesNoGapAndNoFork()
    {
        var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(instance => Task.Run(async () =>
        {
            for (var number = 0; number < 20; number++) await AppendPatientlyAsync(New(store), $"{instance}-{number}");
        })));
        var entries = await New(store).ReadAsync(1, 1000, Token);
        Assert.Equal(Enumerable.Range(1, 160).Select(number => (long)number), entries.Select(entry => entry.Number));
        Assert.Equal(160, entries.Select(IdOf).Distinct().Count());
        AssertChained(entries);
    }

    [Fact]
    public async Task Append_OneIdByEightInstancesAtOnce_IsOneEntry()
    {
        var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
        for (var round = 1; round <= 20; round++)
        {
            var id = $"id-{round}";
            var entries =
                await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await AppendPatientlyAsync(New(store), id))));
            Assert.Equal(round, Assert.Single(entries.Select(entry => entry.Number).Distinct()));
        }
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Append_RetriedAfterAFaultAtAnyCall_IsOneEntry(FaultMoment moment)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            await AppendAsync(New(store), "first");
            store.FailAt(call, moment);
            try
            {
                await AppendAsync(New(store), "second");
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            // Others go on meanwhile, and the retry comes late.
            store.Heal();
            await AppendAsync(New(store), "third");
            await AppendAsync(New(store), "second");
            var entries = await New(store).ReadAsync(1, 10, Token);
            Assert.Equal(["first", "second", "third"], entries.Select(IdOf).Order());
            AssertChained(entries);
            await HasTopicAsync(store, entries);
        }

        Assert.InRange(faults, 6, MostOperations);
    }

    [Fact]
    public async Task Append_WithAnotherInstanceAtAnyStep_LeavesBothOnce()
    {
        for (var step = 1; step <= MostOperations; step++)
        {
            var records = new MemoryRecords();
            await AppendAsync(New(records), "first");
            var stepped = new SteppedRecords(records, step, async () =>
            {
                await AppendAsync(New(records), "other");
                await AppendAsync(New(records), "own");
            });
            await AppendAsync(New(stepped), "own");
            if (!stepped.IsReached)
            {
                Assert.InRange(step, 6, MostOperations);
                return;
            }

            var entries = await New(records).ReadAsync(1, 10, Token);
            Assert.Equal(["first", "other", "own"], entries.Select(IdOf).Order());
            AssertChained(entries);
        }

        Assert.Fail("the append has no end");
    }

    [Theory]
    [InlineData(1, 600, 600)]
    [InlineData(1, 100, 100)]
    [InlineData(200, 100, 100)]
    [InlineData(256, 1, 1)]
    [InlineData(257, 300, 300)]
    [InlineData(512, 200, 89)]
    [InlineData(601, 10, 0)]
    [InlineData(10_000, 10, 0)]
    public async Task Read_AcrossPartitions_IsInOrder(long from, int max, int count)
    {
        var log = New(new MemoryRecords());
        for (var number = 0; number < 600; number++) await AppendAsync(log, $"id-{number}");
        var entries = await log.ReadAsync(from, max, Token);
        Assert.Equal(Enumerable.Range(0, count).Select(offset => from + offset), entries.Select(entry => entry.Number));
    }

    [Fact]
    public async Task FindById_OfAnEntryThatSomebodyDeleted_IsAnOutage()
    {
        var records = new MemoryRecords();
        await AppendAsync(New(records), "first");
        var page = await records.ListAsync("log", new string('0', 16), continuation: null, 10, Token);
        Assert.True(await records.TryDeleteAsync(page.Records[0].Key, page.Records[0].ETag, Token));
        await Assert.ThrowsAsync<StorageException>(async () => await New(records).FindAsync("first", Token));
    }

    private static NumberedLog New(IRecords records) => new(records, "log", entry => new LogLabels(IdOf(entry), ["all"]));

    // The document: the id, and that of the entry before.
    private static ValueTask<LogEntry> AppendAsync(NumberedLog log, string id) =>
        log.AppendAsync(id, previous => Encoding.UTF8.GetBytes($"{id} after {(previous is null ? "none" : IdOf(previous))}"), Token);

    // Eight instances on one thread pool lose more often than a deployment does: what is told of as an outage is tried again.
    private static async Task<LogEntry> AppendPatientlyAsync(NumberedLog log, string id)
    {
        while (true)
        {
            try
            {
                return await AppendAsync(log, id);
            }
            catch (StorageException)
            {
                await Task.Yield();
            }
        }
    }

    private static string IdOf(LogEntry entry) => Encoding.UTF8.GetString(entry.Document.Span).Split(' ')[0];

    private static void AssertChained(IReadOnlyList<LogEntry> entries)
    {
        var previous = "none";
        foreach (var entry in entries)
        {
            Assert.EndsWith($" after {previous}", Encoding.UTF8.GetString(entry.Document.Span), StringComparison.Ordinal);
            previous = IdOf(entry);
        }
    }

    private static async Task HasTopicAsync(IRecords records, IReadOnlyList<LogEntry> entries)
    {
        var page = await New(records).ListAsync("all", continuation: null, 100, Token);
        Assert.Equal(entries.Select(entry => entry.Number), page.Numbers);
        Assert.Equal(entries[^1].Number, (await New(records).FindLastAsync(Token))!.Number);
    }
}
