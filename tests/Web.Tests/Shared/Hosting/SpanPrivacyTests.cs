using System.Diagnostics;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>What a span still says when it is exported.</summary>
public sealed class SpanPrivacyTests : IDisposable
{
    private const string Number = "12155550131";

    private readonly ActivitySource _source = new("SpanPrivacyTests");
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "SpanPrivacyTests",
        Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public SpanPrivacyTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Theory]
    [InlineData("url.path")]
    [InlineData("url.query")]
    [InlineData("url.full")]
    [InlineData("http.target")]
    [InlineData("http.url")]
    [InlineData("http.request.method_original")]
    [InlineData("user_agent.original")]
    [InlineData("server.address")]
    [InlineData("what.a.library.adds.tomorrow")]
    public void OnEnd_AttributeOfARequest_IsTakenOff(string name)
    {
        using var span = Ended(
            ActivityKind.Server,
            span => span.SetTag(name, $"/passports/{Number}/1").SetTag("http.route", "/passports/{dest}/{orig}"));
        Assert.Equal(["http.route"], span.TagObjects.Select(tag => tag.Key));
        Assert.True(span.Recorded);
    }

    [Theory]
    [InlineData("http.request.method", "GET", "GET")]
    [InlineData("http.response.status_code", 404, 404)]
    [InlineData("http.route", "/passports/{dest}/{orig}", "/passports/{dest}/{orig}")]
    [InlineData("error.type", "System.IO.IOException", "System.IO.IOException")]
    [InlineData("error.type", $"path /passports/{Number}/1", "path /passports/***")]
    public void OnEnd_AttributeThatIsKept_IsMasked(string name, object value, object expected)
    {
        using var span = Ended(ActivityKind.Server, span => span.SetTag(name, value));
        Assert.Equal(expected, span.GetTagItem(name));
    }

    [Theory]
    [InlineData("cr.example", "cr.example")]
    [InlineData($"{Number}.example", "***.example")]
    public void OnEnd_HostOfAnOutgoingRequest_IsKeptAndMasked(string host, string expected)
    {
        using var span = Ended(ActivityKind.Client, span => span.SetTag("server.address", host).SetTag("server.port", 443));
        Assert.Equal(expected, span.GetTagItem("server.address"));
        Assert.Equal(443, span.GetTagItem("server.port"));
    }

    [Fact]
    public void OnEnd_NameOfARoute_IsMethodAndTemplate()
    {
        using var span = Ended(ActivityKind.Server, span =>
        {
            span.DisplayName = $"POST /passports/{Number}/1";
            span.SetTag("http.request.method", "POST").SetTag("http.route", "/passports/{dest}/{orig}");
        });
        Assert.Equal("POST /passports/{dest}/{orig}", span.DisplayName);
    }

    [Fact]
    public void OnEnd_NameDescriptionAndState_HoldNoNumber()
    {
        using var span = Ended(ActivityKind.Server, span =>
        {
            span.DisplayName = $"GET /passports/{Number}/1";
            span.SetStatus(ActivityStatusCode.Error, $"no such number {Number}");
            span.TraceStateString = $"caller={Number}";
        });
        Assert.Equal("GET /passports/***", span.DisplayName);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Null(span.StatusDescription);
        Assert.Null(span.TraceStateString);
    }

    [Fact]
    public void OnEnd_SpanWithAnEvent_IsNotExported()
    {
        using var span = Ended(ActivityKind.Server, span => span.AddException(new InvalidOperationException(Number)));
        Assert.False(span.Recorded);
    }

    private Activity Ended(ActivityKind kind, Action<Activity> fill)
    {
        var span = _source.StartActivity("GET", kind)!;
        fill(span);
        span.Stop();
        using var processor = new SpanPrivacy();
        processor.OnEnd(span);
        return span;
    }
}
