using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Tests.Shared.Limiting;

/// <summary>What counts as under way, and for how long.</summary>
public sealed class RequestLimitsTests
{
    [Fact]
    public async Task MoreThanUnderWay_Get503_UntilOneIsAnswered()
    {
        var limits = NewLimits(("Limits:UnderWay", "1"));
        var working = new TaskCompletionSource();
        var first = limits.InvokeAsync(ContextFrom("192.0.2.1"), _ => working.Task);
        Assert.Equal(503, await StatusOfAsync(limits, "192.0.2.2"));
        working.SetResult();
        await first;
        Assert.Equal(200, await StatusOfAsync(limits, "192.0.2.2"));
    }

    [Fact]
    public async Task StartedAnswer_ReadSlowly_HoldsNoPlaceOfOthers()
    {
        var limits = NewLimits(("Limits:UnderWay", "1"), ("Limits:PerAddressUnderWay", "1"));
        var (slow, reading) = (ContextFrom("192.0.2.1"), new TaskCompletionSource());
        var first = limits.InvokeAsync(slow, _ => reading.Task);
        await ((StartingResponse)slow.Features.Get<IHttpResponseFeature>()!).StartAsync();
        Assert.Equal(200, await StatusOfAsync(limits, "192.0.2.2"));
        Assert.Equal(429, await StatusOfAsync(limits, "192.0.2.1"));
        reading.SetResult();
        await first;
        Assert.Equal(200, await StatusOfAsync(limits, "192.0.2.1"));
    }

    [Fact]
    public async Task FailedAnswer_FreesItsPlaceOnce()
    {
        var limits = NewLimits(("Limits:UnderWay", "1"));
        for (var count = 0; count < 3; count++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => limits.InvokeAsync(ContextFrom("192.0.2.1"), _ => throw new InvalidOperationException()));
        Assert.Equal(200, await StatusOfAsync(limits, "192.0.2.2"));
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/healthy", 429)]
    public async Task Health_PastEveryLimit_IsAnswered(string path, int status)
    {
        var limits = NewLimits(("Limits:PerAddressPerSecond", "1"));
        for (var count = 0; count < 5; count++) await StatusOfAsync(limits, "192.0.2.1");
        Assert.Equal(status, await StatusOfAsync(limits, "192.0.2.1", path));
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]
    [InlineData("X-Azure-SocketIP", "198.51.100.7")]
    public void ForwardedHeader_UnderTheHost_NamesTheClient(string? header, string expected)
    {
        var settings = Parse([("FUNCTIONS_CUSTOMHANDLER_PORT", "5000"), ("Shaken:Roles", "cr"), ("Limits:ForwardedHeader", header ?? "")]);
        var context = ContextFrom("127.0.0.1");
        context.Request.Headers["X-Azure-SocketIP"] = "198.51.100.7";
        Assert.Equal(expected, NewAddress(settings).KeyOf(context));

        // Without it all requests have one address, and its share must not be the narrowest bound.
        Assert.Equal(header is null, settings.Get<LimitSettings>() is var limits && limits.PerAddressUnderWay > limits.UnderWay);
    }

    private static async Task<int> StatusOfAsync(RequestLimits limits, string address, string path = "/certificates/x.pem")
    {
        var context = ContextFrom(address);
        context.Request.Path = path;
        await limits.InvokeAsync(context, _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }

    private static DefaultHttpContext ContextFrom(string address)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Path = "/certificates/x.pem", Protocol = "HTTP/1.1", Method = "GET" });
        features.Set<IHttpResponseFeature>(new StartingResponse());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        var context = new DefaultHttpContext(features);
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    private static RequestLimits NewLimits(params (string Name, string Value)[] settings)
    {
        var (parsed, time) = (Parse(settings), new ManualTime());
        var limits = Options.Create(parsed.Get<LimitSettings>());
        return new RequestLimits(
            limits, NewAddress(parsed), new BodyArrival(limits, time), new RefusalLog(time, NullLogger<RefusalLog>.Instance), time,
            NullLogger<RequestLimits>.Instance);
    }

    private static ClientAddress NewAddress(ParsedSettings parsed) =>
        new(Options.Create(parsed.Get<LimitSettings>()), Options.Create(parsed.Get<ListenSettings>()));

    private static ParsedSettings Parse(IEnumerable<(string Name, string Value)> settings)
    {
        var all = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        Assert.True(SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build()).TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        return parsed;
    }

    /// <summary>An answer that begins when the test says so.</summary>
    private sealed class StartingResponse : HttpResponseFeature
    {
        private readonly List<(Func<object, Task> Callback, object State)> _starting = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _starting.Add((callback, state));

        public async Task StartAsync()
        {
            foreach (var (callback, state) in _starting) await callback(state);
        }
    }
}
