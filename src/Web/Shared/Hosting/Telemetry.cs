using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shaken.Azure.KeyVault;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Keys;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Verification.Treatment;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Spans and metrics of the web server, of outgoing requests, of the runtime and of the product, sent only where
/// <see cref="TelemetrySettings"/> says. No span or metric holds a telephone number: <see cref="SpanPrivacy"/> and the views here keep a
/// fixed set of attributes and drop the rest.
/// </summary>
internal static class Telemetry
{
    // Hosts of outgoing requests are left out: strangers name them, so they are neither bounded in number nor free of personal data.
    private static readonly string[] ClientTags =
    [
        "http.request.method", "http.response.status_code", "error.type", "http.connection.state", "network.protocol.version", "url.scheme",
    ];

    // The exporter for Azure Monitor reports its own use to Microsoft unless these variables are true. It has no option for that.
    private static readonly string[] OwnReportsOff =
    [
        "APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "APPLICATIONINSIGHTS_SDKSTATS_DISABLED", "APPLICATIONINSIGHTS_SDKSTATS_DISABLED_ALL",
    ];

    public static void Add(IServiceCollection services, TelemetrySettings settings)
    {
        if (!settings.IsOn) return;
        foreach (var variable in settings.Monitor is null ? [] : OwnReportsOff) Environment.SetEnvironmentVariable(variable, "true");
        services.AddOpenTelemetry()
            .WithTracing(tracing =>
            {
                Instrument(tracing);
                if (settings.Collector is { } collector) tracing.AddOtlpExporter(options => Aim(options, collector, "v1/traces"));
                if (settings.Monitor is { } monitor) tracing.AddAzureMonitorTraceExporter(options => Set(options, monitor));
            })
            .WithMetrics(metrics =>
            {
                Instrument(metrics);
                if (settings.Collector is { } collector) metrics.AddOtlpExporter(options => Aim(options, collector, "v1/metrics"));
                if (settings.Monitor is { } monitor) metrics.AddAzureMonitorMetricExporter(options => Set(options, monitor));
            });
    }

    // The exporter adds the path of a signal to an endpoint that it reads by itself, and to none that it is given. It reads the environment
    // alone by itself, and the collector may stand in another source of settings.
    private static void Aim(OtlpExporterOptions options, Uri collector, string path) =>
        options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf
            ? new Uri($"{collector.OriginalString.TrimEnd('/')}/{path}")
            : collector;

    /// <summary>
    /// The sources of spans, without the numbers. Exporters are added after this: processors run in the order in which they are added.
    /// </summary>
    internal static TracerProviderBuilder Instrument(TracerProviderBuilder tracing) => tracing
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation()
        .AddProcessor(new SpanPrivacy());

    /// <summary>The meters, without the numbers.</summary>
    internal static MeterProviderBuilder Instrument(MeterProviderBuilder metrics) => metrics
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation()
        .AddRuntimeInstrumentation()
        .AddMeter(
            RepublishMetrics.MeterName, ListMetrics.MeterName, RunMetrics.MeterName, FastVerification.MeterName,
            TreatmentMetrics.MeterName)
        .AddView("http.client.*", new MetricStreamConfiguration { TagKeys = ClientTags })
        .AddView("dns.lookup.duration", new MetricStreamConfiguration { TagKeys = ["error.type"] });

    private static void Set(AzureMonitorExporterOptions options, MonitorTarget target)
    {
        options.ConnectionString = target.ConnectionString;
        if (target.ClientId is { } clientId) options.Credential = Vaults.CredentialOf(clientId);

        // All spans, as a collector gets them. The live view reads spans before their numbers are off, and unsent spans stay out of files.
        options.TracesPerSecond = null;
        options.SamplingRatio = 1;
        options.EnableLiveMetrics = false;
        options.DisableOfflineStorage = true;
    }
}
