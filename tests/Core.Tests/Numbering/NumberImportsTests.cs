using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

public sealed class NumberImportsTests : IDisposable
{
    private readonly NumberWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("14155550100,1234\n", "14155550100 US/1234")]
    [InlineData("+14155550100,1234\n", "14155550100 US/1234")]
    [InlineData("14155550100,1234\r\n", "14155550100 US/1234")]
    [InlineData("14155550100,1234,\n", "14155550100 US/1234")]
    [InlineData("14155550100,1234,CA\n", "14155550100 CA/1234")]
    [InlineData("\"14155550100\",\"1234\",\"CA\"\n", "14155550100 CA/1234")]
    [InlineData("number,spc,country\n14155550100,1234,CA\n", "14155550100 CA/1234")]
    [InlineData("\"Number\",OCN\n14155550100,1234\n", "14155550100 US/1234")]
    [InlineData("1415*,1234\n", "1415* US/1234")]
    [InlineData("1*,A\n14*,B\n141555*,C\n", "141555* US/C")]
    [InlineData("\n14155550100,1234\n\n", "14155550100 US/1234")]
    public async Task Commit_GoodRows_AreLookedUp(string csv, string expected)
    {
        await _world.ImportAsync(NumberImportKind.Full, csv);
        Assert.Equal(expected, await _world.LookUpAsync("14155550100"));
    }

    [Theory]
    [InlineData("14155550100\n", RowFault.Fields)]
    [InlineData("14155550100,1234,US,x\n", RowFault.Fields)]
    [InlineData("14155550100;1234\n", RowFault.Fields)]
    [InlineData("\r\r\n", RowFault.Fields)]
    [InlineData("\"14155550100,1234\n", RowFault.Quotes)]
    [InlineData("14155550100,12\"34\n", RowFault.Quotes)]
    [InlineData(",1234\n", RowFault.Number)]
    [InlineData("*,1234\n", RowFault.Number)]
    [InlineData("14155x50100,1234\n", RowFault.Number)]
    [InlineData("1 4155550100,1234\n", RowFault.Number)]
    [InlineData("1234567890123456,1234\n", RowFault.Number)]
    [InlineData("14*15,1234\n", RowFault.Number)]
    [InlineData("++14155550100,1234\n", RowFault.Number)]
    [InlineData("=cmd(),1234\n", RowFault.Number)]
    [InlineData("1\01,1234\n", RowFault.Number)]
    [InlineData("14155550100,ab12\n", RowFault.Code)]
    [InlineData("14155550100, 1234\n", RowFault.Code)]
    [InlineData("14155550100,1234567890123456\n", RowFault.Code)]
    [InlineData("14155550100,1234,XX\n", RowFault.Country)]
    [InlineData("14155550100,1234,us\n", RowFault.Country)]
    [InlineData("14155550100,\n", RowFault.Removal)]
    [InlineData("number,spc\n", RowFault.Number)]
    [InlineData("\uFEFF14155550100,1234\n", RowFault.Number)]
    public async Task PutPart_BadRow_IsRefusedByLineAndStoresNothing(string bad, RowFault fault)
    {
        // Not the first part's first line, where a heading or a byte order mark is legal.
        var id = await _world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: false, Token);
        var csv = bad.StartsWith('\uFEFF') ? bad : "14155550199,1234\n" + bad;
        var refusal = (await _world.Imports.PutPartAsync(id, 2, NumberWorld.Octets(csv), Token)).Failure;
        var error = Assert.Single(refusal.Errors!.First);
        Assert.Equal((NumberImportFailure.Rows, fault, csv == bad ? 1 : 2), (refusal.Reason, error.Fault, (int)error.Line));
        Assert.Empty((await _world.Imports.FindAsync(id, Token))!.Parts);
        Assert.Empty(await _world.BlobsAsync(NumberPlaces.Imports));
    }

    [Fact]
    public async Task PutPart_ManyBadRows_TellsTheFirstAndCountsAll()
    {
        var id = await _world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: false, Token);
        var refusal = (await _world.Imports.PutPartAsync(
            id, 1, NumberWorld.Octets(string.Concat(Enumerable.Repeat("x,y\n", 1000))), Token)).Failure;
        Assert.Equal((1000, Limits.NumberRowErrors), (refusal.Errors!.Count, refusal.Errors.First.Count));
        Assert.DoesNotContain("x,y", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutPart_ContradictionWithinThePart_NamesBothLines()
    {
        var id = await _world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: false, Token);
        var refusal = (await _world.Imports.PutPartAsync(id, 1, NumberWorld.Octets("15*,A\n14*,A\n15*,A\n14*,B\n"), Token)).Failure;
        Assert.Equal(new RowError(4, RowFault.Conflict, 2), Assert.Single(refusal.Errors!.First));
    }

    [Fact]
    public async Task Commit_ContradictionBetweenParts_NamesBothLinesOfTheFileAndChangesNothing()
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,OLD\n");
        var refusal = (await _world.TryImportAsync(NumberImportKind.Full, "number,spc\n14*,A\n", "13*,A\n", "12*,A\n14*,B\n")).Failure;
        Assert.Equal(new RowError(5, RowFault.Conflict, 2), Assert.Single(refusal.Errors!.First));
        Assert.Equal("14* US/OLD", await _world.LookUpAsync("14"));
    }

    [Fact]
    public async Task Commit_RepeatsMarkAndEmptyLines_AreFindings()
    {
        var receipt = await _world.ImportAsync(NumberImportKind.Full, "\uFEFF15*,A\n14*,B\n15*,A\n\n", "14*,B\n16*,C\n");
        Assert.Equal(3, receipt.Rows);
        Assert.Equal([FindingKind.NumberRowsRepeated, FindingKind.EmptyLines, FindingKind.ByteOrderMark],
            receipt.Findings.Select(finding => finding.Kind));
        Assert.Equal("2 rows repeat an earlier row; line 3 is the first", receipt.Findings[0].Detail);
    }

    [Fact]
    public async Task PutPart_Again_GivesTheSameReceipt()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14*,A\n");
        var again = (await _world.Imports.PutPartAsync(id, 1, NumberWorld.Octets("14*,A\n"), Token)).Value;
        Assert.Equal(Assert.Single((await _world.Imports.FindAsync(id, Token))!.Parts), again);
    }

    [Fact]
    public async Task PutPart_OtherOctetsUnderTheNumber_IsRefused()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14*,A\n");
        Assert.Equal(NumberImportFailure.PartDiffers, (await _world.Imports.PutPartAsync(id, 1, NumberWorld.Octets("14*,B\n"), Token))
            .Failure.Reason);
        Assert.True((await _world.CommitAsync(id, 1)).IsSuccess);
        Assert.Equal("14* US/A", await _world.LookUpAsync("14"));
    }

    [Theory]
    [InlineData(1, "", NumberImportFailure.PartSize)]
    [InlineData(0, "14*,A\n", NumberImportFailure.PartNumber)]
    [InlineData(Limits.NumberParts + 1, "14*,A\n", NumberImportFailure.PartNumber)]
    [InlineData(1, "14155550100,1234\n14155550101,12", NumberImportFailure.PartCut)]
    public async Task PutPart_OutOfBoundsOrCutOff_IsRefused(int number, string csv, NumberImportFailure failure)
    {
        var id = await _world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: false, Token);
        Assert.Equal(failure, (await _world.Imports.PutPartAsync(id, number, NumberWorld.Octets(csv), Token)).Failure.Reason);
    }

    [Fact]
    public async Task PutPart_TooLong_IsRefused()
    {
        var id = await _world.Imports.BeginAsync(NumberImportKind.Full, NumberWorld.UnitedStates, mayShrink: false, Token);
        var part = new byte[Limits.NumberPartOctets + 1];
        part.AsSpan().Fill((byte)'\n');
        Assert.Equal(NumberImportFailure.PartSize, (await _world.Imports.PutPartAsync(id, 1, part, Token)).Failure.Reason);
        Assert.True((await _world.Imports.PutPartAsync(id, 1, part.AsMemory(1), Token)).IsSuccess);
    }

    [Theory]
    [InlineData(0, NumberImportFailure.PartNumber)]
    [InlineData(1, NumberImportFailure.PartsMissing)]
    [InlineData(3, NumberImportFailure.PartsMissing)]
    public async Task Commit_OtherCountOfParts_IsRefused(int parts, NumberImportFailure failure)
    {
        await _world.ImportAsync(NumberImportKind.Full, "14*,OLD\n");
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14*,A\n", "15*,A\n");
        Assert.Equal(failure, (await _world.CommitAsync(id, parts)).Failure.Reason);
        Assert.Equal("14* US/OLD", await _world.LookUpAsync("14"));
    }

    [Fact]
    public async Task AnyStep_UnknownOrExpiredImport_IsRefused()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14*,A\n");
        _world.Time.Advance(_world.Options.ImportLife);
        foreach (var gone in (NumberImportId[])[id, NumberImportId.New(SystemRandom.Instance)])
        {
            Assert.Equal(NumberImportFailure.Unknown, (await _world.Imports.PutPartAsync(gone, 2, NumberWorld.Octets("15*,A\n"), Token))
                .Failure.Reason);
            Assert.Equal(NumberImportFailure.Unknown, (await _world.CommitAsync(gone, 1)).Failure.Reason);
        }
    }

    [Fact]
    public async Task Find_Status_FollowsTheImport()
    {
        var id = await _world.PrepareAsync(NumberImportKind.Full, "14*,A\n", "15*,A\n16*,A\n");
        var status = (await _world.Imports.FindAsync(id, Token))!;
        Assert.Equal((NumberImportState.Receiving, 2, 3), (status.State, status.Parts.Count, status.Parts.Sum(part => part.Rows)));
        var receipt = (await _world.CommitAsync(id, 2)).Value;
        status = (await _world.Imports.FindAsync(id, Token))!;
        Assert.Equal((NumberImportState.Committed, receipt.Version), (status.State, status.Receipt!.Version));
        Assert.Equal(NumberImportFailure.Committed, (await _world.Imports.PutPartAsync(id, 3, NumberWorld.Octets("17*,A\n"), Token))
            .Failure.Reason);
    }
}
