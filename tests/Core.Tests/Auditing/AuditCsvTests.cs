using Shaken.Core.Auditing;

namespace Shaken.Core.Tests.Auditing;

public sealed class AuditCsvTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\"")]
    [InlineData("-2", "\"'-2\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("say \"no\", twice", "\"say \"\"no\"\", twice\"")]
    [InlineData("a = b", "\"a = b\"")]
    public async Task Line_WithAReasonThatIsAFormula_IsText(string reason, string cell)
    {
        var world = new AuditWorld();
        var entry = await world.Log.AppendAsync(world.Act(reason: reason), Token);
        Assert.Contains($",\"account-open\",{cell},", AuditCsv.LineOf(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_WithAnAddressThatIsAFormula_IsText()
    {
        var world = new AuditWorld();
        var act = new AuditAct(
            "id", world.Time.GetUtcNow(), AuditWorld.Alice, "=1", new AuditParty("account", "one"), "account-open", reason: null, []);
        Assert.Contains(",\"'=1\",", AuditCsv.LineOf(await world.Log.AppendAsync(act, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_AllEntries_IsAHeaderAndALineEach()
    {
        var world = new AuditWorld();
        await world.AppendAsync(3);
        await world.Log.AppendAsync(
            world.Act(changes: [new AuditChange("state", null, "open"), new AuditChange("name", "A", "B")]), Token);
        using var output = new StringWriter();
        await AuditCsv.WriteAsync(world.Log, new AuditFilter(), output, Token);
        var lines = output.ToString().Split("\r\n");
        Assert.Equal((6, "", AuditCsv.Header), (lines.Length, lines[^1], lines[0] + "\r\n"));
        Assert.StartsWith("\"1\",\"2026-11-21T12:00:00.000Z\",", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"state: (none) -> open; name: A -> B\"", lines[4], StringComparison.Ordinal);
        Assert.All(lines[..^1], line => Assert.Equal(12, line.Split("\",\"").Length));
    }
}
