using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Tests.PolicyAdministrator.Accounts;

namespace Shaken.Core.Tests.PolicyAdministrator.Notices;

public sealed class NoticeLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_FromACursorOn_MissesNothing()
    {
        var world = new AccountWorld();
        for (var number = 1; number <= 300; number++) await world.Notices.AppendAsync(Notice(number), Token);
        var seen = new List<PublishedNotice>();
        var cursor = 0L;
        while (await world.Notices.ReadAsync(cursor, 70, Token) is { Notices.Count: > 0 } page)
        {
            seen.AddRange(page.Notices);
            cursor = page.Next;
        }

        Assert.Equal(Enumerable.Range(1, 300).Select(number => (long)number), seen.Select(notice => notice.Sequence));
        Assert.Equal(300, cursor);
        Assert.Equal(Notice(7), seen[6].Content);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public async Task Read_PastTheEnd_KeepsTheCursor(long since) =>
        Assert.Equal(since, (await new AccountWorld().Notices.ReadAsync(since, 10, Token)).Next);

    private static NewNotice Notice(int number) =>
        new($"id-{number}", new ProviderNotice(AccountWorld.Provider($"A{number}"), IsSuspended: true));
}
