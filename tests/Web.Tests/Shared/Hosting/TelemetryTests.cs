using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>What exporters get of requests that hold telephone numbers, from the program itself.</summary>
public sealed partial class TelemetryTests
{
    private const string Number = "12155550131";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The routes with parameters, each parameter a number.</summary>
    private static List<(string Method, string Path)> Requests =>
        [.. FunctionTable.Http.Where(function => function.Route.Contains('{', StringComparison.Ordinal))
            .Select(function => (function.Method, "/" + Parameters().Replace(function.Route, Number) + $"?orig={Number}"))];

    [Fact]
    public async Task Spans_OfEveryRouteWithNumbers_HaveTheTemplateAndNoNumber()
    {
        var spans = new List<Activity>();
        using (Telemetry.Instrument(Sdk.CreateTracerProviderBuilder()).AddInMemoryExporter(spans).Build()) await AskAsync();

        // Other tests of this process run at the same time: their spans must hold no number either.
        Assert.Empty(spans.Select(TextOf).Where(text => text.Contains("5550131", StringComparison.Ordinal)));
        var routes = spans.Where(span => span.Kind == ActivityKind.Server).Select(span => span.GetTagItem("http.route") as string);
        Assert.Contains("/passports/{spc}/{dest}/{orig}", routes);
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => tag.Key is "url.path" or "url.query" or "url.full");

        // The client of this test is instrumented too.
        Assert.Contains(spans, span => span.Kind == ActivityKind.Client && span.GetTagItem("server.address") as string == "127.0.0.1");
    }

    [Fact]
    public async Task Metrics_OfEveryRouteWithNumbers_HaveNoNumber()
    {
        var metrics = new List<MetricSnapshot>();
        using (var provider = Telemetry.Instrument(Sdk.CreateMeterProviderBuilder()).AddInMemoryExporter(metrics).Build())
        {
            await AskAsync();
            provider.ForceFlush();
        }

        var names = metrics.Select(metric => metric.Name).ToHashSet();
        string[] expected = ["http.server.request.duration", "http.client.request.duration", "dotnet.gc.collections"];
        Assert.Empty(expected.Except(names));
        Assert.Empty(metrics.SelectMany(Tags).Where(tag => tag.Contains("5550131", StringComparison.Ordinal)));
        Assert.Contains("http.route=/passports/{spc}/{dest}/{orig}", metrics.SelectMany(Tags));
        var ofClients = metrics.Where(metric => metric.Name.StartsWith("http.client.", StringComparison.Ordinal));
        Assert.DoesNotContain(ofClients.SelectMany(Tags), IsHost);
    }

    [Fact]
    public async Task Program_WithACollector_SendsSpansAndMetricsWithoutNumbers()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await AskAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url));
        Assert.Contains("Microsoft.AspNetCore", collector.Received, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Received, StringComparison.Ordinal);
        Assert.Contains("/passports/{spc}/{dest}/{orig}", collector.Received, StringComparison.Ordinal);
        Assert.DoesNotContain("5550131", collector.Received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("APPLICATIONINSIGHTS_STATSBEAT_DISABLED")]
    [InlineData("APPLICATIONINSIGHTS_SDKSTATS_DISABLED_ALL")]
    public async Task Program_WithAzureMonitor_Starts_AndTheExporterDoesNotReportItself(string variable)
    {
        // Nothing listens on port 1: what is sent is lost, and the program does not mind.
        const string Target = "InstrumentationKey=0f8fad5b-d9cb-469f-a165-70867728950e;IngestionEndpoint=https://127.0.0.1:1/";
        await AskAsync(("Telemetry:ConnectionString", Target));
        Assert.Equal("true", Environment.GetEnvironmentVariable(variable));
    }

    private static async Task AskAsync(params (string Name, string Value)[] settings)
    {
        await using var program = await LoneProgram.StartAsync(settings);
        using var client = program.NewClient("127.0.0.1");
        foreach (var (method, path) in Requests.Append(("GET", $"/nowhere/{Number}")))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("User-Agent", Number);
            request.Headers.TryAddWithoutValidation("tracestate", $"caller={Number}");
            using var response = await client.SendAsync(request, Token);
        }
    }

    private static bool IsHost(string tag) =>
        tag.StartsWith("server.", StringComparison.Ordinal) || tag.StartsWith("network.peer.", StringComparison.Ordinal);

    private static string TextOf(Activity span) => string.Join(' ',
        span.TagObjects.Select(tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture))
            .Append(span.DisplayName).Append(span.StatusDescription).Append(span.TraceStateString)
            .Concat(span.Events.SelectMany(happened => happened.Tags).Select(tag => tag.Value?.ToString())));

    private static IEnumerable<string> Tags(MetricSnapshot metric)
    {
        foreach (var point in metric.MetricPoints)
        {
            foreach (var (name, value) in point.Tags) yield return $"{name}={value}";
        }
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameters();
}
