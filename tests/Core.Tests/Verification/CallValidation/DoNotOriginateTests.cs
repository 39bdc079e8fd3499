using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Contracts;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Verification.Treatment;
using Shaken.Core.Verification.CallValidation;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification.CallValidation;

/// <summary>The do-not-originate list: its CSV, its place in the store, its look-ups.</summary>
public sealed class DoNotOriginateTests
{
    private readonly ManualTime _time = new();
    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_CsvAsSpreadsheetsWriteIt_TakesTheFirstColumn()
    {
        var numbers = Read("\uFEFFNumber,Note\r\n\"12155550199\",\"a bank\"\r\n+1900*,x\r\n\r\n12155550199\r\n").Value;
        Assert.Equal(["12155550199", "1900*"], numbers.Patterns.Select(pattern => pattern.Text));
        Assert.Equal(numbers.Patterns, Read(DoNotOriginateCsv.Write(numbers)).Value.Patterns);
    }

    [Theory]
    [InlineData("12155550199\nabc\n", 2)]
    [InlineData("12155550199\n\n,x\n", 3)]
    [InlineData("1234567890123456\n", 1)]
    [InlineData("*\n", 1)]
    [InlineData("1215 555\n", 1)]
    [InlineData("\"12155550199\n", 1)]
    public void Read_LineThatIsNoNumber_IsNamedWithoutItsText(string csv, int line)
    {
        var refusal = Read(csv).Failure;
        Assert.Equal(DoNotOriginateFailure.ListNotAllowed, refusal.Failure);
        Assert.StartsWith($"line {line} ", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooManyOrTooLongOrNotText_IsRefused()
    {
        var many = string.Concat(Enumerable.Range(0, Limits.DoNotOriginatePatterns + 1).Select(index => $"1{index:D6}\n"));
        Assert.Contains($"{Limits.DoNotOriginatePatterns}", Read(many).Failure.Detail, StringComparison.Ordinal);
        Assert.False(DoNotOriginateCsv.Read(new byte[Limits.DoNotOriginateOctets + 1]).IsSuccess);
        Assert.False(DoNotOriginateCsv.Read(new byte[] { 0xFF, 0xFE }).IsSuccess);
    }

    [Theory]
    [InlineData("12155550199", true)]
    [InlineData("121555501990", false)]
    [InlineData("1215555019", false)]
    [InlineData("19005551212", true)]
    [InlineData("1900", true)]
    [InlineData("190", false)]
    [InlineData("44", true)]
    [InlineData("#31#44", false)]
    public void Contains_Number_GoesByItselfAndItsPrefixes(string number, bool isIn) => Assert.Equal(
        isIn, Read("12155550199\n1900*\n44*\n").Value.Contains(TreatmentWorld.Number(number)));

    [Fact]
    public async Task Replace_LargestList_FitsOneRecord()
    {
        var list = NewList(_records);
        var csv = string.Concat(Enumerable.Range(0, Limits.DoNotOriginatePatterns).Select(index => $"99999{index:D9}*\n"));
        var kept = (await list.ReplaceAsync(0, Read(csv).Value, TreatmentWorld.Act(), Token)).Value;
        Assert.Equal((1, Limits.DoNotOriginatePatterns), (kept.Revision, kept.Numbers.Patterns.Count));
        Assert.Equal(kept.Digest, (await NewList(_records).GetAsync(Token)).Digest);
    }

    [Fact]
    public async Task Replace_OtherRevision_IsRefusedAndSameRequestAgainIsNot()
    {
        var list = NewList(_records);
        var act = TreatmentWorld.Act();
        Assert.Equal(1, (await list.ReplaceAsync(0, Read("1900*\n").Value, act, Token)).Value.Revision);
        Assert.Equal(1, (await list.ReplaceAsync(0, Read("1900*\n").Value, act, Token)).Value.Revision);
        var other = await list.ReplaceAsync(0, Read("1901*\n").Value, TreatmentWorld.Act(), Token);
        Assert.Equal(DoNotOriginateFailure.RevisionDiffers, other.Failure.Failure);
    }

    [Fact]
    public async Task Replace_IsAudited_ByCountAndDigest()
    {
        await NewList(_records).ReplaceAsync(0, Read("12155550199\n").Value, TreatmentWorld.Act(), Token);
        var page = await new AuditLog(_records, _time).ListAsync(new AuditFilter(), cursor: null, 10, Token);
        var act = Assert.Single(page.Entries).Act;
        Assert.Equal("do-not-originate-imported", act.Action);
        Assert.Equal([("count", "1"), ("sha256", act.Changes[1].After)], act.Changes.Select(change => (change.Field, change.After)));
    }

    [Fact]
    public async Task Find_ListReplacedElsewhere_IsNoticedAfterAWhile()
    {
        var (here, elsewhere) = (NewList(_records), NewList(_records));
        Assert.Empty((await here.FindAsync(Token)).Patterns);
        await elsewhere.ReplaceAsync(0, Read("1900*\n").Value, TreatmentWorld.Act(), Token);
        Assert.Empty((await here.FindAsync(Token)).Patterns);
        _time.Advance(DoNotOriginateList.LookAgainAfter);
        Assert.Single((await here.FindAsync(Token)).Patterns);
    }

    [Fact]
    public async Task Find_StoreDown_UsesTheLastListAndFailsWithoutOne()
    {
        var isDown = false;
        var records = new InterceptedRecords(_records)
        {
            Hook = (_, next) => isDown ? throw new StorageException("down") : next(),
        };
        var list = NewList(records, out var log);
        await list.ReplaceAsync(0, Read("1900*\n").Value, TreatmentWorld.Act(), Token);
        isDown = true;
        _time.Advance(DoNotOriginateList.LookAgainAfter);
        Assert.Single((await list.FindAsync(Token)).Patterns);
        Assert.Equal(4244, Assert.Single(log.All).Id);
        await Assert.ThrowsAsync<StorageException>(async () => await NewList(records).FindAsync(Token));
    }

    [Fact]
    public async Task Find_ManyBeforeTheFirstRead_ReadTheStoreOnce()
    {
        var (mayRead, reads) = (new TaskCompletionSource(), 0);
        var list = NewList(new InterceptedRecords(_records)
        {
            Hook = async (_, next) =>
            {
                Interlocked.Increment(ref reads);
                await mayRead.Task;
                await next();
            },
        });
        var calls = Enumerable.Range(0, 32).Select(_ => list.FindAsync(Token).AsTask()).ToList();
        mayRead.SetResult();
        Assert.All(await Task.WhenAll(calls), numbers => Assert.Empty(numbers.Patterns));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Find_WhileTheStoreHangs_GoesOnWithTheListBefore()
    {
        var mayRead = new TaskCompletionSource();
        var records = new InterceptedRecords(_records);
        var list = NewList(records);
        await list.FindAsync(Token);
        await NewList(_records).ReplaceAsync(0, Read("1900*\n").Value, TreatmentWorld.Act(), Token);
        records.Hook = async (_, next) =>
        {
            await mayRead.Task;
            await next();
        };
        _time.Advance(DoNotOriginateList.LookAgainAfter / 2);
        for (var call = 0; call < 3; call++) Assert.Empty((await list.FindAsync(Token)).Patterns);
        mayRead.SetResult();
        while ((await list.FindAsync(Token)).Patterns.Count == 0) await Task.Yield();
    }

    private static Outcome<DoNotOriginateNumbers, DoNotOriginateRefusal> Read(string csv) =>
        DoNotOriginateCsv.Read(Encoding.UTF8.GetBytes(csv));

    private DoNotOriginateList NewList(IRecords records) => new(
        new AuditLog(records, _time), records, _time, SystemRandom.Instance, NullLogger<DoNotOriginateList>.Instance);

    private DoNotOriginateList NewList(IRecords records, out LogLines<DoNotOriginateList> lines)
    {
        lines = new LogLines<DoNotOriginateList>();
        return new DoNotOriginateList(new AuditLog(records, _time), records, _time, SystemRandom.Instance, lines);
    }
}
