using System.Net;

namespace Shaken.Web.Shared.Configuration;

/// <summary>Where to listen.</summary>
/// <param name="Host">What calls the program.</param>
/// <param name="FunctionsHostPort">Where the Azure Functions host calls a custom handler; null: the program is none.</param>
/// <param name="Address">The IP address when running alone.</param>
/// <param name="Port">HTTP/1.1 when running alone; 0 takes a free one, null is off.</param>
/// <param name="TlsPort">HTTP/1.1 and HTTP/2 over TLS; null: no TLS.</param>
/// <param name="Tls">The server's certificate; null: no TLS.</param>
internal sealed record ListenSettings(
    ProgramHost Host, int? FunctionsHostPort, IPAddress Address, int? Port, int? TlsPort, TlsSettings? Tls)
    : ISettings<ListenSettings>
{
    /// <summary>Which program this is, written into the configuration by the program itself: no operator's value counts.</summary>
    public const string IsolatedWorker = "Shaken:IsolatedWorker";

    public bool IsUnderFunctionsHost => Host != ProgramHost.Alone;

    public static IReadOnlyList<Setting> Declared => ListenSetting.All;

    public static ListenSettings Read(SettingsReader reader)
    {
        int? hostPort = reader.Text(ListenSetting.FunctionsHostPort) is null ? null : reader.Number(ListenSetting.FunctionsHostPort);
        var address = IPAddress.Loopback;
        if (reader.Text(ListenSetting.Address) is { } text && !IPAddress.TryParse(text, out address!))
        {
            address = IPAddress.Loopback;
            reader.Refuse(ListenSetting.Address, $"\"{text}\" is no IP address");
        }

        int? tlsPort = reader.Text(ListenSetting.TlsPort) is null ? null : reader.Number(ListenSetting.TlsPort);
        var tls = tlsPort is null ? null : TlsSettings.Read(reader);
        int? port = reader.Text(ListenSetting.Port) == "off" ? null : reader.Number(ListenSetting.Port);
        if (port is null && tlsPort is null) reader.Refuse(ListenSetting.Port, "off leaves nothing to listen on without Shaken:Tls:Port");
        return new ListenSettings(ReadHost(reader, hostPort), hostPort, address, port, tlsPort, tls);
    }

    private static ProgramHost ReadHost(SettingsReader reader, int? hostPort)
    {
        if (reader.OfPlatform(IsolatedWorker) != "true") return hostPort is null ? ProgramHost.Alone : ProgramHost.CustomHandler;
        if (hostPort is not null)
        {
            reader.Refuse(
                ListenSetting.FunctionsHostPort,
                "the app's runtime is custom, but this program is an isolated worker: deploy the native package, or set the runtime "
                + "dotnet-isolated");
        }

        return ProgramHost.IsolatedWorker;
    }
}
