using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>The settings of <see cref="TelemetrySettings"/>.</summary>
internal static class TelemetrySetting
{
    public static Setting Collector { get; } = new("OTEL_EXPORTER_OTLP_ENDPOINT",
        "The OpenTelemetry collector that spans and metrics are sent to, by OTLP. The standard's other variables "
        + "(`OTEL_EXPORTER_OTLP_PROTOCOL`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`) are read from the environment",
        "None: nothing is sent by OTLP",
        "http://127.0.0.1:4317");

    public static Setting ConnectionString { get; } = new("Telemetry:ConnectionString",
        "The connection string of an Application Insights resource that spans and metrics are sent to. It must name its "
        + "`IngestionEndpoint`. With `Azure:ClientId` the managed identity sends, otherwise the key in the string does",
        "None: nothing is sent to Azure Monitor",
        "InstrumentationKey=…;IngestionEndpoint=https://…");

    public static IReadOnlyList<Setting> All { get; } = [Collector, ConnectionString];
}
