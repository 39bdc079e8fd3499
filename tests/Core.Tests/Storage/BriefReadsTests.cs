using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Storage;

/// <summary>How long a brief read serves, and what the log says of an outage. KeptReadsTests has the rest.</summary>
public sealed class BriefReadsTests
{
    private readonly ManualTime _time = new();
    private readonly LogLines<BriefReadsTests> _log = new();
    private readonly BriefReads<string, string> _reads;
    private string? _stored = "one";
    private bool _isDown;

    public BriefReadsTests() => _reads = new BriefReads<string, string>("things", _time, 10, _log);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_AfterAChangeElsewhere_HasItWithinFiveSeconds()
    {
        Assert.Equal("one", await GetAsync("a"));
        _stored = "two";
        Assert.Equal("one", await GetAsync("a"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("two", await GetAsync("a"));
    }

    [Fact]
    public async Task Get_DuringAnOutage_WritesOneLineAMinuteForAllKeys()
    {
        string[] keys = ["a", "b"];
        foreach (var key in keys) await GetAsync(key);
        _isDown = true;
        for (var minute = 1; minute <= 2; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            foreach (var key in keys) Assert.Equal("one", await GetAsync(key));
            Assert.Equal(minute, _log.All.Count);
        }

        Assert.All(_log.All, line => Assert.Equal(4264, line.Id));
        Assert.All(_log.All, line => Assert.Contains("things", line.Text, StringComparison.Ordinal));
    }

    private Task<string?> GetAsync(string key) => _reads.GetAsync(key, ReadAsync, Token).AsTask();

    private ValueTask<string?> ReadAsync(string key, CancellationToken cancellationToken) =>
        _isDown ? throw new StorageException("down") : ValueTask.FromResult(_stored);
}
