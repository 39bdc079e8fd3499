using Shaken.Core.Passports;
using Shaken.Core.Verification.Statistics;

namespace Shaken.Core.Tests.Verification.Statistics;

/// <summary>Questions about counts, and their answers.</summary>
public sealed class CallStatisticsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ByMinuteAndLabel_TellsThemApart()
    {
        var world = new CountWorld();
        world.CountPassed();
        world.CountPassed();
        world.CountFailed(VerificationFailure.SignatureMismatch);
        await world.EndMinuteAsync();
        world.CountPassed();
        await world.EndMinuteAsync();
        Assert.Equal(
            ["12:00 TN-Validation-Failed 438: 1", "12:00 TN-Validation-Passed : 2", "12:01 TN-Validation-Passed : 1"],
            await world.AskAsync(TimeSpan.FromHours(1), "minute", "verstat", "code"));
    }

    [Fact]
    public async Task Run_RangeWithinADay_LeavesOtherMinutesOut()
    {
        var world = new CountWorld();
        world.CountPassed();
        await world.EndMinuteAsync();
        world.Time.Advance(TimeSpan.FromHours(2));
        world.CountPassed();
        await world.EndMinuteAsync();
        Assert.Equal([": 1"], await world.AskAsync(TimeSpan.FromHours(1)));
        Assert.Equal([": 2"], await world.AskAsync(TimeSpan.FromHours(3)));
    }

    [Fact]
    public async Task Run_WholeDayAndRestOfToday_AreTogether()
    {
        var world = new CountWorld();
        world.CountPassed();
        await world.EndMinuteAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Stored.MergeDaysAsync(Token);
        world.CountPassed();
        await world.EndMinuteAsync();
        var to = world.Time.GetUtcNow();
        Assert.True(CallStatisticsQuery.TryCreate(Noon.AddHours(-12), to, ["day"], out var query, out _));
        var rows = await world.Statistics.RunAsync(query, Token);
        Assert.NotNull(rows);
        Assert.Equal([(21, 1L), (22, 1L)], rows.Select(row => (row.At!.Value.Day, row.Calls)));
    }

    [Theory]
    [InlineData(1, "minute,day", "by")]
    [InlineData(1, "caller", "by")]
    [InlineData(1, "code,code", "by")]
    [InlineData(0, "", "from")]
    [InlineData(25, "minute", "from")]
    [InlineData(24 * 401, "day", "from")]
    public void TryCreate_QueryOutOfBounds_IsRefused(int hours, string by, string member)
    {
        var labels = by.Split(',', StringSplitOptions.RemoveEmptyEntries);
        Assert.False(CallStatisticsQuery.TryCreate(Noon.AddHours(-hours), Noon, labels, out _, out var failure));
        Assert.StartsWith(member, failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MoreRowsThanAnAnswerHolds_GivesNone()
    {
        var world = new CountWorld();
        const int signers = 500;
        for (var minute = 0; minute <= CallStatistics.MaxRows / signers; minute++)
        {
            for (var signer = 0; signer < signers; signer++)
            {
                var verdict = Treatment.TreatmentWorld.Passed() with { Signer = CountWorld.Signer(signer) };
                world.Counts.CountVerified(CountWorld.North, verdict, CountWorld.Treatment(), "atis");
            }

            await world.EndMinuteAsync();
        }

        var to = world.Time.GetUtcNow();
        Assert.True(CallStatisticsQuery.TryCreate(to.AddHours(-12), to, ["minute", "signer"], out var query, out _));
        Assert.Null(await world.Statistics.RunAsync(query, Token));
        Assert.True(CallStatisticsQuery.TryCreate(to.AddHours(-12), to, ["signer"], out query, out _));
        Assert.Equal(signers, (await world.Statistics.RunAsync(query, Token))?.Count);
    }

    [Fact]
    public async Task WriteCsv_Rows_HaveTheirNamesAndNoFormula()
    {
        var world = new CountWorld();
        world.CountPassed();
        await world.EndMinuteAsync();
        var to = world.Time.GetUtcNow();
        Assert.True(CallStatisticsQuery.TryCreate(to.AddHours(-1), to, ["minute", "attest", "country"], out var query, out _));
        var csv = CallStatistics.WriteCsv(query, (await world.Statistics.RunAsync(query, Token))!);
        Assert.Equal("\"minute\",\"attest\",\"country\",\"calls\"\r\n\"2026-11-21T12:00:00Z\",\"A\",\"\",\"1\"\r\n", csv);
    }
}
