using System.Globalization;
using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>No answer takes more octets or time than its profile allows.</summary>
public sealed class FetchBoundsTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Fetch_AtTheLargestSize_DecidesByOneOctet(int excess, bool isFetched)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(new string('a', FetchProfile.Certificate.MaxOctets + excess)));
        Assert.Equal(isFetched, (await world.FetchAsync()).IsSuccess);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Fetch_AtTheLargestSizeUnannounced_DecidesByOneOctet(int excess, bool isFetched)
    {
        await using var world = FetchWorld.Start(exchange => exchange.SendAsync($"{Ok}\r\n{new string('a', FetchProfile.Certificate.MaxOctets + excess)}"));
        Assert.Equal(isFetched, (await world.FetchAsync()).IsSuccess);
    }

    [Theory]
    [InlineData("1048576")]
    [InlineData("9223372036854775807")]
    public async Task Fetch_WhenTooMuchIsAnnounced_IsRefusedBeforeTheBodyComes(string announced)
    {
        await using var world = FetchWorld.Start(async exchange =>
        {
            await exchange.SendAsync($"{Ok}Content-Length: {announced}\r\n\r\n");
            await exchange.StallAsync();
        });
        Assert.Equal(FetchFailure.TooLarge, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfChunksWithoutEnd_IsTooLarge()
    {
        await using var world = FetchWorld.Start(async exchange =>
        {
            await exchange.SendAsync($"{Ok}Transfer-Encoding: chunked\r\n\r\n");
            while (true) await exchange.SendAsync($"400\r\n{new string('a', 0x400)}\r\n");
        });
        Assert.Equal(FetchFailure.TooLarge, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfHeadersWithoutEnd_IsTooLarge()
    {
        await using var world = FetchWorld.Start(async exchange =>
        {
            await exchange.SendAsync(Ok);
            for (var number = 0; ; number++) await exchange.SendAsync(string.Create(CultureInfo.InvariantCulture, $"X-{number}: {new string('a', 500)}\r\n"));
        });
        Assert.Equal(FetchFailure.TooLarge, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfOneHeaderLineWithoutEnd_IsTooLarge()
    {
        await using var world = FetchWorld.Start(async exchange =>
        {
            await exchange.SendAsync($"{Ok}X: ");
            while (true) await exchange.SendAsync(new string('a', 1000));
        });
        Assert.Equal(FetchFailure.TooLarge, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfInterimAnswersWithoutEnd_IsTooLarge()
    {
        await using var world = FetchWorld.Start(async exchange =>
        {
            while (true) await exchange.SendAsync("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n");
        });
        Assert.Equal(FetchFailure.TooLarge, (await world.FetchAsync()).Failure.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nX: ")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nabc")]
    public async Task Fetch_WhenTheServerStopsInTheMiddle_IsTooSlow(string start)
    {
        await using var world = FetchWorld.Start(async exchange =>
        {
            await exchange.SendAsync(start);
            await exchange.StallAsync();
        });
        var fetch = world.FetchAsync();
        await world.Server.ArrivedAsync();
        world.Time.Advance(FetchProfile.Certificate.Timeout - TimeSpan.FromTicks(1));
        Assert.False(fetch.IsCompleted);
        world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(FetchFailure.TooSlow, (await fetch).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_WhenTlsIsNeverAnswered_IsTooSlow()
    {
        await using var world = FetchWorld.StartWithoutTls(exchange => exchange.StallAsync());
        var fetch = world.FetchAsync();
        await world.Server.ArrivedAsync();
        world.Time.Advance(FetchProfile.Certificate.Timeout);
        Assert.Equal(FetchFailure.TooSlow, (await fetch).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_WhenTheNameIsNeverAnswered_IsTooSlow()
    {
        var lookup = new TaskCompletionSource<IReadOnlyList<IPAddress>>();
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(""));
        world.Names.Set("cr.example", lookup.Task);
        var fetch = world.FetchAsync();
        await world.Names.AskedAsync();
        world.Time.Advance(FetchProfile.Certificate.Timeout);
        Assert.Equal(FetchFailure.TooSlow, (await fetch).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_WhenConnectingAloneTakesTooLong_IsTooSlow()
    {
        // The handler measures this one by the system's clock; the profile's clock stands still.
        var lookup = new TaskCompletionSource<IReadOnlyList<IPAddress>>();
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(""), new() { ConnectTimeout = TimeSpan.FromMilliseconds(50) });
        world.Names.Set("cr.example", lookup.Task);
        Assert.Equal(FetchFailure.TooSlow, (await world.FetchAsync(world.Url(), FetchProfile.TrustList)).Failure.Reason);
    }
}
