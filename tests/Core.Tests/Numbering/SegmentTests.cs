using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Numbering;

public sealed class SegmentTests
{
    private const int Small = 64;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Find_AnyTable_GivesTheLongestMatchFromOneSegment() => Prop.ForAll(RowOracle.Tables.ToArbitrary(), table =>
    {
        var segments = Write(table, octets: 1, rowsPerBlock: 3);
        return RowOracle.NumbersAround(table.Keys).All(number => RowOracle.LookUp(table, number) == LookUp(segments, number));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_PrefixInAnEarlierSegment_IsFound()
    {
        // Eight levels of prefixes, then so many numbers below them that the prefixes are many segments away.
        var table = Enumerable.Range(1, 8).ToDictionary(length => "14155550"[..length] + "*", length => $"P{length}");
        for (var number = 0; number < 5000; number += 2) table.Add($"14155550{number:D4}", $"N{number % 7}");
        var segments = Write(table, 512);
        Assert.InRange(segments.Count, 5, 1000);
        Assert.Equal("14155550* US/P8", LookUp(segments, "141555504999"));
        Assert.Equal("1415555* US/P7", LookUp(segments, "141555560000"));
        foreach (var number in Enumerable.Range(0, 6000).Select(number => $"14155550{number:D4}"))
        {
            Assert.Equal(RowOracle.LookUp(table, number), LookUp(segments, number));
        }
    }

    [Fact]
    public async Task Cursor_AnyRun_GivesTheRowsAsTheyWere()
    {
        var rows = Enumerable.Range(0, 1000)
            .Select(row => new NumberRow(
            NumberKey.Of(NumberKey.PathOf(System.Text.Encoding.ASCII.GetBytes($"1{row * 37:D9}")), row % 5 == 0),
            row % 11 == 0 ? default : Provider($"A{row % 300}"), (row * 7919 % 1000) + 1)).ToList();
        var blobs = new MemoryBlobs();
        var writer = new SegmentWriter(SegmentKind.Run, 300);
        var names = new List<BlobName>();
        foreach (var row in rows)
        {
            writer.Add(row);
            if (writer.IsFull || row == rows[^1]) await PutAsync(writer.Finish());
        }

        Assert.InRange(names.Count, 5, 100);
        var (cursor, read) = (new RowCursor(1, names, blobs), new List<NumberRow>());
        while (cursor.TryAdvance() || await cursor.TryOpenNextAsync(Token)) read.Add(cursor.Row);
        Assert.Equal(rows, read);

        async Task PutAsync(byte[] octets)
        {
            names.Add(new BlobName("c", $"{names.Count}"));
            await blobs.TryPutNewAsync(names[^1], new BlobContent(octets, "a/b"), Token);
        }
    }

    [Fact]
    public void TryRead_AnyOctetChanged_IsRefused()
    {
        var writer = new SegmentWriter(SegmentKind.Table, Small);
        writer.Add(new NumberRow(RowOracle.KeyOf("14155550100"), Provider("A"), 0));
        var octets = writer.Finish();
        Assert.True(NumberSegment.TryRead(octets, out _));
        for (var at = 0; at < octets.Length; at++)
        {
            var damaged = octets.ToArray();
            damaged[at] ^= 1;
            Assert.False(NumberSegment.TryRead(damaged, out _));
        }

        for (var length = 0; length < octets.Length; length++) Assert.False(NumberSegment.TryRead(octets.AsMemory(0, length), out _));
    }

    [Fact]
    public void Finish_DenseNumbers_TakesFewOctetsARow()
    {
        var writer = new SegmentWriter(SegmentKind.Table, 1 << 20);
        for (var number = 0; number < 64_000; number++)
        {
            writer.Add(new NumberRow(RowOracle.KeyOf($"1415{number:D7}"), Provider($"OCN{number / 1000}"), 0));
        }

        Assert.InRange(writer.Finish().Length, 1, 64_000 * 5 / 2);
    }

    private static PackedProvider Provider(string code) =>
        ProviderId.TryParse($"US/{code}", out var provider) ? PackedProvider.Of(provider) : throw new InvalidOperationException();

    private static List<(ulong FirstKey, NumberSegment Segment)> Write(
        Dictionary<string, string> table, int octets, int rowsPerBlock = SegmentFormat.RowsPerBlock)
    {
        var segments = new List<(ulong, NumberSegment)>();
        var writer = new SegmentWriter(SegmentKind.Table, octets, rowsPerBlock);
        foreach (var (key, provider) in table.Select(row => (RowOracle.KeyOf(row.Key), row.Value)).OrderBy(row => row.Item1))
        {
            if (writer.IsFull) Finish();
            writer.Add(new NumberRow(key, Provider(provider), 0));
        }

        if (!writer.IsEmpty) Finish();
        return segments;

        void Finish()
        {
            var first = writer.FirstKey;
            Assert.True(NumberSegment.TryRead(writer.Finish(), out var segment));
            segments.Add((first, segment));
        }
    }

    private static string LookUp(List<(ulong FirstKey, NumberSegment Segment)> segments, string number)
    {
        Assert.True(TelephoneNumber.TryParseCanonical(number, out var parsed) && NumberKey.TryGetPath(parsed, out _));
        NumberKey.TryGetPath(parsed, out var path);
        var at = segments.FindLastIndex(segment => segment.FirstKey <= NumberKey.Of(path, isPrefix: false));
        return at >= 0 && segments[at].Segment.Find(path) is { } found
            ? $"{NumberKey.TextOf(found.Key)} {found.Provider.ToProvider()}"
            : "-";
    }
}
