using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;

namespace Shaken.Core.Tests.Numbering;

public sealed class CommitNumbersTests : IDisposable
{
    private readonly NumberWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Commit_AnyFullImportAndDelta_AnswersAsADictionary()
    {
        var tables = RowOracle.Tables.Two().Where(tables => tables.Item1.Count > 0 && tables.Item2.Count > 0).ToArbitrary();
        Prop.ForAll(tables, async pair =>
        {
            using var world = new NumberWorld();
            var (table, delta) = (pair.Item1, pair.Item2);
            await world.ImportAsync(NumberImportKind.Full, InParts(RowOracle.ToCsv(table)));

            // Every third row of the delta removes what it names; so do some of the table's own.
            var changes = delta.Select((row, index) => KeyValuePair.Create(row.Key, index % 3 == 0 ? "" : row.Value))
                .Concat(table.Keys.Where((_, index) => index % 4 == 0).Except(delta.Keys).Select(key => KeyValuePair.Create(key, "")))
                    .ToList();
            var receipt = await world.ImportAsync(NumberImportKind.Delta, InParts(RowOracle.ToCsv(changes)));
            var expected = new Dictionary<string, string>(table);
            foreach (var (pattern, provider) in changes)
            {
                if (provider.Length == 0) expected.Remove(pattern);
                else expected[pattern] = provider;
            }

            Assert.Equal((2, expected.Count), (receipt.Version, receipt.Rows));
            var directory = world.NewDirectory();
            foreach (var number in RowOracle.NumbersAround(table.Keys.Concat(delta.Keys)))
                Assert.Equal(RowOracle.LookUp(expected, number), await NumberWorld.LookUpAsync(directory, number));

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Commit_Delta_OverridesAddsAndRemoves()
    {
        await _world.ImportAsync(NumberImportKind.Full, "1415*,A\n14155550100,B\n14155550101,B\n");
        var receipt = await _world.ImportAsync(NumberImportKind.Delta, "14155550100,C\n14155550101,\n14155550102,D\n14155550103,\n");
        Assert.Equal((2, 3), (receipt.Version, receipt.Rows));
        Assert.Equal("1 rows remove what the table did not hold", Assert.Single(receipt.Findings).Detail);
        Assert.Equal("14155550100 US/C", await _world.LookUpAsync("14155550100"));
        Assert.Equal("1415* US/A", await _world.LookUpAsync("14155550101"));
        Assert.Equal("14155550102 US/D", await _world.LookUpAsync("14155550102"));
    }

    [Fact]
    public async Task Commit_DeltaWithoutATable_MakesOne()
    {
        await _world.ImportAsync(NumberImportKind.Delta, "1415*,A\n");
        Assert.Equal("1415* US/A", await _world.LookUpAsync("1415"));
    }

    [Fact]
    public async Task Commit_FullImportOfLessThanHalf_NeedsToBeMeant()
    {
        await _world.ImportAsync(NumberImportKind.Full, Numbers(100, "OLD"));
        Assert.Equal(NumberImportFailure.Shrinks, (await _world.TryImportAsync(NumberImportKind.Full, Numbers(49, "NEW"))).Failure.Reason);
        Assert.Equal("14155550000 US/OLD", await _world.LookUpAsync("14155550000"));
        await _world.ImportAsync(NumberImportKind.Full, Numbers(50, "NEW"));
        var token = TestContext.Current.CancellationToken;
        var id = await _world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: true, token);
        await _world.Imports.PutPartAsync(id, 1, NumberWorld.Octets("number,spc\n"), token);
        Assert.Equal(0, (await _world.CommitAsync(id, 1)).Value.Rows);
        Assert.Equal("-", await _world.LookUpAsync("14155550000"));
    }

    [Fact]
    public async Task Commit_Again_GivesTheSameReceiptAndNoSecondTable()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Delta, "14*,A\n");
        var first = (await _world.CommitAsync(id, 1)).Value;
        await _world.ImportAsync(NumberImportKind.Delta, "14*,B\n");
        var again = (await _world.CommitAsync(id, 1)).Value;
        Assert.Equal((first.Version, first.Rows), (again.Version, again.Rows));
        Assert.Equal("14* US/B", await _world.LookUpAsync("14"));
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task Commit_StoreFailsAtAnyStep_LeavesOneTableWholeAndSucceedsAgain(FaultMoment moment)
    {
        for (var call = 0; ; call++)
        {
            using var world = new NumberWorld();
            await world.ImportAsync(NumberImportKind.Full, Numbers(100, "OLD"));
            var id = await world.PrepareAsync(NumberImportKind.Full, Numbers(100, "NEW"), "1*,REST\n");
            var store = new FailingStore(world.Memory.Records, world.Memory.Blobs);
            (world.Records, world.Blobs) = (store, store.Blobs);
            store.FailAt(call, moment);
            var hasFailed = false;
            try
            {
                Assert.True((await world.CommitAsync(id, 2)).IsSuccess);
            }
            catch (StorageException)
            {
                hasFailed = true;
            }

            // Whatever happened, a reader finds one table or the other, whole.
            store.Heal();
            var providers = await ProvidersAsync(world, 100);
            Assert.Single(providers);
            if (!hasFailed)
            {
                Assert.InRange(call, 10, 1000);
                return;
            }

            // The lease of an announcement that could not be taken back ends by itself.
            world.Time.Advance(world.Options.MergeLease);
            Assert.Equal((2, 101), ((await world.CommitAsync(id, 2)).Value.Version, (await world.CommitAsync(id, 2)).Value.Rows));
            Assert.Equal(["US/NEW"], await ProvidersAsync(world, 100));
            Assert.Equal("1* US/REST", await world.LookUpAsync("1999"));

            // Nothing is left of the attempt that broke off.
            world.Time.Advance(world.Options.Grace + TimeSpan.FromMinutes(2));
            await world.Removal.RunAsync(TestContext.Current.CancellationToken);
            Assert.Single((await world.BlobsAsync(NumberPlaces.Tables)).Select(NumberPlaces.OwnerOf).Distinct());
            Assert.Empty(await world.BlobsAsync(NumberPlaces.Imports));
        }
    }

    [Theory]
    [InlineData(FaultMoment.Before)]
    [InlineData(FaultMoment.After)]
    public async Task PutPart_StoreFailsAtAnyStep_CanBeSentAgain(FaultMoment moment)
    {
        for (var call = 0; ; call++)
        {
            using var world = new NumberWorld();
            var token = TestContext.Current.CancellationToken;
            var id = await world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: false, token);
            var store = new FailingStore(world.Memory.Records, world.Memory.Blobs);
            (world.Records, world.Blobs) = (store, store.Blobs);
            store.FailAt(call, moment);
            var part = NumberWorld.Octets(Numbers(300, "A"));
            var hasFailed = false;
            try
            {
                await world.Imports.PutPartAsync(id, 1, part, token);
            }
            catch (StorageException)
            {
                hasFailed = true;
            }

            store.Heal();
            Assert.True((await world.Imports.PutPartAsync(id, 1, part, token)).IsSuccess);
            Assert.Equal(300, (await world.CommitAsync(id, 1)).Value.Rows);
            Assert.Equal(["US/A"], await ProvidersAsync(world, 300));
            if (hasFailed) continue;
            Assert.InRange(call, 4, 1000);
            return;
        }
    }

    private static string[] InParts(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Chunk(Math.Max(1, lines.Length / 3)).Select(part => string.Join('\n', part) + "\n")];
    }

    private static string Numbers(int count, string provider) =>
        string.Concat(Enumerable.Range(0, count).Select(number => $"1415555{number:D4},{provider}\n"));

    private static async Task<IEnumerable<string>> ProvidersAsync(NumberWorld world, int count)
    {
        var directory = world.NewDirectory();
        var found = new List<string>();
        for (var number = 0; number < count; number++)
        {
            found.Add((await NumberWorld.LookUpAsync(directory, $"1415555{number:D4}")).Split(' ')[^1]);
        }

        return found.Distinct();
    }
}
