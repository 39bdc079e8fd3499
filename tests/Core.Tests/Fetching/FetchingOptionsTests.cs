using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

public sealed class FetchingOptionsTests
{
    [Fact]
    public void Errors_OfTheDefaults_AreNone() => Assert.Empty(new FetchingOptions().Errors());

    [Fact]
    public void Errors_OfManyFaults_TellsThemAll()
    {
        var options = new FetchingOptions
        {
            ExemptOrigins = ["127.0.0.1:80", "ftp://x.example:21", "http://x.example:80/path", "http://user@x.example:80", "http://x.example:80"],
            MaxFetches = 8,
            MaxFetchesPerHost = 9,
            MaxFetchesToStrangers = 0,
            MaxListFetches = 0,
            KnownHosts = 0,
            RememberedFailures = -1,
            FailureLife = TimeSpan.FromSeconds(-1),
            ConnectTimeout = TimeSpan.Zero,
        };
        Assert.Equal(4 + 7, options.Errors().Count());
    }

    [Fact]
    public void Fetcher_OfWrongOptions_IsNotMade() => Assert.Throws<ArgumentException>(
        () => new GuardedFetcher(new() { MaxFetches = 0 }, new NameTable(), new ManualTime(), NullLogger<GuardedFetcher>.Instance));
}
