using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Keys;
using Shaken.Core.Trust.Lists;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// OpenTelemetry by OTLP, when the standard environment variable OTEL_EXPORTER_OTLP_ENDPOINT names a collector; nothing else is ever sent anywhere.
/// Spans of the web server carry the route's pattern in their name; paths and queries are taken off, since they hold numbers.
/// </summary>
internal static class Telemetry
{
    private static readonly Setting Endpoint = new("OTEL_EXPORTER_OTLP_ENDPOINT",
        "Environment only: the OpenTelemetry collector to send to",
        "None: nothing is sent",
        "http://127.0.0.1:4317");

    /// <summary>The exporter reads it from the environment itself.</summary>
    public static IReadOnlyList<Setting> Declared { get; } = [Endpoint];

    public static void Add(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint.Name))) return;
        services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore")
            .AddProcessor(new PathsOff())
            .AddOtlpExporter()
            .Build());
        services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http")
            .AddMeter(RepublishMetrics.MeterName, ListMetrics.MeterName, RunMetrics.MeterName, FastVerification.MeterName)
            .AddOtlpExporter()
            .Build());
        services.AddHostedService<TelemetryStart>();
    }

    /// <summary>Takes paths and queries off a span before it is sent.</summary>
    internal sealed class PathsOff : BaseProcessor<System.Diagnostics.Activity>
    {
        public override void OnEnd(System.Diagnostics.Activity data)
        {
            foreach (var tag in (string[])["url.path", "url.query", "url.full", "http.target", "http.url"]) data.SetTag(tag, null);
            data.DisplayName = NumberMask.Of(data.DisplayName);
        }
    }

    // The providers live from the first request on, and flush when the program stops.
    private sealed class TelemetryStart(TracerProvider tracing, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            tracing.ForceFlush();
            metrics.ForceFlush();
            return Task.CompletedTask;
        }
    }
}
