using System.Data.Common;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Where spans and metrics are sent. Unless set, nowhere.</summary>
/// <param name="Collector">An OTLP collector; null: none.</param>
/// <param name="Monitor">An Application Insights resource; null: none.</param>
internal sealed record TelemetrySettings(Uri? Collector, MonitorTarget? Monitor) : ISettings<TelemetrySettings>
{
    private const string Key = "InstrumentationKey";
    private const string Endpoint = "IngestionEndpoint";

    public static IReadOnlyList<Setting> Declared => TelemetrySetting.All;

    /// <summary>Whether anything is sent at all.</summary>
    public bool IsOn => Collector is not null || Monitor is not null;

    public static TelemetrySettings Read(SettingsReader reader) => new(reader.HttpUrl(TelemetrySetting.Collector), ReadMonitor(reader));

    private static MonitorTarget? ReadMonitor(SettingsReader reader)
    {
        if (reader.Text(TelemetrySetting.ConnectionString) is not { } text) return null;
        var clientId = VaultSettings.ReadClientId(reader);

        // Without an endpoint the exporter would send to a public one that the operator never named.
        if (IsComplete(text)) return new MonitorTarget(text, clientId);
        reader.Refuse(TelemetrySetting.ConnectionString, $"must have the form {Key}=GUID;{Endpoint}=https://HOST/");
        return null;
    }

    private static bool IsComplete(string text)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return false;
        }

        return parts.TryGetValue(Key, out var key) && Guid.TryParse(key as string, out _)
            && parts.TryGetValue(Endpoint, out var endpoint)
            && Uri.TryCreate(endpoint as string, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps;
    }
}

/// <summary>An Application Insights resource.</summary>
/// <param name="ConnectionString">Complete: with its key and its endpoint.</param>
/// <param name="ClientId">The managed identity that sends; null: the key in the connection string does.</param>
internal sealed record MonitorTarget(string ConnectionString, string? ClientId);
