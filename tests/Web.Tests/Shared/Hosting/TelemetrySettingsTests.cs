using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class TelemetrySettingsTests
{
    private const string Key = "InstrumentationKey=0f8fad5b-d9cb-469f-a165-70867728950e";
    private const string Complete = $"{Key};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/";
    private const string Client = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    [Fact]
    public void Parse_Nothing_SendsNothing() => Assert.False(Parse().Value.Get<TelemetrySettings>().IsOn);

    [Fact]
    public void Parse_Collector_IsOn() =>
        Assert.True(Parse(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")).Value.Get<TelemetrySettings>().IsOn);

    [Theory]
    [InlineData(null)]
    [InlineData(Client)]
    public void Parse_ConnectionString_IsSentByTheIdentityThatIsSet(string? clientId)
    {
        var settings = Parse(("Telemetry:ConnectionString", Complete), ("Azure:ClientId", clientId)).Value.Get<TelemetrySettings>();
        Assert.Equal(new MonitorTarget(Complete, clientId), settings.Monitor);
        Assert.True(settings.IsOn);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector")]
    [InlineData("Telemetry:ConnectionString", "somewhere")]
    [InlineData("Telemetry:ConnectionString", Key)]
    [InlineData("Telemetry:ConnectionString", $"{Key};IngestionEndpoint=http://in.example/")]
    [InlineData("Telemetry:ConnectionString", "InstrumentationKey=1;IngestionEndpoint=https://in.example/")]
    public void Parse_UnusableTarget_IsRefusedByName(string name, string value)
    {
        Assert.False(Parse((name, value)).TryGet(out _, out var errors));
        Assert.StartsWith($"{name}: ", Assert.Single(errors.Lines), StringComparison.Ordinal);
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(params (string Name, string? Value)[] settings)
    {
        var values = settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value));
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
