using Shaken.Core.Fetching;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Fetching;

/// <summary>What is known here is known to other instances and after a start, and nobody makes much known.</summary>
public sealed class KnownHostsTests
{
    private readonly ManualTime _time = new();
    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_OnAnotherInstance_KnowsWhatThisOneSaved()
    {
        var (hosts, records) = New();
        hosts.Know("https://cr.example/1.pem", "US/1234");
        hosts.Know("https://[2001:db8::1]:8443/a?b=\"c", "US/1234");
        hosts.Know("https://cr2.example/it's?a=%22", "US/1234");
        Assert.Equal(2, await SaveNewsAsync(hosts, records));

        var (other, otherRecords) = New();
        Assert.Equal(2, await otherRecords.LoadAsync(other, Token));
        Assert.True(other.KnowsHost("cr.example"));
        Assert.True(other.KnowsUrl("https://cr.example/1.pem"));
        Assert.True(other.KnowsUrl("https://cr2.example/it's?a=%22"));
        Assert.False(other.KnowsUrl("https://cr.example/2.pem"));
        Assert.False(other.News.TryRead(out _));
    }

    [Fact]
    public async Task Load_AfterAMonthWithoutUse_ForgetsTheUrl()
    {
        var (hosts, records) = New();
        hosts.Know("https://used.example/1.pem", "US/1234");
        hosts.Know("https://idle.example/1.pem", "US/1234");
        await SaveNewsAsync(hosts, records);
        for (var day = 0; day < 31; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            hosts.Know("https://used.example/1.pem", "US/1234");
            Assert.Equal(1, await SaveNewsAsync(hosts, records));
        }

        var (other, otherRecords) = New();
        Assert.Equal(1, await otherRecords.LoadAsync(other, Token));
        Assert.True(other.KnowsHost("used.example"));
    }

    [Fact]
    public void Know_OfManyUrlsByOneHolder_IsBounded()
    {
        var (hosts, _) = New();
        for (var number = 0; number < 1000; number++) hosts.Know($"https://{number}.wild.example/1.pem", "US/1234");
        hosts.Know("https://cr.example/1.pem", "US/5678");
        Assert.Equal(8, Enumerable.Range(0, 1000).Count(number => hosts.KnowsHost($"{number}.wild.example")));
        Assert.True(hosts.KnowsHost("cr.example"));
        _time.Advance(TimeSpan.FromHours(1));
        hosts.Know("https://a.wild.example/1.pem", "US/1234");
        hosts.Know("https://b.wild.example/1.pem", "US/1234");
        Assert.True(hosts.KnowsHost("a.wild.example"));
        Assert.False(hosts.KnowsHost("b.wild.example"));
    }

    [Fact]
    public void Know_OfAUrlAgainAndAgain_TellsTheStoreOnceADay()
    {
        var (hosts, _) = New();
        for (var call = 0; call < 100; call++) hosts.Know("https://cr.example/1.pem", "US/1234");
        Assert.True(hosts.News.TryRead(out _));
        Assert.False(hosts.News.TryRead(out _));
    }

    [Theory]
    [InlineData("http://cr.example/1.pem")]
    [InlineData("https://10.0.0.1/1.pem")]
    [InlineData("https://cr.example:444/1.pem")]
    [InlineData("nonsense")]
    public void Restore_OfAUrlThatIsNotAllowed_LeavesItOut(string url)
    {
        var (hosts, _) = New();
        hosts.Restore(url);
        Assert.False(hosts.KnowsUrl(url));
    }

    [Fact]
    public async Task Load_OfADamagedRecord_ReadsTheOthers()
    {
        var (hosts, records) = New();
        await _records.TryInsertAsync(new NewRecord(new RecordKey(KnownHostRecords.Table, "urls", "0"), "{}"u8.ToArray()), Token);
        await _records.TryInsertAsync(new NewRecord(new RecordKey(KnownHostRecords.Table, "urls", "1"), "[]"u8.ToArray()), Token);
        await records.SaveAsync("https://cr.example/1.pem", Token);
        Assert.Equal(3, await records.LoadAsync(hosts, Token));
        Assert.True(hosts.KnowsHost("cr.example"));
    }

    private (KnownHosts Hosts, KnownHostRecords Records) New() =>
        (new KnownHosts(new FetchingOptions(), _time), new KnownHostRecords(_records, _time));

    private static async Task<int> SaveNewsAsync(KnownHosts hosts, KnownHostRecords records)
    {
        var count = 0;
        while (hosts.News.TryRead(out var url))
        {
            await records.SaveAsync(url, Token);
            count++;
        }

        return count;
    }
}
