using System.Text;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Storage;

public sealed class OneTimeStoreTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redeem_ASecondTime_IsRefused()
    {
        Assert.True(await RedeemAsync("US/1234", "jti", "first"));
        Assert.False(await RedeemAsync("US/1234", "jti", "second"));
        Assert.False(await RedeemAsync("US/1234", "jti", ""));
    }

    [Fact]
    public async Task Redeem_ByTheSameRequestAgain_SucceedsAgain()
    {
        Assert.True(await RedeemAsync("US/1234", "jti", "first"));
        Assert.True(await RedeemAsync("US/1234", "jti", "first"));
    }

    [Fact]
    public async Task Redeem_OfOtherIdentifiersAndScopes_IsApart()
    {
        Assert.True(await RedeemAsync("ab", "c", "1"));
        Assert.True(await RedeemAsync("a", "bc", "2"));
        Assert.True(await RedeemAsync("", "abc", "3"));
        Assert.True(await RedeemAsync("ab", "C", "4"));
        Assert.True(await new OneTimeStore(_records, "another-table").TryRedeemAsync("ab", "c", "5", End, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a'b\"c\0d\r\n")]
    [InlineData("\u00e9\ud83d\ude00")]
    public async Task Redeem_OfAnyText_Works(string identifier)
    {
        Assert.True(await RedeemAsync("scope", identifier, "\"quoted\" \u00e9"));
        Assert.True(await RedeemAsync("scope", identifier, "\"quoted\" \u00e9"));
        Assert.False(await RedeemAsync("scope", identifier, "other"));
    }

    [Fact]
    public async Task Redeem_ByManyAtOnceOnTwoInstances_SucceedsOnce()
    {
        using var gate = new Barrier(64);
        var redeemers = Enumerable.Range(0, 64).Select(number => Task.Factory.StartNew(
            () =>
            {
                gate.SignalAndWait(Token);
                return RedeemAsync("US/1234", "jti", $"request-{number}").AsTask();
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap());
        Assert.Single(await Task.WhenAll(redeemers), isRedeemed => isRedeemed);
    }

    [Fact]
    public async Task Redeem_AfterItsRecordWasPurged_SucceedsAndNotBeforeByAnyClockWithinTheTolerance()
    {
        await RedeemAsync("US/1234", "jti", "first");
        Assert.Equal(0, await _records.RemoveExpiredAsync("jti", End + TimeSpan.FromSeconds(59), 10, Token));
        Assert.False(await RedeemAsync("US/1234", "jti", "second"));
        Assert.Equal(1, await _records.RemoveExpiredAsync("jti", End + TimeSpan.FromSeconds(60), 10, Token));
        Assert.True(await RedeemAsync("US/1234", "jti", "second"));
    }

    [Fact]
    public async Task Records_OfTheStore_ShowNeitherScopeNorIdentifier()
    {
        var watched = new WatchedRecords(_records);
        Assert.True(await new OneTimeStore(watched, "jti").TryRedeemAsync("the-scope", "the-identifier", "request", End, Token));
        var record = Assert.Single(watched.Written);
        var shown = $"{record.Key} {Encoding.UTF8.GetString(record.Document.Span)}";
        Assert.DoesNotContain("the-", shown, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(End.AddMinutes(1), record.ExpiresAt);
    }

    private ValueTask<bool> RedeemAsync(string scope, string identifier, string redeemer) =>
        new OneTimeStore(_records, "jti").TryRedeemAsync(scope, identifier, redeemer, End, Token);
}
